"""Owns the logout messages of the small hub: requests in each binding, and what a resource sends, read and verified."""

import base64
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, quote_plus, urlencode, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from flask.testing import FlaskClient
from lxml import etree
from werkzeug.test import TestResponse

from tests.sp_examples.hub_side import ENTITY_ID, Signer, encode, moment, sign
from tests.sp_examples.yard import Yard

SLO = "/carnet/saml/slo"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"


@dataclass(frozen=True)
class Goodbye:
    """Describe a LogoutRequest of the hub; `replace` spoils one thing at a time."""

    signer: Signer
    request_id: str
    issuer: str = ENTITY_ID
    destination: str = f"http://localhost{SLO}"
    name_id: str = "<saml:NameID>_transient1</saml:NameID>"
    indexes: tuple[str, ...] = ("_session1",)
    issued: int = 0
    until: str = ""

    def tree(self) -> etree._Element:
        """Build the request, unsigned."""
        indexes = "".join(f"<samlp:SessionIndex>{index}</samlp:SessionIndex>" for index in self.indexes)
        return etree.fromstring(
            '<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" '
            f'xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{self.request_id}" Version="2.0" '
            f'IssueInstant="{moment(self.issued)}"'
            + (f' Destination="{self.destination}"' if self.destination else "")
            + (f' NotOnOrAfter="{self.until}"' if self.until else "")
            + f"><saml:Issuer>{self.issuer}</saml:Issuer>{self.name_id}{indexes}</samlp:LogoutRequest>"
        )

    def signed(self, method: str = "Sha256") -> etree._Element:
        """Build the request with a signature inside."""
        tree = self.tree()
        sign(tree, self.signer, method)
        return tree


Send = Callable[[Yard, Goodbye], TestResponse]


def sign_query(name: str, tree: etree._Element, signer: Signer, relay_state: str | None = None) -> str:
    """Return the query of a message sent by HTTP-Redirect (SAML bindings 3.4.4.1)."""
    deflated = zlib.compress(etree.tostring(tree))[2:-4]
    parts = {name: base64.b64encode(deflated).decode()} | ({"RelayState": relay_state} if relay_state else {})
    query = urlencode(parts | {"SigAlg": RSA_SHA256})
    signature = signer.key.sign(query.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{query}&Signature={quote_plus(base64.b64encode(signature).decode())}"


def by_redirect(yard: Yard, goodbye: Goodbye) -> TestResponse:
    return yard.browser().get(f"{SLO}?{sign_query('SAMLRequest', goodbye.tree(), goodbye.signer, 'state & more')}")


def by_post(yard: Yard, goodbye: Goodbye) -> TestResponse:
    return yard.browser().post(SLO, data={"SAMLRequest": encode(goodbye.signed()), "RelayState": "state & more"})


def by_soap(yard: Yard, goodbye: Goodbye) -> TestResponse:
    return post_soap(yard, goodbye.signed())


BINDINGS: dict[str, Send] = {"HTTP-Redirect": by_redirect, "HTTP-POST": by_post, "SOAP": by_soap}


def post_soap(yard: Yard, *messages: etree._Element) -> TestResponse:
    """Post messages in one SOAP envelope."""
    body = "".join(etree.tostring(message, encoding="unicode") for message in messages)
    envelope = f'<s:Envelope xmlns:s="{SOAP}"><s:Body>{body}</s:Body></s:Envelope>'
    return yard.browser().post(SLO, data=envelope, content_type="text/xml")


def sign_on(yard: Yard, name_id: str = "_transient1", index: str = "_session1") -> FlaskClient:
    """Give a browser that is signed on in this session."""
    browser = yard.browser()
    answer = yard.answer(yard.ask(browser)).changed(name_id=name_id, session_index=index)
    assert yard.post(browser, answer.encoded()).status_code == 303
    return browser


def read_redirect(location: str, name: str, certificate_pem: bytes) -> tuple[etree._Element, dict[str, list[str]]]:
    """Return the message that a redirect carries, its signature verified."""
    query = urlsplit(location).query
    said = parse_qs(query)
    key = x509.load_pem_x509_certificate(certificate_pem).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    signed = query.split("&Signature=")[0].encode()
    key.verify(base64.b64decode(said["Signature"][0]), signed, padding.PKCS1v15(), hashes.SHA256())
    assert said["SigAlg"] == [RSA_SHA256]
    return etree.fromstring(zlib.decompress(base64.b64decode(said[name][0]), -15)), said
