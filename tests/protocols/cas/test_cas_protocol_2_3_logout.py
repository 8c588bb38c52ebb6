"""Owns the tests of /logout and of the single logout (CAS protocol 2.3, appendix C; facts/gar.md 4.1)."""

from urllib.parse import urljoin

import pytest
import requests
from lxml import etree, html

from broker.core.session import Participant
from broker.core.sign_out import Ending
from broker.lab.browser import Browser, forms_of
from broker.protocols.cas.back_channel import CasBackChannel
from broker.transport.service_call import Outgoing
from tests.builders import HandClock
from tests.journeys.cas_service import CasService, cas_service, listening
from tests.journeys.steps import read_refusal, text_of
from tests.sandbox import Sandbox

_SAMLP = "{urn:oasis:names:tc:SAML:2.0:protocol}"
_SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"


def is_signed_in(service: CasService, browser: Browser) -> bool:
    return "ticket=" in service.ask_once(browser, gateway="true").headers["Location"]


def asks_first(page: requests.Response) -> bool:
    return page.status_code == 200 and any(form.action.endswith("/sign-out") for form in forms_of(page))


def confirm(browser: Browser, page: requests.Response) -> requests.Response:
    return browser.submit(next(form for form in forms_of(page) if form.action.endswith("/sign-out")), {})


def test_2_3_a_resource_opened_in_the_session_ends_it_and_is_told_by_its_ticket(sandbox: Sandbox) -> None:
    with cas_service(sandbox) as service:
        browser, ticket = service.sign_on()
        service.log_out(browser, service=service.address)
        assert not is_signed_in(service, browser)
        (document,) = service.heard.posts("logoutRequest")
    request = etree.fromstring(document.encode())
    assert request.tag == f"{_SAMLP}LogoutRequest"
    assert set(request.keys()) == {"ID", "Version", "IssueInstant"}
    assert [(child.tag, child.text) for child in request] == [
        (f"{_SAML}NameID", "@NOT_USED@"),
        (f"{_SAMLP}SessionIndex", ticket),
    ]


def test_2_3_3_every_ticket_of_the_session_is_told_at_its_own_address_and_no_other_sessions(sandbox: Sandbox) -> None:
    with cas_service(sandbox) as service, cas_service(sandbox) as other:
        browser, first = service.sign_on()
        second = service.ticket(browser, service=f"{service.site}/app/two")
        third = other.ticket(browser)
        stranger, foreign = service.sign_on("aminata.le-goff")
        service.log_out(browser, service=service.address)
        told = [(path, form) for method, path, form in service.heard.calls if method == "POST"]
        assert sorted(path for path, _ in told) == ["/app/in?lang=fr", "/app/two"]
        told_tickets = "".join(value for _, form in told for value in form["logoutRequest"])
        assert first in told_tickets
        assert second in told_tickets
        assert foreign not in told_tickets
        assert third in "".join(other.heard.posts("logoutRequest"))
        assert is_signed_in(service, stranger)


def test_2_3_2_the_browser_comes_back_to_the_service_by_the_page_that_says_what_was_closed(sandbox: Sandbox) -> None:
    with cas_service(sandbox) as service:
        browser, _ticket = service.sign_on()
        page = service.log_out(browser, service=service.address)
        if page.url != service.address:  # something could not be closed: the person reads it first
            (form,) = [form for form in forms_of(page) if form.action.startswith(service.site)]
            assert (form.method, form.fields) == ("get", {"lang": "fr"})
            page = browser.submit(form, {})
        assert page.url == service.address


@pytest.mark.parametrize("values", [{}, {"service": "https://elsewhere.example/"}, {"service": ""}])
def test_2_3_anything_else_asks_first_and_ends_nothing(sandbox: Sandbox, values: dict[str, str]) -> None:
    with cas_service(sandbox) as service:
        browser, _ticket = service.sign_on()
        page = service.log_out(browser, **values)
        assert asks_first(page)
        assert "elsewhere.example" not in page.headers["Content-Security-Policy"]
        assert is_signed_in(service, browser)
        assert service.heard.posts("logoutRequest") == []
        confirm(browser, page)
        assert not is_signed_in(service, browser)


def test_2_3_1_the_url_of_cas_2_0_is_ignored(sandbox: Sandbox) -> None:
    with cas_service(sandbox) as service:
        browser, _ticket = service.sign_on()
        page = service.log_out(browser, url=service.address)
        assert asks_first(page)
        assert service.site not in page.text.partition("<main")[2].replace(f"/journeys/{service.site}", "")


