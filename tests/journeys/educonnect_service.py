"""Owns a SAML service of ÉduConnect for tests: its contract and metadata, a request, and what it receives."""

import base64
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import requests
from lxml import etree

from broker.lab.browser import Browser, forms_of
from tests.protocols.saml.saml_builders import Exchange, a_party, a_request, redirect_query, service_metadata
from tests.sandbox import Sandbox, sign_in_by_hand
from tests.security.canary import singing

_CONTRACT = """\
issuer = "educonnect"
resource = "urn:preau:essai:{name}"
access_url = "https://{name}.example/"
title = {{ fr = "Essai", en = "Trial" }}
purpose = {{ fr = "Essayer.", en = "Try." }}
legal_basis = "Aucune : bac à sable"
profiles = ["National_elv", "National_tut"]
valid_from = 2024-09-01
valid_until = 2031-08-31
approved_by = "Les tests"
vocabulary = "{vocabulary}"
per_school = false
{more}provider = {{ siren_isni = "777777788_0000000000000000", name = "Fournisseur d’essai" }}
attributes = [{rows}]

[saml]
entity_id = "https://{name}.example/saml"
{terms}"""


@dataclass(frozen=True, slots=True)
class EduConnectService:
    """Describe a service by its words; `more` are further lines of its contract, `terms` of its `[saml]`."""

    sandbox: Sandbox
    consumer: str
    codes: tuple[str, ...]
    vocabulary: str = "educonnect-service"
    more: str = ""
    terms: str = ""
    name: str = field(default_factory=lambda: f"essai-{secrets.token_hex(4)}")

    @property
    def entity_id(self) -> str:
        return f"https://{self.name}.example/saml"

    @property
    def base(self) -> str:
        return self.sandbox.urls["educonnect"]

    def register(self) -> None:
        """Drop contract and metadata into the workspace."""
        rows = "".join(f'{{ code = "{code}", purpose = "Essai." }},' for code in self.codes)
        text = _CONTRACT.format(name=self.name, vocabulary=self.vocabulary, rows=rows, more=self.more, terms=self.terms)
        about = Exchange(service=self.entity_id, consumer=self.consumer)
        metadata: bytes = etree.tostring(service_metadata(about, a_party(self.name)))
        (self.sandbox.workspace.services / f"{self.name}.xml").write_bytes(metadata)
        (self.sandbox.workspace.contracts / f"{self.name}.toml").write_text(text)

    def forget(self) -> None:
        """Take both away again."""
        (self.sandbox.workspace.services / f"{self.name}.xml").unlink()
        (self.sandbox.workspace.contracts / f"{self.name}.toml").unlink()

    def ask(self, browser: Browser, context: str | None = None) -> requests.Response:
        """Send the browser to ÉduConnect with a signed request, which may ask for one class of context."""
        sign_on = f"{self.base}/idp/profile/SAML2/Redirect/SSO"
        about = Exchange(
            service=self.entity_id,
            consumer=self.consumer,
            sign_on=sign_on,
            request_id=f"_{secrets.token_hex(16)}",
            now=self.sandbox.clock.now(),
        )
        request = a_request(about)
        if context is not None:
            _ask_for(request, context)
        return browser.get(f"{sign_on}?{redirect_query(request, a_party(self.name), None).decode()}")

    def receive(self, browser: Browser, login: str, context: str) -> etree._Element:
        """Sign a person on by hand; return the response that was posted to the service."""
        sign_in_by_hand(browser, self.ask(browser, context), login)
        return self.received(browser)

    def received(self, browser: Browser) -> etree._Element:
        """Return the last response that was posted to the service."""
        action, encoded = browser.responses[-1]
        assert action == self.consumer
        return etree.fromstring(base64.b64decode(encoded))


def attributes_of(response: etree._Element) -> dict[str, tuple[str, ...]]:
    """Return the values of each attribute, by FriendlyName."""
    space = "{urn:oasis:names:tc:SAML:2.0:assertion}"
    return {
        str(found.get("FriendlyName")): tuple(value.text or "" for value in found.iter(f"{space}AttributeValue"))
        for found in response.iter(f"{space}Attribute")
    }


def choose_profile(browser: Browser, page: requests.Response, profile: str) -> requests.Response:
    """Press one of the two buttons."""
    [form] = [form for form in forms_of(page) if form.action.partition("?")[0].endswith("/sign-in/profile")]
    return browser.submit(form, {"profile": profile})


@contextmanager
def educonnect_service(sandbox: Sandbox, *codes: str, **about: str) -> Iterator[EduConnectService]:
    """Register a service for the length of a block."""
    with singing() as canary:
        service = EduConnectService(sandbox, f"{canary.url}/acs", codes, **about)
        service.register()
        try:
            yield service
        finally:
            service.forget()


def _ask_for(request: etree._Element, context: str) -> None:
    protocol, assertion = "urn:oasis:names:tc:SAML:2.0:protocol", "urn:oasis:names:tc:SAML:2.0:assertion"
    wanted = etree.SubElement(request, f"{{{protocol}}}RequestedAuthnContext", Comparison="exact")
    etree.SubElement(wanted, f"{{{assertion}}}AuthnContextClassRef").text = context
