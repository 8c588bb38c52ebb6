"""Owns a service of one's own: contract and metadata dropped into the workspace, and an address for answers."""

import base64
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import requests
from lxml import etree

from broker.lab.browser import Browser
from tests.journeys.steps import choose_guichet
from tests.protocols.saml.saml_builders import SAML, Exchange, a_party, a_request, redirect_query, service_metadata
from tests.sandbox import Sandbox, sign_in_by_hand
from tests.security.canary import singing

_CONTRACT = """\
issuer = "gar"
resource = "{resource}"
access_url = "https://{name}.example/"
title = {{ fr = "{title}", en = "{title}" }}
purpose = {{ fr = "Essayer.", en = "Try." }}
legal_basis = "Aucune : bac à sable"
profiles = ["National_elv", "National_ens", "National_tut"]
valid_from = 2024-09-01
valid_until = 2031-08-31
approved_by = "Les tests"
open_to_all = true
identifier = "{identifier}"
provider = {{ siren_isni = "{provider}", name = "Fournisseur d’essai" }}
attributes = [
{rows}]

[saml]
entity_id = "{entity_id}"
relay_state_must_be_access_url = false
"""
SHIPPED_PROVIDER, OTHER_PROVIDER = "777777777_0000000077777777", "777777788_0000000000000000"


@dataclass(frozen=True, slots=True)
class OwnService:
    """Describe a service: `required` are those of its attributes without which nobody enters."""

    sandbox: Sandbox
    consumer: str
    name: str = "marelle"
    title: str = "Marelle"
    provider: str = OTHER_PROVIDER
    codes: tuple[str, ...] = ("IDO", "UAI", "PRO")
    required: tuple[str, ...] = ()
    identifier: str = "transient"

    @property
    def entity_id(self) -> str:
        return f"https://{self.name}.example/saml"

    @property
    def resource(self) -> str:
        return f"ark:/77777/{self.name}"

    @property
    def contract_file(self) -> Path:
        return self.sandbox.workspace.contracts / f"{self.name}.toml"

    @property
    def metadata_file(self) -> Path:
        return self.sandbox.workspace.services / f"{self.name}.xml"

    def contract_text(self) -> str:
        """Write the contract."""
        rows = "".join(
            f'  {{ code = "{code}", purpose = "Essai.", required = {str(code in self.required).lower()} }},\n'
            for code in self.codes
        )
        return _CONTRACT.format(
            resource=self.resource,
            name=self.name,
            title=self.title,
            provider=self.provider,
            rows=rows,
            identifier=self.identifier,
            entity_id=self.entity_id,
        )

    def metadata_text(self) -> str:
        """Write the metadata."""
        about = Exchange(service=self.entity_id, consumer=self.consumer)
        text: bytes = etree.tostring(service_metadata(about, a_party(self.name)))
        return text.decode()

    def ask(self, browser: Browser, relay_state: str | None = None, **attributes: str) -> requests.Response:
        """Send the browser to the hub with a signed request; keyword arguments set the request's attributes."""
        return browser.get(self.request_url(relay_state, **attributes))

    def request_url(self, relay_state: str | None = None, **attributes: str) -> str:
        """Write the address that carries a fresh signed request."""
        sign_on = f"{self.sandbox.home}/idp/profile/SAML2/Redirect/SSO"
        about = Exchange(
            service=self.entity_id,
            consumer=self.consumer,
            sign_on=sign_on,
            request_id=f"_{secrets.token_hex(16)}",
            now=self.sandbox.clock.now(),
        )
        query = redirect_query(a_request(about, **attributes), a_party(self.name), relay_state)
        return f"{sign_on}?{query.decode()}"

    def be_refused(self, relay_state: str | None = None, **attributes: str) -> requests.Response:
        """Sign on a head, whose profile the contract does not name; return the page of the refusal."""
        browser = Browser()
        page = choose_guichet(browser, self.ask(browser, relay_state, **attributes), "ent-cour")
        return sign_in_by_hand(browser, page, "helene.ouattara")

    def sign_on(self, login: str, guichet: str = "ent-cour") -> requests.Response:
        """Sign a person on by hand; return the last page, whatever it is."""
        browser = Browser()
        page = choose_guichet(browser, self.ask(browser), guichet)
        return sign_in_by_hand(browser, page, login)

    def receive(self, login: str, guichet: str = "ent-cour") -> dict[str, list[str]]:
        """Sign a person on by hand; return the attributes that were posted to the service."""
        browser = Browser()
        page = choose_guichet(browser, self.ask(browser), guichet)
        sign_in_by_hand(browser, page, login)
        action, encoded = browser.responses[-1]
        assert action == self.consumer
        return read_attributes(encoded)


def read_attributes(encoded: str) -> dict[str, list[str]]:
    """Return the attributes of a response as it was posted."""
    tree = etree.fromstring(base64.b64decode(encoded))
    return {
        found.get("Name"): [value.text or "" for value in found.iter(f"{{{SAML}}}AttributeValue")]
        for found in tree.iter(f"{{{SAML}}}Attribute")
    }


@contextmanager
def own_service(sandbox: Sandbox, *, contract: bool = True, **about: str | tuple[str, ...]) -> Iterator[OwnService]:
    """Register a service for the length of a block, under a name of its own; its address takes answers."""
    with singing() as canary:
        plain = OwnService(sandbox, f"{canary.url}/acs", name=f"marelle-{secrets.token_hex(4)}")
        service = replace(plain, **about)  # type: ignore[arg-type] # any field of the type
        service.metadata_file.write_text(service.metadata_text())
        if contract:
            service.contract_file.write_text(service.contract_text())
        try:
            yield service
        finally:
            service.metadata_file.unlink(missing_ok=True)
            service.contract_file.unlink(missing_ok=True)