def test_2_3_a_registered_resource_that_was_not_opened_in_the_session_asks_first(sandbox: Sandbox) -> None:
    with cas_service(sandbox) as service, cas_service(sandbox) as other:
        browser, _ticket = service.sign_on()
        assert asks_first(service.log_out(browser, service=other.address))
        assert is_signed_in(service, browser)


def test_2_3_who_is_not_signed_in_is_told_so_and_sent_nowhere(service: CasService) -> None:
    page = service.log_out(service.browser(), service="https://elsewhere.example/")
    assert (page.status_code, page.history) == (200, [])
    assert "Personne n’est connecté" in text_of(page)


@pytest.mark.parametrize(
    ("name", "value"), [("Sec-Fetch-Dest", "image"), ("Sec-Fetch-Dest", "iframe"), ("Sec-Fetch-Mode", "no-cors")]
)
def test_c096_what_is_no_navigation_ends_nothing(sandbox: Sandbox, name: str, value: str) -> None:
    with cas_service(sandbox) as service:
        browser, _ticket = service.sign_on()
        browser.http.headers[name] = value
        assert asks_first(service.log_out(browser, service=service.address))
        del browser.http.headers[name]
        assert is_signed_in(service, browser)
        browser.http.headers.update({"Sec-Fetch-Dest": "document", "Sec-Fetch-Mode": "navigate"})
        service.log_out(browser, service=service.address)
        assert not is_signed_in(service, browser)


def test_the_service_parameter_comes_once(service: CasService, signed_in: Browser) -> None:
    page = signed_in.get(f"{service.sandbox.home}/logout?service=a&service=b")
    assert read_refusal(page).code == "parameter.duplicate"


def test_the_trace_of_a_sign_out_shows_each_message(sandbox: Sandbox) -> None:
    with cas_service(sandbox) as service:
        browser, ticket = service.sign_on()
        service.log_out(browser, service=service.address)
        listed = html.fromstring(requests.get(f"{sandbox.home}/journeys", timeout=15).content)
        links = listed.xpath("//tbody//a[contains(@href, '/journeys/signout-')]/@href")
        trace = requests.get(urljoin(sandbox.home, links[0]), timeout=15).text
    assert ticket in trace
    assert "Fin de session annoncée à la ressource" in trace
    assert "@NOT_USED@" in trace


CHANNEL = CasBackChannel(HandClock(), Outgoing("unused.pem"))


def tell(address: str) -> tuple[Ending, str, int]:
    told = CHANNEL.tell(Participant("cas", "https://app.example/*", "ST-1-x", address=address, resource="ark:/1"))
    assert told is not None
    return told.closing.ending, told.closing.reason, len(told.legs)


@pytest.mark.parametrize("status", [200, 202, 204])
def test_2_3_3_2_a_success_means_closed(status: int) -> None:
    with listening() as (site, heard):
        heard.status["POST"] = status
        assert tell(f"{site}/in?a=1") == (Ending.CLOSED, "", 2)
        ((method, path, form),) = heard.calls
    assert (method, path, set(form)) == ("POST", "/in?a=1", {"logoutRequest"})


@pytest.mark.parametrize(
    ("status", "ending"),
    [
        (302, Ending.UNCONFIRMED),
        (307, Ending.UNCONFIRMED),
        (403, Ending.REFUSED),
        (404, Ending.REFUSED),
        (500, Ending.REFUSED),
    ],
)
def test_2_3_3_2_anything_else_is_not_closed_and_no_redirect_is_followed(status: int, ending: Ending) -> None:
    with listening() as (site, heard):
        heard.status["POST"] = status
        assert tell(f"{site}/in") == (ending, f"HTTP {status}", 2)
        assert len(heard.calls) == 1


@pytest.mark.parametrize("status", [302, 307])
def test_2_3_3_2_a_redirect_confirms_nothing_and_is_not_followed(status: int) -> None:
    with listening() as (site, heard):
        heard.status["POST"] = status
        assert tell(f"{site}/in") == (Ending.UNCONFIRMED, f"HTTP {status}", 2)
        assert len(heard.calls) == 1


def test_2_3_3_1_a_service_that_does_not_answer_is_told_as_such() -> None:
    with listening() as (site, _heard):
        pass
    ending, reason, legs = tell(f"{site}/in")
    assert (ending, legs) == (Ending.UNREACHED, 1)
    assert site not in reason
