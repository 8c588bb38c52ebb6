"""Owns the tests of tickets: their shape, their entropy, their single use by many at once (CAS protocol 3.1, 3.7)."""

import re
from concurrent.futures import ThreadPoolExecutor

from broker.lab.browser import Browser
from broker.protocols.cas.tickets import new_name
from tests.journeys.cas_service import CasService, read_failure, read_success

_SHAPE = re.compile(r"ST-\d{1,6}-[0-9a-f]{40}-localhost")


def test_3_1_1_a_ticket_has_the_observed_shape_and_no_word_of_the_service(
    service: CasService, signed_in: Browser
) -> None:
    ticket = service.ticket(signed_in)
    assert _SHAPE.fullmatch(ticket)
    assert len(ticket) <= 256
    assert service.name not in ticket


def test_3_1_1_what_a_ticket_is_worth_lies_in_more_than_128_random_bits() -> None:
    names = [new_name("ST", "localhost").split("-") for _ in range(2000)]
    drawn = [name[2] for name in names]
    assert len(set(drawn)) == len(drawn)
    assert all(len(part) * 4 >= 128 for part in drawn)
    for place in range(40):  # no digit of it stands still, or counts
        assert len({part[place] for part in drawn}) == 16
    numbers = [int(name[1]) for name in names]
    assert numbers != sorted(numbers), "it tells nobody how many others there were"


def test_3_3_and_3_4_proxy_granting_tickets_and_their_ious_fit_in_64_characters_of_the_set() -> None:
    for kind in ("PGT", "PGTIOU"):
        name = new_name(kind)
        assert re.fullmatch(rf"{kind}-[A-Za-z0-9-]+", name)
        assert len(name) <= 64


def test_a_long_host_does_not_make_a_ticket_longer_than_256() -> None:
    assert len(new_name("ST", "a." * 200)) == 256


def test_3_1_1_of_many_who_present_a_ticket_at_once_one_alone_gets_an_answer(
    service: CasService, signed_in: Browser
) -> None:
    for _ in range(5):
        ticket = service.ticket(signed_in)
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _number, ticket=ticket: service.validate(ticket), range(8)))
        won = [answer for answer in answers if "authenticationSuccess" in answer.text]
        assert len(won) == 1
        assert read_success(won[0])
        lost = [read_failure(answer) for answer in answers if answer is not won[0]]
        assert lost == ["INVALID_TICKET"] * 7
