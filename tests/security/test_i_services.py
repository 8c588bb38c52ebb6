"""Owns the attacks on where a ticket goes: I173, I183, and forged log-outs, I185 and I186 (CAS)."""

from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
import requests

from broker.lab.browser import Browser
from tests.core.test_service_address import TRICKS
from tests.journeys.cas_service import cas_service, read_success, ticket_in
from tests.journeys.steps import read_refusal
from tests.sandbox import Sandbox
from tests.security.cas_attack import Target
from tests.security.raw_http import get_raw

_SITE = "https://app.example/gar/"
_LOGOUT = (
    '<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1" Version="2.0">{before}'
    "<samlp:SessionIndex>{ticket}</samlp:SessionIndex></samlp:LogoutRequest>"
)


@pytest.fixture(scope="module")
def target(sandbox: Sandbox) -> Iterator[Target]:
    with cas_service(sandbox, entries=()) as service:
        browser, _ticket = service.sign_on()
        yield Target(service, browser)


@pytest.fixture(scope="module")
def example(sandbox: Sandbox, target: Target) -> Iterator[Target]:
    """Give a service registered at the site that the tricks aim at; nobody goes there."""
    with cas_service(sandbox, entries=(f"{_SITE}*", "https://app.example/?sso_id=gar")) as service:
        yield Target(service, target.browser)


@pytest.mark.parametrize("address", [trick for trick in TRICKS if trick.strip()])
def test_i173_an_address_that_only_looks_like_a_registered_one_gets_no_ticket_and_no_browser(
    example: Target, address: str
) -> None:
    control = example.service.ask_once(example.browser, service=f"{_SITE}x").headers["Location"]
    assert control.startswith(f"{_SITE}x?ticket=ST-")
    for values in ({}, {"gateway": "true"}, {"renew": "true"}, {"method": "POST"}):
        answer = example.service.ask_once(example.browser, service=address, **values)
        assert "Location" not in answer.headers
        assert "ST-" not in answer.text.replace("ST-…", "").replace("ST-1", "")
        assert read_refusal(answer).code == "cas.service.unknown"


@pytest.mark.parametrize("address", [trick for trick in TRICKS if trick.strip()])
def test_i173_nor_does_log_out_lead_there(example: Target, address: str) -> None:
    page = example.service.log_out(example.browser, service=address)
    assert page.history == []
    assert ticket_in(example.service.ask_once(example.browser, service=f"{_SITE}x").headers["Location"])


@pytest.mark.parametrize("encoded", ["%2568ttps%253A%252F%252F", "https%253A%252F%252Fapp.example%252Fgar%252Fx"])
def test_i173_an_address_is_decoded_once(example: Target, encoded: str) -> None:
    answer = example.browser.http.get(f"{example.home}/login?service={encoded}", allow_redirects=False, timeout=15)
    assert read_refusal(answer).code == "cas.service.unknown"


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Host": "elsewhere.example"},
        {"X-Forwarded-Host": "elsewhere.example", "X-Forwarded-Proto": "https"},
        {"Forwarded": "host=elsewhere.example"},
        {"X-Original-URL": "/login?service=https://elsewhere.example/"},
        {"Referer": "https://elsewhere.example/"},
        {"Origin": "https://elsewhere.example"},
    ],
)
def test_i183_headers_change_nothing_of_where_a_ticket_goes_or_what_it_is_worth(
    target: Target, headers: dict[str, str]
) -> None:
    with target.controlled():
        answer = target.browser.http.get(target.service.login_url(), headers=headers, allow_redirects=False, timeout=15)
        location = answer.headers["Location"]
        assert location == f"{target.service.address}&ticket={ticket_in(location)}"
        assert ticket_in(location).endswith("-localhost")
        assert read_success(target.service.validate(ticket_in(location)))


def test_i183_another_host_is_not_answered(target: Target) -> None:
    with target.controlled():
        for path in ("/login", "/logout", "/p3/serviceValidate", "/validate", "/proxy"):
            answer = requests.get(f"{target.home}{path}", headers={"Host": "elsewhere.example"}, timeout=15)
            assert answer.status_code == 400
            assert read_refusal(answer).code == "host.forbidden"


def still_signed_in(target: Target) -> bool:
    return "ticket=" in target.service.ask_once(target.browser, gateway="true").headers["Location"]


@pytest.mark.parametrize("before", ["", "<x/>", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'])
@pytest.mark.parametrize("path", ["/login", "/logout", "/p3/serviceValidate", "/samlValidate", "/sign-out"])
def test_i185_a_logout_request_sent_to_the_hub_ends_nothing(target: Target, path: str, before: str) -> None:
    with target.controlled():
        for ticket in (target.ticket(), "ST-1-0"):
            form = {"logoutRequest": _LOGOUT.format(ticket=ticket, before=before)}
            for browser in (target.browser, Browser()):
                browser.http.post(f"{target.home}{path}", data=form, allow_redirects=False, timeout=15)
                assert still_signed_in(target)


def test_i185_one_persons_log_out_ends_nobody_elses_session(target: Target) -> None:
    with target.controlled():
        other, ticket = target.service.sign_on("aminata.le-goff")
        target.service.log_out(other, service=target.service.address)
        told = "".join(target.service.heard.posts("logoutRequest"))
        assert ticket in told
        assert still_signed_in(target)


def test_i186_a_log_out_by_a_link_with_a_request_in_it_ends_nothing(target: Target) -> None:
    with target.controlled():
        query = urlencode({"logoutRequest": _LOGOUT.format(ticket=target.ticket(), before="")})
        for url in (f"{target.home}/logout?{query}", f"{target.home}/login?{query}", f"{target.home}/?{query}"):
            target.browser.http.get(url, timeout=15)
            assert still_signed_in(target)


def test_i186_ending_a_session_twice_tells_its_services_once(sandbox: Sandbox) -> None:
    with cas_service(sandbox) as service:
        browser, ticket = service.sign_on()
        service.log_out(browser, service=service.address)
        service.log_out(browser, service=service.address)
        assert len(service.heard.posts("logoutRequest")) == 1
        assert ticket in service.heard.posts("logoutRequest")[0]


@pytest.mark.parametrize("tail", ["%0d%0aSet-Cookie:%20x=1", "%0aLocation:%20https://elsewhere.example/"])
def test_i173_no_header_can_be_added_to_the_answer(target: Target, tail: str) -> None:
    cookie = "; ".join(f"{name}={value}" for name, value in target.browser.http.cookies.items())
    assert cookie
    url = f"{target.home}/login?gateway=true&service={quote(target.service.address, safe='')}{tail}"
    answer = get_raw(url)
    assert answer.headers.get("Location") is None
    assert "x=1" not in str(answer.headers)
