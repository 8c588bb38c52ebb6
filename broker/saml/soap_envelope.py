"""Owns the SOAP 1.1 envelope around a SAML message: written plainly, read strictly (SAML bindings 3.2)."""

from lxml import etree

from broker.core.refusals.message import SoapUnsuitable
from broker.saml.names import SOAP_ENVELOPE, soap
from broker.saml.xml_tree import Element, parse, serialize

CONTENT_TYPE = "text/xml; charset=utf-8"
_TRUE = frozenset({"1", "true"})


def write_envelope(document: bytes) -> bytes:
    """Put a message into an envelope; the signature in it is exclusive and holds there."""
    envelope = etree.Element(soap("Envelope"), nsmap={"soap": SOAP_ENVELOPE})
    etree.SubElement(envelope, soap("Body")).append(etree.fromstring(document))
    return serialize(envelope)


def write_fault(code: str, words: str) -> bytes:
    """Write the envelope of a fault: `code` is Client or Server (SOAP 1.1, 4.4)."""
    envelope = etree.Element(soap("Envelope"), nsmap={"soap": SOAP_ENVELOPE})
    fault = etree.SubElement(etree.SubElement(envelope, soap("Body")), soap("Fault"))
    etree.SubElement(fault, "faultcode").text = f"soap:{code}"
    etree.SubElement(fault, "faultstring").text = words
    return serialize(envelope)


def read_envelope(octets: bytes) -> Element:
    """Return the one element in the body of an envelope, or refuse.

    No DTD, the caps of a message; one Body with one child; a header is stepped over unless it must be understood.
    """
    envelope = parse(octets)
    if envelope.tag != soap("Envelope"):
        raise SoapUnsuitable(expected="a SOAP 1.1 Envelope", received=envelope.tag[:120])
    headers, body = envelope[:-1], envelope[-1] if len(envelope) else None
    if body is None or body.tag != soap("Body") or [one.tag for one in headers] not in ([], [soap("Header")]):
        raise SoapUnsuitable(expected="an optional Header, then one Body")
    if any(one.get(soap("mustUnderstand")) in _TRUE for header in headers for one in header):
        raise SoapUnsuitable(expected="no header that must be understood")
    if len(body) != 1:
        raise SoapUnsuitable(expected="one message in the Body", received=f"{len(body)}")
    message: Element = body[0]
    if message.tag == soap("Fault"):
        raise SoapUnsuitable(expected="a SAML message", received="a Fault")
    return message
