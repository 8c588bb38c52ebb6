"""Owns the tests of what a validation refuses, and with which code (CAS protocol 2.4, 2.5.3, 2.6, 3.1.1)."""

import pytest
import requests
from lxml import etree

from broker.core.refusals.listing import all_refusals
from broker.lab.browser import Browser
from broker.protocols.cas.refusals import FAILURES
from tests.journeys.cas_service import CAS, P3, CasService, cas_service, read_failure, read_success
from tests.journeys.steps import later
from tests.sandbox import Sandbox

WAYS = ("serviceValidate", "proxyValidate", P3, "p3/proxyValidate")
_CODES = {
    "INVALID_REQUEST",
    "INVALID_TICKET_SPEC",
    "UNAUTHORIZED_SERVICE_PROXY",
    "INVALID_PROXY_CALLBACK",
    "INVALID_TICKET",
    "INVALID_SERVICE",
    "INTERNAL_ERROR",
    "UNAUTHORIZED_SERVICE",
}


def test_the_table_holds_every_code_of_the_specification_and_no_other() -> None:
    assert set(FAILURES.values()) == _CODES


def test_every_refusal_that_may_return_and_every_one_of_cas_has_its_code() -> None:
    wanted = {code for code, kind in all_refusals().items() if kind.may_return or code.startswith("cas.")}
    assert wanted <= set(FAILURES)
    assert set(FAILURES) <= set(all_refusals())


@pytest.mark.parametrize("way", WAYS)
def test_2_5_3_both_parameters_are_required_and_a_request_without_them_burns_nothing(
    service: CasService, signed_in: Browser, way: str
) -> None:
    ticket = service.ticket(signed_in)
    for query in ({"ticket": ticket}, {"service": service.address}, {"ticket": "", "service": service.address}, {}):
        assert read_failure(service.call(way, **query)) == "INVALID_REQUEST"
    assert read_success(service.validate(ticket, way))


@pytest.mark.parametrize("way", WAYS)
def test_3_1_1_a_ticket_is_presented_once(service: CasService, signed_in: Browser, way: str) -> None:
    ticket = service.ticket(signed_in)
    assert read_success(service.validate(ticket, way))
    assert read_failure(service.validate(ticket, way)) == "INVALID_TICKET"


@pytest.mark.parametrize("way", WAYS)
def test_2_5_3_a_ticket_presented_for_another_address_is_burnt(
    service: CasService, signed_in: Browser, way: str
) -> None:
    for address in (f"{service.address}&", service.address.replace("?lang", "/?lang"), f"{service.site}/app"):
        ticket = service.ticket(signed_in)
        assert read_failure(service.call(way, service=address, ticket=ticket)) == "INVALID_SERVICE"
        assert read_failure(service.validate(ticket, way)) == "INVALID_TICKET"


@pytest.mark.parametrize("way", WAYS)
def test_2_5_1_renew_wants_a_ticket_of_a_fresh_sign_in(service: CasService, signed_in: Browser, way: str) -> None:
    ticket = service.ticket(signed_in)
    assert read_failure(service.validate(ticket, way, renew="true")) == "INVALID_TICKET_SPEC"
    assert read_failure(service.validate(ticket, way)) == "INVALID_TICKET", "burnt all the same"
    _browser, fresh = service.sign_on()
    assert read_success(service.validate(fresh, way, renew="true"))


def test_3_1_1_a_ticket_lives_five_seconds_and_then_says_so(
    sandbox: Sandbox, service: CasService, signed_in: Browser
) -> None:
    early, late = service.ticket(signed_in), service.ticket(signed_in)
    with later(sandbox, 4):
        assert read_success(service.validate(early))
    with later(sandbox, 6):
        answer = service.validate(late)
    assert read_failure(answer) == "INVALID_TICKET"
    assert "cas.ticket.expired" in answer.text
    assert read_failure(service.validate(late)) == "INVALID_TICKET", "burnt by the late attempt"


def test_a_contract_may_let_tickets_live_longer(sandbox: Sandbox) -> None:
    with cas_service(sandbox, more="ticket_seconds = 30") as service:
        browser, _ticket = service.sign_on()
        ticket = service.ticket(browser)
        with later(sandbox, 25):
            assert read_success(service.validate(ticket))


