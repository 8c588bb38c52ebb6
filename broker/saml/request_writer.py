"""Owns the writing of AuthnRequests to guichets: signed, by HTTP-Redirect."""

import copy
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from lxml import etree

from broker.saml.bindings import write_redirect
from broker.saml.instants import write_instant
from broker.saml.keys import SigningKey
from broker.saml.names import saml, samlp
from broker.saml.pysaml2_bridge import NAMEID_TRANSIENT, request_template
from broker.saml.response_writer import new_id
from broker.saml.xml_tree import Element, serialize


@dataclass(frozen=True, slots=True)
class RequestContent:
    """Hold what one AuthnRequest asks; `context_classes` are asked for exactly (SAML core 3.3.2.2.1)."""

    issuer: str
    destination: str
    consumer: str
    issued_at: datetime
    relay_state: str = ""
    force_authn: bool = False
    passive: bool = False
    context_classes: tuple[str, ...] = ()
    name_id_format: str = NAMEID_TRANSIENT


@dataclass(frozen=True, slots=True)
class WrittenRequest:
    """Hold the address to send the browser to, the request's ID, and the document for the trace."""

    url: str
    request_id: str
    document: bytes


@lru_cache(maxsize=512)
def _template(issuer: str, destination: str, consumer: str, name_id_format: str) -> Element:
    return etree.fromstring(request_template(issuer, destination, consumer, name_id_format))


def write_request(content: RequestContent, key: SigningKey) -> WrittenRequest:
    """Write one AuthnRequest and sign the octets of its query (SAML bindings 3.4.4.1)."""
    request = copy.deepcopy(_template(content.issuer, content.destination, content.consumer, content.name_id_format))
    request_id = new_id()
    request.set("ID", request_id)
    request.set("IssueInstant", write_instant(content.issued_at))
    if content.force_authn:
        request.set("ForceAuthn", "true")
    if content.passive:
        request.set("IsPassive", "true")
    if content.context_classes:
        wanted = etree.SubElement(request, samlp("RequestedAuthnContext"), Comparison="exact")
        for context_class in content.context_classes:
            etree.SubElement(wanted, saml("AuthnContextClassRef")).text = context_class
    document = serialize(request)
    url = write_redirect(content.destination, "SAMLRequest", document, content.relay_state, key)
    return WrittenRequest(url, request_id, document)
