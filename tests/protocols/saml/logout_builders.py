"""Owns the building of single logout's messages for tests, with none of the broker's code."""

import base64
import secrets
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qs, quote, urlsplit

from lxml import etree

from tests.protocols.saml.saml_builders import (
    DS,
    NAMESPACES,
    NOW,
    RSA_SHA256,
    SAML,
    SAMLP,
    SUCCESS,
    TRANSIENT,
    Party,
    Tree,
    deflated,
    instant,
    raw_signature,
    sign,
)

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP_BINDING = "urn:oasis:names:tc:SAML:2.0:bindings:SOAP"
_STATUS = "urn:oasis:names:tc:SAML:2.0:status"
PARTIAL, RESPONDER, UNKNOWN = f"{_STATUS}:PartialLogout", f"{_STATUS}:Responder", f"{_STATUS}:UnknownPrincipal"


@dataclass(frozen=True)
class Named:
    """Hold by what a message names a session."""

    name_id: str = "_subject"
    index: str | None = "_session"
    name_id_format: str | None = TRANSIENT
    qualifiers: tuple[str | None, str | None] = (None, None)


def a_logout_request(
    issuer: str, destination: str | None, named: Named | None = None, *, now: datetime = NOW, request_id: str = "_bye"
) -> Tree:
    """Build a valid, unsigned LogoutRequest."""
    about = named or Named()
    request = etree.fromstring(
        f'<samlp:LogoutRequest xmlns:samlp="{SAMLP}" xmlns:saml="{SAML}" ID="{request_id}" Version="2.0"'
        f' IssueInstant="{instant(now)}" NotOnOrAfter="{instant(now + timedelta(minutes=5))}">'
        f"<saml:Issuer>{issuer}</saml:Issuer><saml:NameID>{about.name_id}</saml:NameID></samlp:LogoutRequest>"
    )
    if destination is not None:
        request.set("Destination", destination)
    name = request[1]
    attributes = zip(
        ("Format", "NameQualifier", "SPNameQualifier"), (about.name_id_format, *about.qualifiers), strict=True
    )
    for attribute, value in attributes:
        if value is not None:
            name.set(attribute, value)
    if about.index is not None:
        etree.SubElement(request, f"{{{SAMLP}}}SessionIndex").text = about.index
    return request


def a_logout_response(
    issuer: str,
    destination: str | None,
    in_response_to: str | None,
    *,
    now: datetime = NOW,
    codes: tuple[str, ...] = (),
) -> Tree:
    """Build a valid, unsigned LogoutResponse; `codes` are its status codes, Success when none is given."""
    response = etree.fromstring(
        f'<samlp:LogoutResponse xmlns:samlp="{SAMLP}" xmlns:saml="{SAML}" ID="_{secrets.token_hex(16)}"'
        f' Version="2.0" IssueInstant="{instant(now)}"><saml:Issuer>{issuer}</saml:Issuer>'
        "<samlp:Status/></samlp:LogoutResponse>"
    )
    for attribute, value in (("Destination", destination), ("InResponseTo", in_response_to)):
        if value is not None:
            response.set(attribute, value)
    place = response[1]
    for code in codes or (SUCCESS,):
        place = etree.SubElement(place, f"{{{SAMLP}}}StatusCode", Value=code)
    return response


def want_no_answer(request: Tree) -> None:
    """Make a LogoutRequest asynchronous (SAML 2.0 asynchronous single logout, 2.2)."""
    extensions = etree.Element(f"{{{SAMLP}}}Extensions")
    etree.SubElement(extensions, "{urn:oasis:names:tc:SAML:2.0:protocol:ext:async-slo}Asynchronous")
    request.insert(1, extensions)


def signed(message: Tree, party: Party) -> Tree:
    """Sign a message in place, after its Issuer, and return it."""
    sign(message, party)
    return message


def message_query(parameter: str, message: Tree, party: Party | None, relay_state: str | None = None) -> str:
    """Write the query that carries a message, signed if a party is given."""
    octets = f"{parameter}={quote(deflated(etree.tostring(message)), safe='')}"
    if relay_state is not None:
        octets += f"&RelayState={quote(relay_state, safe='')}"
    if party is None:
        return octets
    octets += f"&SigAlg={quote(RSA_SHA256, safe='')}"
    return f"{octets}&Signature={quote(raw_signature(octets, party), safe='')}"


def soap_of(*messages: Tree, header: str = "") -> bytes:
    """Put messages into a SOAP envelope."""
    body = b"".join(etree.tostring(message) for message in messages)
    return f'<s:Envelope xmlns:s="{SOAP}">{header}<s:Body>'.encode() + body + b"</s:Body></s:Envelope>"


def out_of_soap(octets: bytes) -> Tree:
    """Return the one message in an envelope."""
    [message] = etree.fromstring(octets).find(f"{{{SOAP}}}Body")
    return message


def out_of_query(url: str, parameter: str) -> Tree:
    """Return the message that a URL carries."""
    return out_of_deflated(parse_qs(urlsplit(url).query)[parameter][0])


def out_of_deflated(encoded: str) -> Tree:
    """Return the message of a parameter of HTTP-Redirect."""
    return etree.fromstring(zlib.decompress(base64.b64decode(encoded), -15))


def codes_of(response: Tree) -> list[str]:
    """Return the last word of each status code, the first level first."""
    return [code.get("Value").rsplit(":", 1)[-1] for code in response.iter(f"{{{SAMLP}}}StatusCode")]


def name_of(message: Tree) -> Tree:
    """Return the NameID of a message."""
    [found] = message.xpath(".//saml:NameID", namespaces=NAMESPACES)
    return found


def is_signed(message: Tree) -> bool:
    """Tell whether a message carries a signature of its own."""
    return message.find(f"{{{DS}}}Signature") is not None