@pytest.mark.parametrize("ticket", ["ST-", "ST-1-0", "PT-1-0", "PGT-1-0", "TGT-1", "x", "é", "ST-" + "a" * 400])
def test_2_5_3_what_is_no_ticket_of_ours_is_an_invalid_ticket(service: CasService, ticket: str) -> None:
    assert read_failure(service.validate(ticket)) == "INVALID_TICKET"


def test_a_ticket_is_worth_nothing_once_the_session_has_ended(sandbox: Sandbox) -> None:
    with cas_service(sandbox) as service:
        browser, _ticket = service.sign_on()
        ticket = service.ticket(browser)
        service.log_out(browser, service=service.address)
        answer = service.validate(ticket)
    assert read_failure(answer) == "INVALID_TICKET"
    assert "session.over" in answer.text


@pytest.mark.parametrize("way", WAYS)
def test_a_ticket_is_worth_nothing_once_the_contract_is_withdrawn_or_covers_the_person_no_longer(
    sandbox: Sandbox, way: str
) -> None:
    with cas_service(sandbox) as service:
        browser, ticket = service.sign_on()
        other = service.ticket(browser)
        service.contract_file.write_text(service.contract_text().replace('"National_elv", ', ""))
        assert read_failure(service.validate(ticket, way)) == "INVALID_TICKET"
        service.contract_file.unlink()
        assert read_failure(service.validate(other, way)) == "INVALID_TICKET"


def test_a_failure_is_one_outcome_with_its_code_and_our_own_words(service: CasService) -> None:
    hostile = "ST-<cas:authenticationSuccess>&\"'"
    for way in WAYS:
        answer = service.call(way, service=f"https://x.example/{hostile}", ticket=hostile, format="XML")
        root = etree.fromstring(answer.content)
        (outcome,) = root
        assert (root.tag, outcome.tag, len(outcome)) == (f"{CAS}serviceResponse", f"{CAS}authenticationFailure", 0)
        assert answer.status_code == 200
        assert "x.example" not in answer.text
        assert "authenticationSuccess" not in answer.text


def test_a_failure_says_the_same_to_a_foreign_service_as_to_the_tickets_own(
    service: CasService, signed_in: Browser
) -> None:
    foreign = service.call(P3, service="https://elsewhere.example/", ticket=service.ticket(signed_in))
    own = service.call(P3, service=f"{service.site}/app/other", ticket=service.ticket(signed_in))
    assert foreign.content == own.content
    assert service.name not in foreign.text


def test_2_4_cas_1_0_says_yes_and_the_user_or_no_and_nothing_more(service: CasService, signed_in: Browser) -> None:
    yes = service.validate(service.ticket(signed_in), "validate")
    assert yes.headers["Content-Type"] == "text/plain; charset=utf-8"
    word, user, end = yes.text.split("\n")
    assert (word, user[:12], end) == ("yes", "AAdzZWNyZXQx", "")
    for no in (service.validate("ST-1-0", "validate"), service.call("validate")):
        assert (no.status_code, no.text) == (200, "no\n\n")


def test_2_4_cas_1_0_honours_renew_and_burns_what_it_refuses(service: CasService, signed_in: Browser) -> None:
    ticket = service.ticket(signed_in)
    assert service.validate(ticket, "validate", renew="true").text == "no\n\n"
    assert service.validate(ticket, "validate").text == "no\n\n"


@pytest.mark.parametrize("way", ["serviceValidate", "proxyValidate"])
def test_2_5_cas_2_0_knows_the_user_and_no_attributes(service: CasService, signed_in: Browser, way: str) -> None:
    answer = service.validate(service.ticket(signed_in), way)
    (outcome,) = etree.fromstring(answer.content)
    assert [child.tag for child in outcome] == [f"{CAS}user"]
    in_json = service.validate(service.ticket(signed_in), way, format="JSON").json()
    assert set(in_json["serviceResponse"]["authenticationSuccess"]) == {"user"}


def test_a_method_that_is_not_served_is_told_in_http(service: CasService) -> None:
    for way in WAYS:
        assert requests.post(f"{service.sandbox.home}/{way}", data={}, timeout=15).status_code == 405
