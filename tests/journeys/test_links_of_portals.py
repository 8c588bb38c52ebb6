"""`/sso/SSO?SPEntityID=…&TARGET=…`: a portal's link asks for a response that no service asked for."""

import base64
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

import requests
from lxml import etree

from broker.lab.browser import Browser
from tests.journeys.own_service import read_attributes
from tests.journeys.steps import read_refusal
from tests.protocols.saml.saml_builders import Exchange, a_party, service_metadata
from tests.sandbox import Sandbox, sign_in_by_hand
from tests.security.canary import singing

_CONTRACT = """\
issuer = "academie"
resource = "urn:{name}"
access_url = "https://{name}.example/"
title = {{ fr = "Appli de l’académie", en = "The academy's application" }}
purpose = {{ fr = "Essayer.", en = "Try." }}
legal_basis = "Aucune : bac à sable"
profiles = ["National_ens", "National_dir"]
valid_from = 2024-09-01
valid_until = 2031-08-31
approved_by = "Les tests"
vocabulary = "agents"
per_school = false
provider = {{ siren_isni = "777777788_0000000000000000", name = "Fournisseur d’essai" }}
attributes = [{{ code = "ctemail", purpose = "Essai.", required = true }}]

[saml]
entity_id = "https://{name}.example/saml"
unsolicited = {unsolicited}
"""
TEACHER, TARGET = "clemence.diarra", "https://appli.example/page?number=3"


@dataclass(frozen=True, slots=True)
class Application:
    """Hold an application of the academy that takes what portals' links bring."""

    sandbox: Sandbox
    entity_id: str
    consumer: str

    def follow(self, browser: Browser, **changes: str) -> requests.Response:
        query = {"SPEntityID": self.entity_id, "TARGET": TARGET, **changes}
        return browser.get(f"{self.sandbox.urls['academie']}/sso/SSO?{urlencode(query)}")


@contextmanager
def an_application(sandbox: Sandbox, *, unsolicited: bool = True) -> Iterator[Application]:
    name = f"appli-{secrets.token_hex(4)}"
    with singing() as canary:
        about = Exchange(service=f"https://{name}.example/saml", consumer=f"{canary.url}/acs")
        metadata = sandbox.workspace.services / f"{name}.xml"
        contract = sandbox.workspace.contracts / f"{name}.toml"
        metadata.write_bytes(etree.tostring(service_metadata(about, a_party(name))))
        contract.write_text(_CONTRACT.format(name=name, unsolicited=str(unsolicited).lower()))
        try:
            yield Application(sandbox, about.service, about.consumer)
        finally:
            metadata.unlink()
            contract.unlink()


def test_the_response_answers_nothing_and_carries_the_target(sandbox: Sandbox) -> None:
    browser = Browser()
    with an_application(sandbox) as application:
        sign_in_by_hand(browser, application.follow(browser), TEACHER)
        action, encoded = browser.responses[-1]
        document = base64.b64decode(encoded)
        assert action == application.consumer
        assert b"InResponseTo" not in document
        assert read_attributes(encoded) == {"ctemail": [f"{TEACHER}@ac-preau.example"]}


def test_a_person_who_is_signed_in_follows_the_link_at_once(sandbox: Sandbox) -> None:
    browser = Browser()
    with an_application(sandbox) as application:
        sign_in_by_hand(browser, application.follow(browser), TEACHER)
        before = len(browser.responses)
        application.follow(browser)
        assert len(browser.responses) == before + 1


def test_a_service_that_did_not_say_so_is_sent_nothing(sandbox: Sandbox) -> None:
    with an_application(sandbox, unsolicited=False) as application:
        assert read_refusal(application.follow(Browser())).code == "saml.unsolicited"


def test_a_link_to_nobody_or_to_a_stranger_leads_nowhere(sandbox: Sandbox) -> None:
    with an_application(sandbox) as application:
        assert read_refusal(application.follow(Browser(), SPEntityID="")).code == "parameter.malformed"
        stranger = read_refusal(application.follow(Browser(), SPEntityID="https://stranger.example/saml"))
        assert stranger.code == "service.unknown"


def test_the_target_is_no_address_to_which_the_guichet_sends_anybody(sandbox: Sandbox) -> None:
    browser = Browser()
    with an_application(sandbox) as application:
        page = application.follow(browser, TARGET="https://attacker.example/")
        page = sign_in_by_hand(browser, page, TEACHER)
        assert browser.responses[-1][0] == application.consumer
