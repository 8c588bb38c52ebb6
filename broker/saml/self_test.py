"""Owns the proof, at start, that signatures work in this process (design.md decision 4; security-catalogue.md J216)."""

from lxml import etree

from broker.core.errors import ConfigurationError, Problem
from broker.core.refusals.message import SignatureInvalid
from broker.saml.certificates import read_pem
from broker.saml.keys import SigningKey
from broker.saml.names import saml
from broker.saml.xml_tree import parse, serialize
from broker.saml.xmlsec_bridge import libxml2_versions, sign, verify

_HINT = "install lxml and xmlsec from the lock file (make run), so that both carry the same libxml2"


def check_signatures(key: SigningKey) -> None:
    """Sign, verify and tamper once; raises ConfigurationError where any of it is not as it must be."""
    lxml_version, xmlsec_version = libxml2_versions()
    if lxml_version != xmlsec_version:
        raise _broken(f"lxml runs on libxml2 {lxml_version}, xmlsec on {xmlsec_version}")
    element = etree.Element(saml("Assertion"), ID="_self-test")
    etree.SubElement(element, saml("Issuer")).text = "self-test"
    sign(element, key, 1)
    certificate = read_pem(key.certificate_pem)
    received = parse(serialize(element))
    try:
        verify(received, received[1], (certificate,))
    except SignatureInvalid as refusal:
        raise _broken("a signature just made does not verify") from refusal
    received[0].text = "tampered"
    try:
        verify(received, received[1], (certificate,))
    except SignatureInvalid:
        return
    raise _broken("a tampered message verifies")


def _broken(what: str) -> ConfigurationError:
    return ConfigurationError((Problem("xmlsec", "self-test", what, _HINT),))
