"""Owns an application of a hub for the tests: contract and metadata of its own, signed requests, answers read."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin

import requests
from lxml import etree, html

from broker.lab.browser import Browser
from tests.journeys.own_service import read_attributes
from tests.protocols.saml.saml_builders import Exchange, a_party, a_request, redirect_query, service_metadata
from tests.sandbox import Sandbox
from tests.security.canary import singing

_CONTRACT = """\
issuer = "{issuer}"
resource = "urn:preau:application-{name}"
access_url = "https://{name}.example/"
title = {{ fr = "Application", en = "Application" }}
purpose = {{ fr = "Essayer.", en = "Try." }}
legal_basis = "Aucune : bac à sable"
profiles = ["National_ens", "National_dir", "National_eta", "National_aca"]
valid_from = 2024-09-01
valid_until = 2031-08-31
approved_by = "Les tests"
vocabulary = "{vocabulary}"
per_school = false
provider = {{ siren_isni = "777777788_0000000000000000", name = "Fournisseur d’essai" }}
attributes = [
{rows}]

[saml]
entity_id = "https://{name}.example/saml"
"""


@dataclass(frozen=True, slots=True)
class HubApplication:
    """Describe an application of one hub."""

    sandbox: Sandbox
    issuer: str
    vocabulary: str
    codes: tuple[str, ...]
    consumer: str
    name: str

    def ask(self, browser: Browser) -> requests.Response:
        """Send the browser to the hub with a signed request."""
        sign_on = f"{self.sandbox.urls[self.issuer]}/idp/profile/SAML2/Redirect/SSO"
        about = Exchange(
            service=f"https://{self.name}.example/saml",
            consumer=self.consumer,
            sign_on=sign_on,
            request_id=f"_{secrets.token_hex(16)}",
            now=self.sandbox.clock.now(),
        )
        query = redirect_query(a_request(about), a_party(self.name), None)
        return browser.get(f"{sign_on}?{query.decode()}")

    def trace(self) -> requests.Response:
        """Return the trace page of the hub's latest journey for this application."""
        home = self.sandbox.home
        page = html.fromstring(requests.get(f"{home}/journeys", timeout=15).content)
        service = f"https://{self.name}.example/saml"
        rows = page.xpath("//tbody/tr[td[2]=$service and td[3]=$issuer]", service=service, issuer=self.issuer)
        return requests.get(urljoin(home, str(rows[0].xpath(".//a/@href")[0])), timeout=15)

    def received(self, browser: Browser) -> dict[str, list[str]]:
        """Return the attributes that were posted last, which must have been to the application."""
        action, encoded = browser.responses[-1]
        assert action == self.consumer
        return read_attributes(encoded)


@contextmanager
def hub_application(sandbox: Sandbox, issuer: str, vocabulary: str, *codes: str) -> Iterator[HubApplication]:
    """Register an application for the length of a block."""
    with singing() as canary:
        name = f"application-{secrets.token_hex(4)}"
        found = HubApplication(sandbox, issuer, vocabulary, codes, f"{canary.url}/acs", name)
        rows = "".join(f'  {{ code = "{code}", purpose = "Essai." }},\n' for code in codes)
        contract = sandbox.workspace.contracts / f"{name}.toml"
        metadata = sandbox.workspace.services / f"{name}.xml"
        about = Exchange(service=f"https://{name}.example/saml", consumer=found.consumer)
        metadata.write_bytes(etree.tostring(service_metadata(about, a_party(name))))
        contract.write_text(_CONTRACT.format(issuer=issuer, name=name, vocabulary=vocabulary, rows=rows))
        try:
            yield found
        finally:
            metadata.unlink(missing_ok=True)
            contract.unlink(missing_ok=True)
