"""Owns a service that takes part in single logout: it listens on loopback, and behaves well or badly as told."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import requests
from lxml import etree

from broker.lab.browser import Browser, Form, forms_of
from tests.journeys.own_service import OwnService
from tests.journeys.sign_out_listener import POST, REDIRECT, SOAP, Memory, Said, listening
from tests.journeys.steps import choose_guichet, choose_profile, text_of
from tests.protocols.saml.logout_builders import (
    SOAP_BINDING,
    Named,
    a_logout_request,
    a_logout_response,
    codes_of,
    message_query,
    name_of,
    out_of_soap,
    signed,
    soap_of,
    want_no_answer,
)
from tests.protocols.saml.saml_builders import HTTP_POST, HTTP_REDIRECT, MD, NAMESPACES, Tree, a_party, encode
from tests.sandbox import Sandbox, sign_in_by_hand

BINDINGS = {REDIRECT: HTTP_REDIRECT, POST: HTTP_POST, SOAP: SOAP_BINDING}
HUB_WAYS = {HTTP_REDIRECT: "Redirect", HTTP_POST: "POST", SOAP_BINDING: "SOAP"}


@dataclass(frozen=True)
class SignOutService:
    """Hold a service, its listener, and what it remembers."""

    own: OwnService
    url: str
    paths: tuple[str, ...]
    memory: Memory = field(default_factory=Memory)

    @property
    def entity_id(self) -> str:
        return self.own.entity_id

    def metadata_text(self, *, dead: str = "") -> str:
        """Write the metadata, with an address of single logout for each path; `dead` stands for the listener's own."""
        metadata = etree.fromstring(self.own.metadata_text())
        role = metadata[0]
        place = list(role).index(role.find(f"{{{MD}}}NameIDFormat"))
        for path in reversed(self.paths):
            location = f"{dead or self.url}{path}"
            service = etree.Element(f"{{{MD}}}SingleLogoutService", Binding=BINDINGS[path], Location=location)
            role.insert(place, service)
        return etree.tostring(metadata, encoding="unicode")

    def open_in(
        self, browser: Browser, login: str = "ibrahima.le-goff", guichet: str = "ent-cour", **attributes: str
    ) -> Named:
        """Sign on in a browser, by hand where asked, and return by what the assertion names the session."""
        page = self.own.ask(browser, **attributes)
        if "/journey/guichet" in page.text:
            page = choose_guichet(browser, page, guichet)
        if any("profile" in form.choices for form in forms_of(page)):
            page = choose_profile(browser, page, "National_elv")
        if any({"password", "j_password"} & set(form.fields) for form in forms_of(page)):
            page = sign_in_by_hand(browser, page, login)
        assert page.url == self.own.consumer, text_of(page)
        return self.last_named()

    def last_named(self) -> Named:
        """Return by what the latest assertion names its session."""
        return named_in(self.memory.welcomed[-1])

    def answer(self, path: str, request: Tree) -> Said:
        """Answer a request of the hub by the binding by which it came, as this service was told to behave."""
        party, sandbox = a_party(self.own.name), self.own.sandbox
        hub = None if path == SOAP else hub_address(sandbox, BINDINGS[path])
        answer = a_logout_response(
            self.entity_id, hub, request.get("ID"), now=sandbox.clock.now(), codes=self.memory.codes
        )
        if path == REDIRECT:
            return Said(302, location=f"{hub}?{message_query('SAMLResponse', answer, party)}")
        if path == SOAP:
            return Said(self.memory.http_status, soap_of(signed(answer, party)), "text/xml")
        field = f'<input name="SAMLResponse" value="{encode(signed(answer, party))}">'
        script = "<script>document.forms[0].submit()</script>"
        return Said(200, f'<form id="self-post" method="post" action="{hub}">{field}</form>{script}'.encode())

    def request(self, named: Named, binding: str = HTTP_REDIRECT, **changes: Any) -> Tree:  # noqa: ANN401 - as the builder takes
        """Build this service's LogoutRequest to the hub, unsigned."""
        sandbox = self.own.sandbox
        values = {"now": sandbox.clock.now(), "request_id": f"_{secrets.token_hex(16)}"} | changes
        return a_logout_request(self.entity_id, hub_address(sandbox, binding), named, **values)

    def ask_by_redirect(
        self, browser: Browser, named: Named, relay_state: str | None = None, *, asynchronous: bool = False
    ) -> requests.Response:
        """Send the browser to the hub with a signed LogoutRequest."""
        request = self.request(named)
        if asynchronous:
            want_no_answer(request)
        query = message_query("SAMLRequest", request, a_party(self.own.name), relay_state)
        return browser.get(f"{hub_address(self.own.sandbox, HTTP_REDIRECT)}?{query}")

    def ask_by_post(self, browser: Browser, named: Named, relay_state: str = "back") -> requests.Response:
        """Post a signed LogoutRequest to the hub from the browser."""
        request = signed(self.request(named, HTTP_POST), a_party(self.own.name))
        form = Form(hub_address(self.own.sandbox, HTTP_POST), "post", {}, {}, automatic=False)
        return browser.submit(form, {"SAMLRequest": encode(request), "RelayState": relay_state})

    def ask_by_soap(self, named: Named) -> list[str]:
        """Ask the hub over SOAP; return the last word of each status code of its answer."""
        request = signed(self.request(named, SOAP_BINDING), a_party(self.own.name))
        return codes_of(out_of_soap(post_soap(hub_address(self.own.sandbox, SOAP_BINDING), soap_of(request)).content))


def post_soap(address: str, octets: bytes) -> requests.Response:
    """Post an envelope."""
    return requests.post(address, data=octets, headers={"Content-Type": "text/xml"}, timeout=15)


def hub_address(sandbox: Sandbox, binding: str) -> str:
    """Return the hub's address of single logout by a binding."""
    return f"{sandbox.home}/idp/profile/SAML2/{HUB_WAYS[binding]}/SLO"


def named_in(response: Tree) -> Named:
    """Return by what an assertion names its session, qualifiers included."""
    name = name_of(response)
    [statement] = response.xpath(".//saml:AuthnStatement", namespaces=NAMESPACES)
    qualifiers = (name.get("NameQualifier"), name.get("SPNameQualifier"))
    return Named(name.text, statement.get("SessionIndex"), name.get("Format"), qualifiers)


@contextmanager
def sign_out_service(
    sandbox: Sandbox,
    *paths: str,
    dead: str = "",
    memory: Memory | None = None,
    **about: Any,  # noqa: ANN401 - any field of OwnService
) -> Iterator[SignOutService]:
    """Register a service that is told to sign people out at these paths, for the length of a block.

    `dead` is an address at which its metadata says so in place of its own.
    """
    remembered = memory or Memory()
    name = f"bascule-{secrets.token_hex(4)}"
    with listening(remembered) as url:
        own = replace(OwnService(sandbox, f"{url}/acs", name=name, title=name.title()), **about)
        service = SignOutService(own, url, paths, remembered)
        remembered.answer = service.answer
        own.metadata_file.write_text(service.metadata_text(dead=dead))
        own.contract_file.write_text(own.contract_text())
        try:
            yield service
        finally:
            own.metadata_file.unlink(missing_ok=True)
            own.contract_file.unlink(missing_ok=True)
