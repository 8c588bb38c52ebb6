"""Owns the attacks by LogoutResponses: C095, through the browser and over SOAP, each followed by a right one."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
import requests

from broker.lab.browser import Browser, Form
from tests.journeys.sign_out_listener import REDIRECT, SOAP, Said
from tests.journeys.sign_out_pages import CLOSED, REFUSED, closings, press_sign_out, reasons
from tests.journeys.sign_out_service import SignOutService, hub_address, sign_out_service
from tests.journeys.steps import read_refusal
from tests.protocols.saml.logout_builders import a_logout_response, message_query, signed, soap_of
from tests.protocols.saml.saml_builders import HTTP_POST, HTTP_REDIRECT, Party, Tree, a_party, encode
from tests.sandbox import Sandbox


@dataclass(frozen=True)
class Reply:
    """Hold a service's answer: what it says, and who signs it; `None` leaves out, `party` None does not sign."""

    issuer: str
    destination: str | None
    in_response_to: str | None
    party: Party | None

    def message(self, service: SignOutService) -> Tree:
        """Build the LogoutResponse."""
        now = service.own.sandbox.clock.now()
        return a_logout_response(self.issuer, self.destination, self.in_response_to, now=now)


Change = Callable[[Reply, SignOutService], Reply]
CHANGES: list[tuple[str, Change, str]] = [
    ("C095 unsigned", lambda right, _other: replace(right, party=None), "message.signature_missing"),
    (
        "C095 signed by a stranger",
        lambda right, _other: replace(right, party=a_party("stranger")),
        "message.signature_invalid",
    ),
    (
        "C095 in answer to another request",
        lambda right, _other: replace(right, in_response_to="_another"),
        "saml.response.unknown_request",
    ),
    ("C095 in answer to nothing", lambda right, _other: replace(right, in_response_to=None), "message.in_response_to"),
    (
        "C095 for another address",
        lambda right, _other: replace(right, destination="https://elsewhere.example/slo"),
        "message.destination",
    ),
    (
        "C095 by another service than the one asked",
        lambda right, other: replace(right, issuer=other.entity_id, party=a_party(other.own.name)),
        "saml.response.unknown_request",
    ),
]
_IDS = [row[0].replace(" ", "-") for row in CHANGES]


def _right(service: SignOutService, request: Tree, binding: str) -> Reply:
    hub = hub_address(service.own.sandbox, binding)
    return Reply(service.entity_id, hub, request.get("ID"), a_party(service.own.name))


def _deliver(browser: Browser, service: SignOutService, reply: Reply, binding: str) -> requests.Response:
    """Bring an answer to the hub in a browser."""
    hub, message = hub_address(service.own.sandbox, binding), reply.message(service)
    if binding == HTTP_REDIRECT:
        return browser.get(f"{hub}?{message_query('SAMLResponse', message, reply.party)}")
    if reply.party is not None:
        signed(message, reply.party)
    return browser.submit(Form(hub, "post", {}, {}, automatic=False), {"SAMLResponse": encode(message)})


def _ask(sandbox: Sandbox, service: SignOutService) -> tuple[Browser, Tree]:
    """Sign out at the hub; the browser stops at the service, which has been asked and has not answered."""
    service.memory.answer = lambda _path, _request: Said()
    browser = Browser()
    service.open_in(browser)
    press_sign_out(browser, f"{sandbox.home}/sign-out")
    [(_path, request)] = service.memory.asked
    return browser, request


@pytest.mark.parametrize("binding", [HTTP_REDIRECT, HTTP_POST])
@pytest.mark.parametrize(("change", "code"), [row[1:] for row in CHANGES], ids=_IDS)
def test_a_forged_answer_is_refused_and_the_right_one_still_counts(
    sandbox: Sandbox, binding: str, change: Change, code: str
) -> None:
    with sign_out_service(sandbox, REDIRECT) as service, sign_out_service(sandbox, REDIRECT) as other:
        browser, request = _ask(sandbox, service)
        right = _right(service, request, binding)
        shown = read_refusal(_deliver(browser, service, change(right, other), binding))
        assert shown.code == code
        assert closings(_deliver(browser, service, right, binding))[service.own.title] == CLOSED


@pytest.mark.parametrize("binding", [HTTP_REDIRECT, HTTP_POST])
def test_c095_an_answer_counts_once(sandbox: Sandbox, binding: str) -> None:
    with sign_out_service(sandbox, REDIRECT) as service:
        browser, request = _ask(sandbox, service)
        right = _right(service, request, binding)
        assert closings(_deliver(browser, service, right, binding))[service.own.title] == CLOSED
        again = read_refusal(_deliver(browser, service, right, binding))
        assert again.code == "saml.response.unknown_request"


@pytest.mark.parametrize("binding", [HTTP_REDIRECT, HTTP_POST])
def test_c095_an_answer_in_another_browser_leads_it_nowhere(sandbox: Sandbox, binding: str) -> None:
    with sign_out_service(sandbox, REDIRECT) as service:
        _browser, request = _ask(sandbox, service)
        shown = read_refusal(_deliver(Browser(), service, _right(service, request, binding), binding))
        assert shown.code == "journey.other_browser"


OVER_SOAP: list[tuple[str, Change, str]] = [
    (name, change, {"saml.response.unknown_request": "message.in_response_to"}.get(code, code))
    for name, change, code in CHANGES
    if code not in {"message.destination", "message.signature_missing"} and "another service" not in name
]
OVER_SOAP.append(
    (
        "C095 by another service than the one asked",
        lambda right, other: replace(right, issuer=other.entity_id, party=a_party(other.own.name)),
        "message.issuer",
    )
)


@pytest.mark.parametrize(
    ("change", "code"), [row[1:] for row in OVER_SOAP], ids=[row[0].replace(" ", "-") for row in OVER_SOAP]
)
def test_a_forged_answer_over_soap_closes_nothing(sandbox: Sandbox, change: Change, code: str) -> None:
    with sign_out_service(sandbox, SOAP) as service, sign_out_service(sandbox, SOAP) as other:

        def answer(_path: str, request: Tree) -> Said:
            reply = change(Reply(service.entity_id, None, request.get("ID"), a_party(service.own.name)), other)
            message = reply.message(service)
            return Said(200, soap_of(signed(message, reply.party) if reply.party else message), "text/xml")

        browser = Browser()
        service.memory.answer = answer
        service.open_in(browser)
        page = press_sign_out(browser, f"{sandbox.home}/sign-out")
        assert (closings(page)[service.own.title], reasons(page)[service.own.title]) == (REFUSED, code)


def test_c095_the_right_answer_over_soap_closes(sandbox: Sandbox) -> None:
    with sign_out_service(sandbox, SOAP) as service:
        browser = Browser()
        service.open_in(browser)
        assert closings(press_sign_out(browser, f"{sandbox.home}/sign-out"))[service.own.title] == CLOSED
