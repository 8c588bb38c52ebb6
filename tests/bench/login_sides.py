"""Owns the two sides that the bench plays around the hub: a registered resource and a registered guichet.

Their keys, metadata, contract and people are written into a workspace of its own; no code of the broker is used.
"""

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from lxml import etree

from tests.protocols.saml import saml_builders as builders

PROJECT = "B0"
RESOURCE = "ark:/77777/bench"
ACCESS_URL = "https://resource.example.test/"
SERVICE = "https://resource.example.test/saml/metadata"
CONSUMER = "https://resource.example.test/saml/acs"
GUICHET = "https://guichet.example.test/idp"
SIGN_ON = "https://guichet.example.test/sso"
KEY_KIND = "rsa-3072"
_DATA = Path(__file__).resolve().parent.parent.parent / "metadata"
_SHIPPED_PROJECT = "P0"
_DEFINITION = f"""
name = "bench"
title = {{ fr = "Guichet du banc d’essai", en = "Guichet of the bench" }}
entity_id = "{GUICHET}"
projects = ["{PROJECT}"]
key = {{ kind = "person", attribute = "GARPersonIdentifiant", project_attribute = "idEnt" }}
"""
_CONTRACT_CHANGES = {
    "ark:/77777/studio-enseignant": RESOURCE,
    "{resources}/studio/saml/metadata": SERVICE,
    "{resources}/studio/": ACCESS_URL,
}

Tree = Any  # lxml ships no types
Clock = Callable[[], datetime]


def machine_time() -> datetime:
    """Return the machine's time: the hub under measure has its own clock."""
    return datetime.now(UTC)  # noqa: TID251


@dataclass(frozen=True)
class Sides:
    """Play the resource and the guichet towards one hub."""

    hub_sign_on: str
    hub_entity: str
    hub_consumer: str
    clock: Clock = machine_time

    @property
    def resource(self) -> builders.Party:
        """Return the resource's key."""
        return builders.a_party("bench-resource", KEY_KIND)

    @property
    def guichet(self) -> builders.Party:
        """Return the guichet's key."""
        return builders.a_party("bench-guichet", KEY_KIND)

    def register(self, workspace: Path, terms: str = "") -> Path:
        """Write both sides into a workspace; return the file of the people of the bench's own ENT project.

        `terms` are further tables of the resource's contract: the other languages that it speaks.

        They are the shipped academy, of which the first ENT's schools are given to the project of the bench: the hub
        then goes straight to the bench's guichet, as it does for every ENT whose project it knows.
        """
        contract = (_DATA / "contracts" / "studio.toml").read_text(encoding="utf-8")
        for before, after in _CONTRACT_CHANGES.items():
            assert before in contract, before
            contract = contract.replace(before, after)
        people = (_DATA / "people" / "academie.ldif").read_text(encoding="utf-8")
        people = people.replace(f"preauIdENT: {_SHIPPED_PROJECT}\n", f"preauIdENT: {PROJECT}\n")
        service = builders.service_metadata(self._towards_resource("_"), self.resource)
        guichet = builders.guichet_metadata(self._towards_hub("_"), self.guichet)
        files = {
            "contracts/bench.toml": f"{contract}\n{terms}".encode(),
            "services/bench.xml": etree.tostring(service),
            "guichets/bench.toml": _DEFINITION.encode(),
            "guichets/bench.xml": etree.tostring(guichet),
            "people.ldif": people.encode(),
        }
        for name, content in files.items():
            file = workspace / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        return workspace / "people.ldif"

    def ask(self) -> tuple[str, str]:
        """Return a fresh request's ID, and the signed query by which the resource sends it."""
        request_id = f"_{secrets.token_hex(16)}"
        request = builders.a_request(self._towards_resource(request_id))
        octets = f"SAMLRequest={quote(builders.deflated(etree.tostring(request)), safe='')}"
        octets += f"&RelayState={quote(ACCESS_URL, safe='')}&SigAlg={quote(builders.RSA_SHA256, safe='')}"
        signature = _loaded(self.resource.private_pem).sign(octets.encode(), padding.PKCS1v15(), hashes.SHA256())
        return request_id, f"{octets}&Signature={quote(base64.b64encode(signature), safe='')}"

    def answer(self, request_id: str, person: str) -> str:
        """Return the guichet's signed answer about a person, as the form carries it."""
        values = (("idEnt", (PROJECT,)), ("GARPersonIdentifiant", (person,)))
        response = builders.a_response(self._towards_hub(request_id), values)
        assertion = builders.find(response, "saml:Assertion")
        response.set("ID", f"_{secrets.token_hex(16)}")
        assertion.set("ID", f"_{secrets.token_hex(16)}")
        builders.sign(assertion, self.guichet)
        return builders.encode(response)

    def _towards_resource(self, request_id: str) -> builders.Exchange:
        """Name the exchange in which the hub answers the resource."""
        return builders.Exchange(self.hub_entity, SERVICE, CONSUMER, self.hub_sign_on, request_id, self.clock())

    def _towards_hub(self, request_id: str) -> builders.Exchange:
        """Name the exchange in which the guichet answers the hub."""
        here = self._towards_resource(request_id)
        return replace(here, guichet=GUICHET, service=self.hub_entity, consumer=self.hub_consumer, sign_on=SIGN_ON)


def sides_of(hub_url: str) -> Sides:
    """Return the two sides of a hub at its base URL."""
    return Sides(
        hub_sign_on=f"{hub_url}/idp/profile/SAML2/Redirect/SSO",
        hub_entity=f"{hub_url}/idp/metadata",
        hub_consumer=f"{hub_url}/idp/profile/SAML2/Callback",
    )


@cache
def _loaded(private_pem: bytes) -> rsa.RSAPrivateKey:
    """Load a key once: loading checks it, which takes far longer than signing."""
    private = serialization.load_pem_private_key(private_pem, password=None)
    assert isinstance(private, rsa.RSAPrivateKey)
    return private


def entry_query(uai: str) -> str:
    """Return the query of the médiacentre's link for a school."""
    encoded = [base64.b64encode(text.encode()).decode() for text in (PROJECT, uai)]
    return f"idENT={encoded[0]}&idEtab={encoded[1]}&idRessource={quote(RESOURCE, safe=':/')}"
