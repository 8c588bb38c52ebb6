"""One-time passwords: RFC 6238 (time steps), RFC 4226 (digits), and that a code serves once (RFC 6238 5.2)."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from broker.login.one_time_passwords import SECONDS, OneTimePasswords
from broker.stores.journey_book import StoredJourneyBook
from broker.stores.memory_store import MemoryStore
from tests.builders import HandClock

CODES = OneTimePasswords(b"s" * 64, "academie")
MOMENT = datetime(2026, 3, 2, 12, 0, 10, tzinfo=UTC)
PERSON = "souleymane.perrot@AC-PREAU"


@pytest.fixture
def book() -> StoredJourneyBook:
    return StoredJourneyBook(MemoryStore(HandClock(MOMENT)))


def _code(steps: int = 0, person: str = PERSON, codes: OneTimePasswords = CODES) -> str:
    return codes.code_at(person, MOMENT + timedelta(seconds=steps * SECONDS))


def test_a_code_has_six_digits_and_changes_with_the_half_minute() -> None:
    codes = {_code(steps) for steps in range(20)}
    assert len(codes) > 15
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert CODES.code_at(PERSON, MOMENT) == CODES.code_at(PERSON, MOMENT + timedelta(seconds=19))


@pytest.mark.parametrize(("steps", "accepted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_serves_one_step_before_and_after_its_own(
    book: StoredJourneyBook, steps: int, *, accepted: bool
) -> None:
    assert CODES.accept(PERSON, _code(steps), MOMENT, book) is accepted


def test_a_code_is_read_with_the_spaces_that_applications_show(book: StoredJourneyBook) -> None:
    code = _code()
    assert CODES.accept(PERSON, f" {code[:3]} {code[3:]} ", MOMENT, book)


def test_a_code_serves_once(book: StoredJourneyBook) -> None:
    assert CODES.accept(PERSON, _code(), MOMENT, book)
    assert not CODES.accept(PERSON, _code(), MOMENT, book)
    assert not CODES.accept(PERSON, _code(), MOMENT + timedelta(seconds=SECONDS), book)


def test_the_code_of_another_person_issuer_or_installation_is_none_of_hers(book: StoredJourneyBook) -> None:
    elsewhere, other = OneTimePasswords(b"s" * 64, "academie-brume"), OneTimePasswords(b"t" * 64, "academie")
    wrong = {_code(person="ingrid.perrot@AC-PREAU"), _code(codes=elsewhere), _code(codes=other)} - {
        _code(steps) for steps in (-1, 0, 1)
    }
    assert wrong
    assert not any(CODES.accept(PERSON, code, MOMENT, book) for code in wrong)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345", "12345\x00"])
def test_what_is_no_code_is_refused_without_a_mishap(book: StoredJourneyBook, code: str) -> None:
    assert not CODES.accept(PERSON, code, MOMENT, book)


def test_an_authenticator_application_reads_the_enrolment_and_makes_the_same_codes() -> None:
    address = urlsplit(CODES.enrolment_uri(PERSON, "Guichet simulé"))
    said = parse_qs(address.query)
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert (said["digits"], said["period"], said["algorithm"]) == (["6"], ["30"], ["SHA1"])
    assert len(said["secret"][0]) == 32
