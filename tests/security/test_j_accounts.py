"""Owns what family J asks of accounts: nothing tells who has one (J205), nobody takes one, no shared person waits."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broker.core.account_event import AccountEvent, Actor
from broker.core.errors import Refusal
from broker.core.identity import NOTHING, Fact, Identity
from broker.core.journey import Authentication
from broker.core.pivot_match import find_same
from broker.core.refusals.account import AccountSuspended, AccountWaits, CodesTooMany
from broker.core.refusals.decision import PersonUnknown
from broker.core.regrouping import merge
from broker.core.sign_in_methods import PASSWORD
from broker.directories.account_directory import AccountDirectory
from broker.flows.account_activation import Provisional, begin_registration, find_provisional, notify, register
from broker.flows.account_changes import begin_contact, change_password, confirm_contact, find_linked, link
from broker.flows.account_office import AccountOffice
from broker.flows.account_recovery import begin_recovery, find_recovering, send_login
from broker.flows.account_service import Desk
from broker.flows.matching import find_vouched, settle
from broker.protocols.oidc.refusals import direct_error
from tests.accounts import (
    BROWSER,
    OTHER_SECRET,
    SECRET,
    a_plain_guardian,
    a_plain_pupil,
    a_shared_guardian,
    an_office,
    shipped_people,
)
from tests.builders import HandClock
from tests.flows.test_account_activation import MOBILE, claim_of, last

_NOBODY = "personne.ici"


@pytest.fixture
def office(tmp_path: Path) -> AccountOffice:
    return an_office(tmp_path, shipped_people(), HandClock())


def sent(office: AccountOffice) -> int:
    return len(office.outbox.latest(office.issuer, 200))


def answers(tries: int, ask: object) -> list[str]:
    """Return what each of several askings is answered: a ticket, or a refusal by its code."""
    found = []
    for _ in range(tries):
        try:
            ask()  # type: ignore[operator]  # one of the askings below
            found.append("ticket")
        except Refusal as refusal:
            found.append(refusal.code)
    return found


def test_j205_asking_for_codes_again_and_again_tells_nothing_of_a_login(office: AccountOffice) -> None:
    known = a_plain_guardian(office.people)
    register(office, known, MOBILE, SECRET)
    said = [answers(13, lambda: begin_recovery(office, BROWSER, login)) for login in (known.login, _NOBODY)]  # noqa: B023
    assert said[0] == said[1]
    assert said[0][-1] == CodesTooMany.code


def test_j205_a_contact_of_two_accounts_is_as_silent(office: AccountOffice) -> None:
    first, second = (a_plain_guardian(office.people, number) for number in range(2))
    for person in (first, second):
        register(office, person, MOBILE, SECRET)
    answers(10, lambda: begin_recovery(office, BROWSER, first.login))
    before = sent(office)
    assert answers(1, lambda: begin_recovery(office, BROWSER, second.login)) == ["ticket"]
    assert sent(office) == before


def test_j205_asking_for_a_login_again_and_again_tells_nothing_and_fills_nothing(office: AccountOffice) -> None:
    known = a_plain_guardian(office.people)
    register(office, known, MOBILE, SECRET)
    lines = len(office.journal.read(office.issuer, limit=1000))
    said = [answers(30, lambda: send_login(office, contact)) for contact in (MOBILE, "+33799999999")]  # noqa: B023
    assert said[0] == said[1]
    assert len(office.journal.read(office.issuer, limit=1000)) - lines == 10


@pytest.mark.parametrize("change", [{}, {"birth_date": "1999-01-01"}, {"family_name": "autre"}])
def test_j205_claims_wait_alike_whether_they_are_true_or_not(office: AccountOffice, change: dict[str, str]) -> None:
    claim = replace(claim_of(a_plain_guardian(office.people)), **change)
    assert answers(6, lambda: begin_registration(office, BROWSER, claim)) == ["ticket"] * 5 + [AccountWaits.code]


def test_who_has_registered_waits_no_longer(office: AccountOffice) -> None:
    person = a_plain_guardian(office.people)
    answers(6, lambda: begin_registration(office, BROWSER, claim_of(person)))
    register(office, person, MOBILE, SECRET)
    assert answers(1, lambda: begin_registration(office, BROWSER, claim_of(person))) == ["ticket"]


def test_j206_nobody_makes_a_shared_person_wait(office: AccountOffice) -> None:
    person = a_shared_guardian(office.people)
    wrong = replace(claim_of(person), given_name="autre")
    assert answers(12, lambda: begin_registration(office, BROWSER, wrong)) == ["ticket"] * 12
    account = notify(office, person, Actor.HELPDESK, AccountEvent.NOTIFIED)
    guess = Provisional(account.login, "AAAA-BBBB-CCCC", "1999-01-01")
    assert answers(12, lambda: find_provisional(office, guess)) == ["ticket"] * 12


def test_a_classmate_does_not_register_in_a_pupils_place(office: AccountOffice) -> None:
    pupil = replace(a_plain_pupil(office.people), mail=Fact(("eleve@famille.example",), "mail"))
    known = replace(office, people=_With(office.people, pupil))  # type: ignore[arg-type]  # what is asked of it
    claim = claim_of(pupil)
    begin_registration(known, BROWSER, claim)
    assert sent(office) == 0
    begin_registration(office, BROWSER, claim_of(a_plain_guardian(office.people)))  # the control
    assert sent(office) == 1


def test_what_was_begun_before_a_reset_ends_with_it(office: AccountOffice) -> None:
    person = a_plain_guardian(office.people)
    register(office, person, MOBILE, SECRET)
    recovering = (begin_recovery(office, BROWSER, person.login), last(office).code)
    changing = (begin_contact(office, BROWSER, person, "autre@famille.example"), last(office).code)
    Desk(office).send_notification(person.login)
    assert find_recovering(office, BROWSER, *recovering) is None
    assert confirm_contact(office, BROWSER, person, changing) is None


def test_a_suspended_account_opens_nothing_by_a_session_that_is_still_open(office: AccountOffice) -> None:
    person = a_plain_guardian(office.people)
    directory = AccountDirectory(office)
    change_password(office, person, OTHER_SECRET)
    session = a_sign_in(person)
    assert find_vouched(session, directory) == person
    Desk(office).suspend(person.login)
    with pytest.raises(AccountSuspended):
        find_vouched(session, directory)
    Desk(office).restore(person.login)
    assert find_vouched(session, directory) == person


def test_j207_who_was_recognised_by_name_is_not_the_person_to_whom_the_account_goes(office: AccountOffice) -> None:
    person, other = (a_plain_guardian(office.people, number) for number in range(2))
    link(office, person, "fc-sub")
    assert find_linked(office, "fc-sub") == person
    Desk(office).reassign(person.login, other.login)
    assert find_linked(office, "fc-sub") is None


def test_a_client_learns_of_a_suspension_that_its_token_is_over() -> None:
    assert direct_error(AccountSuspended(), bearer=True) == ("invalid_token", 401)
    assert direct_error(AccountSuspended(), bearer=False) == ("invalid_grant", 400)


def test_j207_a_key_that_the_guichet_did_not_send_settles_nothing() -> None:
    said = replace(a_sign_in(a_plain_guardian(shipped_people())), key="one", other_keys=("two",))
    assert settle(said, "two").key == "two"
    with pytest.raises(PersonUnknown):
        settle(said, "three")


def test_people_without_a_family_name_are_not_the_same_person() -> None:
    person = replace(a_plain_guardian(shipped_people()), family_name=NOTHING, civility=NOTHING)
    assert find_same([person], {"given_name": person.given_name}) is None


def test_j206_a_shared_person_stays_shared_whichever_record_comes_first() -> None:
    shared = a_shared_guardian(shipped_people())
    earlier = replace(shared, situation=None, join_key=Fact(("A$0",), "jointure"))
    merged = merge([shared, earlier])
    assert merged.join_key.values[0] == "A$0"
    assert merged.situation == shared.situation


def a_sign_in(person: Identity) -> Authentication:
    return Authentication("login", person.login, person.key.project, datetime(2026, 1, 5, tzinfo=UTC), PASSWORD)


class _With:
    """Know one person more by e-mail."""

    def __init__(self, people: object, person: Identity) -> None:
        self._people, self._person = people, person

    def find_all(self, kind: str, key: str) -> tuple[Identity, ...]:
        mine = kind == "mail" and key in self._person.mail.values
        return (self._person,) if mine else self._people.find_all(kind, key)  # type: ignore[attr-defined]
