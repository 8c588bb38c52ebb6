"""Owns xmlsec: enveloped signatures made and verified in the process, with loaded keys (design.md decision 4)."""

import base64
import copy
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha1, sha256

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from lxml import etree

from broker.core.refusals.message import SignatureInvalid
from broker.saml import names
from broker.saml.certificates import Certificate, body_of
from broker.saml.keys import SigningKey
from broker.saml.names import ds
from broker.saml.octet_signature import sign_octets
from broker.saml.signature_rules import STRICT, SignaturePolicy, check_signature
from broker.saml.xml_tree import Element

_KEYS_KEPT = 4096


@lru_cache(maxsize=_KEYS_KEPT)
def _public_key(certificate_pem: bytes) -> xmlsec.Key:
    """Return the bare key: xmlsec copies what a key carries at each use, and a certificate takes as long as a check."""
    key = x509.load_pem_x509_certificate(certificate_pem).public_key()
    pem = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return xmlsec.Key.from_memory(pem, xmlsec.constants.KeyDataFormatPem)


@lru_cache(maxsize=64)
def _signature_template(certificate_pem: bytes, algorithm: str, digest: str) -> Element:
    signature = etree.Element(ds("Signature"), nsmap={"ds": names.DS})
    info = etree.SubElement(signature, ds("SignedInfo"))
    etree.SubElement(info, ds("CanonicalizationMethod"), Algorithm=names.EXCLUSIVE_C14N)
    etree.SubElement(info, ds("SignatureMethod"), Algorithm=algorithm)
    reference = etree.SubElement(info, ds("Reference"), URI="")
    transforms = etree.SubElement(reference, ds("Transforms"))
    etree.SubElement(transforms, ds("Transform"), Algorithm=names.ENVELOPED)
    etree.SubElement(transforms, ds("Transform"), Algorithm=names.EXCLUSIVE_C14N)
    etree.SubElement(reference, ds("DigestMethod"), Algorithm=digest)
    etree.SubElement(reference, ds("DigestValue"))
    etree.SubElement(signature, ds("SignatureValue"))
    key_info = etree.SubElement(signature, ds("KeyInfo"))
    data = etree.SubElement(key_info, ds("X509Data"))
    etree.SubElement(data, ds("X509Certificate")).text = body_of(certificate_pem)
    return signature


def _canonical(element: Element) -> bytes:
    written: bytes = etree.tostring(element, method="c14n", exclusive=True, with_comments=False, with_tail=False)
    return written


def _base64(octets: bytes) -> str:
    return base64.b64encode(octets).decode("ascii")


def sign(element: Element, key: SigningKey, position: int, *, by_sha1: bool = False) -> None:
    """Sign an element in place: RSA-SHA256, exclusive c14n, one Reference to its ID (SAML core 5.4).

    `position` is the index of the new Signature among the children: 1 after Issuer, 0 in metadata. The
    certificate is put into KeyInfo after signing: an enveloped signature does not cover itself. `by_sha1` signs as
    some real ENTs do (facts/gar.md 5), for services that must see it.
    """
    algorithm, digest = (names.RSA_SHA1, names.SHA1) if by_sha1 else (names.RSA_SHA256, names.SHA256)
    digested = sha1 if by_sha1 else sha256
    signature = copy.deepcopy(_signature_template(key.certificate_pem, algorithm, digest))
    signed_info, value, _key_info = signature
    signed_info[2].set("URI", f"#{element.get('ID')}")
    signed_info[2][2].text = _base64(digested(_canonical(element)).digest())
    element.insert(position, signature)
    value.text = _base64(sign_octets(_canonical(signed_info), key, algorithm))


def verify(
    signed: Element, signature: Element, keys: Iterable[Certificate], policy: SignaturePolicy = STRICT
) -> Certificate:
    """Return the pinned key that verifies this signature over its parent, or refuse.

    Nothing of KeyInfo is looked at (A017, A020). Only the ID of `signed` can be referenced (A015, A016).
    """
    kind = check_signature(signature, signed, policy)
    for certificate in keys:
        if certificate.kind == kind and _verifies(signed, signature, certificate):
            return certificate
    raise SignatureInvalid(expected="a key of the peer's metadata")


def _verifies(signed: Element, signature: Element, certificate: Certificate) -> bool:
    context = xmlsec.SignatureContext()
    context.key = _public_key(certificate.pem)
    context.register_id(signed, "ID")
    try:
        context.verify(signature)
    except xmlsec.Error:  # also any canonicalisation error: A030, fail closed
        return False
    return True


def libxml2_versions() -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """Return the libxml2 that lxml runs on and the one that xmlsec runs on: they must be one (design.md decision 4)."""
    return etree.LIBXML_VERSION, xmlsec.get_libxml_version()
