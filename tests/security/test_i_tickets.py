"""Owns the attacks on tickets: I171, I172, I174, I180, I181, I184, I188, I192 (CAS)."""

import logging
from collections.abc import Iterator
from urllib.parse import quote

import pytest
import requests

from tests.journeys.cas_service import P3, cas_service, read_failure, read_success
from tests.journeys.steps import later
from tests.sandbox import Sandbox
from tests.security.canary import Canary
from tests.security.cas_attack import Target
from tests.security.raw_http import get_raw

_WAYS = ("validate", "serviceValidate", "proxyValidate", P3, "p3/proxyValidate")


@pytest.fixture(scope="module")
def target(sandbox: Sandbox) -> Iterator[Target]:
    with cas_service(sandbox) as service:
        browser, _ticket = service.sign_on()
        yield Target(service, browser)


def opens(answer: requests.Response) -> bool:
    return "authenticationSuccess" in answer.text or answer.text.startswith("yes")


@pytest.mark.parametrize("first", _WAYS)
def test_i171_a_ticket_that_was_presented_opens_nothing_anywhere(target: Target, first: str) -> None:
    with target.controlled():
        ticket = target.ticket()
        assert opens(target.service.validate(ticket, first))
        for way in _WAYS:
            assert not opens(target.service.validate(ticket, way))


def test_i172_a_ticket_stolen_by_another_registered_service_opens_nothing_and_is_burnt(
    target: Target, sandbox: Sandbox
) -> None:
    with target.controlled(), cas_service(sandbox) as thief:
        for way in _WAYS:
            ticket = target.ticket()
            assert not opens(thief.validate(ticket, way))
            assert not opens(target.service.validate(ticket, way))


@pytest.mark.parametrize(
    "tail",
    [
        "&service={other}",
        "&ticket=ST-1-0",
        "%26service={other}",
        "%00",
        "%20",
        "%0a",
        "/../{ticket}",
        ";service={other}",
        "#",
        "%23",
    ],
)
def test_i174_what_is_written_after_a_ticket_makes_no_other_request_of_it(target: Target, tail: str) -> None:
    with target.controlled():
        ticket = target.ticket()
        written = tail.format(other=quote("https://elsewhere.example/", safe=""), ticket=ticket)
        url = f"{target.home}/{P3}?ticket={ticket}{written}&service={quote(target.service.address, safe='')}"
        assert b"authenticationSuccess" not in get_raw(url).content


def test_i174_parameters_in_a_body_are_not_read(target: Target) -> None:
    with target.controlled():
        body = {"ticket": target.ticket(), "service": target.service.address}
        assert requests.post(f"{target.home}/{P3}", data=body, timeout=15).status_code == 405
        got = requests.get(f"{target.home}/{P3}", data=body, timeout=15)
        assert read_failure(got) == "INVALID_REQUEST"


def test_i180_renew_is_not_satisfied_by_a_session_and_says_what_it_is(target: Target) -> None:
    with target.controlled():
        for way in _WAYS:
            assert not opens(target.service.validate(target.ticket(), way, renew="true"))
            assert not opens(target.service.validate(target.ticket(gateway="true"), way, renew=""))
        _user, attributes = read_success(target.service.validate(target.ticket()))
        assert attributes["isFromNewLogin"] == ["false"]


def test_i181_a_ticket_too_late_opens_nothing(target: Target, sandbox: Sandbox) -> None:
    with target.controlled():
        for way in _WAYS:
            ticket = target.ticket()
            with later(sandbox, 5.5):
                assert not opens(target.service.validate(ticket, way))


def test_i184_without_a_contract_that_names_it_nothing_is_proxied_and_nobody_called(
    target: Target, canary: Canary
) -> None:
    with target.controlled():
        for way in ("serviceValidate", "proxyValidate", P3, "p3/proxyValidate"):
            ticket = target.ticket()
            assert not opens(target.service.validate(ticket, way, pgtUrl=f"{canary.url}/proxy"))
            assert not opens(target.service.validate(ticket, way))
        asked = target.service.call("proxy", pgt=target.ticket(), targetService=target.service.address)
        assert "proxyTicket" not in asked.text
    assert canary.calls == []


def test_i188_a_ticket_stands_in_no_log_no_page_and_no_trace_while_it_is_worth_something(
    target: Target, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with target.controlled():
        ticket = target.ticket()
        target.service.call(P3, ticket=ticket)
        escaped = ticket.replace("-", "%2D")
        get_raw(f"{target.home}/{P3}?ticket={escaped}")
        journeys = requests.get(f"{target.home}/journeys", timeout=15).text
        links = [part.partition('"')[0] for part in journeys.split('href="')[1:] if part.startswith("/journeys/")]
        pages = [requests.get(f"{target.home}{link}", timeout=15).text for link in dict.fromkeys(links[:8])]
        assert [page for page in pages if ticket in page or escaped in page] == []
        assert [page for page in pages if "ST-…" in page]
        hub_lines = [record.getMessage() for record in caplog.records if not record.name.startswith("urllib3")]
        assert [line for line in hub_lines if ticket in line] == []
        assert read_success(target.service.validate(ticket))


def test_i188_the_redirect_tells_no_referrer_and_is_kept_by_no_cache(target: Target) -> None:
    answer = target.service.ask_once(target.browser)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


def test_i192_a_ticket_cannot_be_guessed_from_those_before(target: Target) -> None:
    with target.controlled():
        ticket = target.ticket()
        kind, number, drawn, host = ticket.split("-")
        near = f"{int(drawn, 16) + 1:040x}"
        guesses = (
            f"{kind}-{int(number) + 1}-{drawn}-{host}",
            f"{kind}-{number}-{near}-{host}",
            ticket[:-1],
            ticket + "x",
        )
        for guess in guesses:
            assert not opens(target.service.validate(guess))
        assert len(drawn) * 4 >= 128
        assert opens(target.service.validate(ticket))
