"""Owns an ENT that is none of ours: a SAML identity provider of another library (pysaml2), loose as a real one is."""

import secrets
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import requests
from cryptography.utils import CryptographyDeprecationWarning
from lxml import html
from saml2 import BINDING_HTTP_REDIRECT
from saml2.authn_context import PASSWORDPROTECTEDTRANSPORT
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import NAME_FORMAT_BASIC, NAMEID_FORMAT_TRANSIENT, NameID
from saml2.sigver import RSACrypto, import_rsa_key_from_file
from saml2.xmldsig import DIGEST_SHA1, DIGEST_SHA256, SIG_RSA_SHA1, SIG_RSA_SHA256

from broker.lab.browser import Browser, forms_of
from broker.saml.bindings import write_post
from sp_examples.in_process_crypto import InProcessCrypto
from tests.protocols.saml.saml_builders import a_party
from tests.sandbox import Sandbox

with warnings.catch_warnings():  # a cipher that pysaml2 names, and nobody uses here, moves in cryptography
    warnings.simplefilter("ignore", CryptographyDeprecationWarning)
    from saml2.server import Server

ENTITY = "https://ent.example/auth/saml/metadata/idp.xml"
_DEFINITION = """\
name = "{name}"
title = {{ fr = "Mon ENT", en = "My ENT" }}
entity_id = "{entity}"
projects = ["P0"]
{switches}
[key]
kind = "person"
attribute = "GARPersonIdentifiant"
project_attribute = "idEnt"
"""


@dataclass(frozen=True, slots=True)
class ForeignEnt:
    """Hold the provider, plugged into a sandbox by its definition and its metadata alone."""

    sandbox: Sandbox
    server: Any
    name: str
    by_sha1: bool = False

    def signing_by_sha1(self) -> "ForeignEnt":
        """Return the same provider, which signs by RSA-SHA1."""
        return replace(self, by_sha1=True)

    def ask(self, browser: Browser, link: str) -> tuple[str, dict[str, Any]]:
        """Follow the médiacentre's link to this ENT; return the RelayState and what is to be answered."""
        page = browser.get(link)
        links = html.fromstring(page.content).xpath("//ul[@class='doors']//a/@href")
        door = next(str(each) for each in links if str(each).endswith(f"name={self.name}"))
        answer = browser.http.get(urljoin(page.url, door), allow_redirects=False, timeout=15)
        query = parse_qs(urlsplit(answer.headers["Location"]).query)
        signed = {name: query[name][0] for name in ("SigAlg", "Signature")}
        asked = self.server.parse_authn_request(
            query["SAMLRequest"][0],
            BINDING_HTTP_REDIRECT,
            relay_state=query["RelayState"][0],
            sigalg=signed["SigAlg"],
            signature=signed["Signature"],
        )
        return query["RelayState"][0], self.server.response_args(asked.message)

    def open(self, link: str, values: dict[str, list[str]]) -> tuple[Browser, requests.Response]:
        """Open a resource by this ENT, which says these values of the person."""
        browser = Browser()
        state, wanted = self.ask(browser, link)
        signing, digest = (SIG_RSA_SHA1, DIGEST_SHA1) if self.by_sha1 else (SIG_RSA_SHA256, DIGEST_SHA256)
        response = self.server.create_authn_response(
            values,
            **wanted,
            userid="nobody",
            name_id=NameID(format=NAMEID_FORMAT_TRANSIENT, text=f"_{secrets.token_hex(16)}"),
            authn={"class_ref": PASSWORDPROTECTEDTRANSPORT},
            sign_response=False,
            sign_assertion=True,
            sign_alg=signing,
            digest_alg=digest,
        )
        fields = {"SAMLResponse": write_post(str(response).encode()), "RelayState": state}
        posted = browser.http.post(wanted["destination"], data=fields, timeout=15)
        form = next((form for form in forms_of(posted) if form.automatic), None)
        return browser, posted if form is None else browser.submit(form, {})


@contextmanager
def foreign_ent(sandbox: Sandbox, folder: Path, switches: str = "") -> Iterator[ForeignEnt]:
    """Plug the provider in for the length of a block; `switches` are lines of its definition file."""
    name = f"foreign-{secrets.token_hex(3)}"
    server = _server(sandbox, folder)
    guichets = sandbox.workspace.guichets
    definition, metadata = guichets / f"{name}.toml", guichets / f"{name}.xml"
    metadata.write_text(str(entity_descriptor(server.config)))
    definition.write_text(_DEFINITION.format(name=name, entity=ENTITY, switches=switches))
    try:
        yield ForeignEnt(sandbox, server, name)
    finally:
        definition.unlink()
        metadata.unlink()


def _server(sandbox: Sandbox, folder: Path) -> Server:
    party = a_party("foreign-ent")
    key, certificate = folder / "ent.key", folder / "ent.pem"
    key.write_bytes(party.private_pem)
    certificate.write_bytes(party.certificate_pem)
    hub = requests.get(f"{sandbox.home}/idp/metadata", timeout=15).text
    settings = {
        "entityid": ENTITY,
        "key_file": str(key),
        "cert_file": str(certificate),
        "metadata": {"inline": [hub]},
        "crypto_backend": "XMLSecurity",
        "service": {
            "idp": {
                "endpoints": {"single_sign_on_service": [("https://ent.example/sso", BINDING_HTTP_REDIRECT)]},
                "policy": {
                    "default": {
                        "lifetime": {"days": 1},
                        "attribute_restrictions": None,
                        "name_form": NAME_FORMAT_BASIC,
                    }
                },
                "want_authn_requests_signed": True,
            }
        },
    }
    server = Server(config=IdPConfig().load(settings))
    server.sec.crypto = InProcessCrypto()
    server.sec.sec_backend = RSACrypto(import_rsa_key_from_file(str(key)))
    return server
