"""Owns what an attacker does to a signature: other structure, other algorithm, other key, other object."""

import base64
import hashlib
import hmac
from typing import Any

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, padding, rsa
from lxml import etree

from tests.protocols.saml.saml_builders import DS, Party, Tree, a_party, copy_of, find, private_key, resign, sign
from tests.security.forge import EVIL, Visit

Constants = xmlsec.constants
RSA_MD5 = "http://www.w3.org/2001/04/xmldsig-more#rsa-md5"
HMAC_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"
DSA_SHA256 = "http://www.w3.org/2009/xmldsig11#dsa-sha256"
MD5 = "http://www.w3.org/2001/04/xmldsig-more#md5"
XSLT = "http://www.w3.org/TR/1999/REC-xslt-19991116"
XPATH = "http://www.w3.org/TR/1999/REC-xpath-19991116"


def assertion_of(response: Tree) -> Tree:
    """Return the one assertion."""
    return find(response, "saml:Assertion")


def signed_with(visit: Visit, algorithm: Any = None, digest: Any = None, party: Party | None = None) -> Tree:  # noqa: ANN401 - xmlsec has no types
    """Build a right answer signed by these algorithms, or by another party."""
    response = visit.unsigned()
    sign(assertion_of(response), party or visit.forge.guichet_key, algorithm=algorithm, digest=digest)
    return response


def signed_elsewhere(visit: Visit, path: str, *, where: str | None = None) -> Tree:
    """Sign only the element at a path, given an ID; put the signature there or into the element `where`."""
    response = visit.unsigned(EVIL)
    element = find(response, path)
    element.set("ID", "_only_this")
    signature = sign(element, visit.forge.guichet_key, position=0)
    if where is not None:
        find(response, where).insert(1, signature)
    return response


def with_reference(visit: Visit, uri: str | None) -> Tree:
    """Point the reference elsewhere and compute the signature again where that is possible."""
    response = visit.signed()
    reference = find(response, "//ds:Reference")
    if uri is None:
        del reference.attrib["URI"]
    else:
        reference.set("URI", uri)
    _recompute(response, visit.forge.guichet_key)
    return response


def _recompute(response: Tree, party: Party) -> None:
    """Sign SignedInfo again without xmlsec's own checks of references: their digests stay as they are."""
    info = find(response, "//ds:SignedInfo")
    octets = etree.tostring(info, method="c14n", exclusive=True)
    key = private_key(party)
    assert isinstance(key, rsa.RSAPrivateKey)
    signed = key.sign(octets, padding.PKCS1v15(), hashes.SHA256())
    find(response, "//ds:SignatureValue").text = base64.b64encode(signed).decode()


def two_references(visit: Visit) -> Tree:
    """Sign two references: one to the assertion, one to something of no importance."""
    response = visit.signed()
    reference = find(response, "//ds:Reference")
    reference.addnext(copy_of(reference))
    _recompute(response, visit.forge.guichet_key)
    return response


def two_signed_infos(visit: Visit) -> Tree:
    """Put a second SignedInfo that fits an evil assertion beside the signed one (CVE-2019-3465)."""
    response = visit.signed()
    info = find(response, "//ds:SignedInfo")
    evil = copy_of(info)
    find(evil, "ds:Reference/ds:DigestValue").text = base64.b64encode(hashlib.sha256(b"").digest()).decode()
    info.addprevious(evil)
    return response


def with_id_attribute(visit: Visit, name: str) -> Tree:
    """Call the signed ID by another attribute's name, and give `ID` another value."""
    response = visit.unsigned(EVIL)
    assertion = assertion_of(response)
    signed_id = assertion.get("ID")
    sign(assertion, visit.forge.guichet_key)
    assertion.set("ID", "_unsigned")
    assertion.set(name, signed_id)
    return response


def with_key_info(visit: Visit, content: str) -> Tree:
    """Sign by a stranger and offer the stranger's key in KeyInfo by some means."""
    stranger = a_party("stranger")
    response = visit.signed(party=stranger)
    numbers = _public_numbers(stranger)
    body = content.format(certificate=stranger.certificate_body, **numbers)
    info = etree.fromstring(f'<ds:KeyInfo xmlns:ds="{DS}">{body}</ds:KeyInfo>')
    old = find(response, "//ds:KeyInfo")
    old.getparent().replace(old, info)
    return response


def _public_numbers(party: Party) -> dict[str, str]:
    key = x509.load_pem_x509_certificate(party.certificate_pem).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    numbers = key.public_numbers()
    modulus = numbers.n.to_bytes((numbers.n.bit_length() + 7) // 8, "big")
    exponent = numbers.e.to_bytes(3, "big")
    return {"modulus": base64.b64encode(modulus).decode(), "exponent": base64.b64encode(exponent).decode()}


def hmac_with_certificate(visit: Visit, *, truncated: bool = False) -> Tree:
    """Sign by HMAC whose secret is the guichet's public certificate, cut to eight bits if asked (CVE-2009-0217)."""
    response = visit.signed(EVIL)
    method = find(response, "//ds:SignatureMethod")
    method.set("Algorithm", HMAC_SHA256)
    if truncated:
        etree.SubElement(method, f"{{{DS}}}HMACOutputLength").text = "8"
    octets = etree.tostring(find(response, "//ds:SignedInfo"), method="c14n", exclusive=True)
    code = hmac.digest(visit.forge.guichet_key.certificate_pem, octets, "sha256")
    find(response, "//ds:SignatureValue").text = base64.b64encode(code[:1] if truncated else code).decode()
    return response


def truncation_alone(visit: Visit) -> Tree:
    """Add HMACOutputLength to a signature by RSA."""
    response = visit.signed()
    etree.SubElement(find(response, "//ds:SignatureMethod"), f"{{{DS}}}HMACOutputLength").text = "1"
    return response


def dsa_signed(visit: Visit) -> Tree:
    """Sign by DSA, with the key in KeyInfo."""
    response = visit.signed()
    find(response, "//ds:SignatureMethod").set("Algorithm", DSA_SHA256)
    octets = etree.tostring(find(response, "//ds:SignedInfo"), method="c14n", exclusive=True)
    value = _DSA_KEY.sign(octets, hashes.SHA256())
    find(response, "//ds:SignatureValue").text = base64.b64encode(value).decode()
    return response


_DSA_KEY = dsa.generate_private_key(1024)  # noqa: S505 - the attack


def declared(visit: Visit, path: str, algorithm: str) -> Tree:
    """Declare another algorithm at a path of a right signature, and sign SignedInfo again."""
    response = visit.signed()
    find(response, path).set("Algorithm", algorithm)
    _recompute(response, visit.forge.guichet_key)
    return response


def md5_signed(visit: Visit) -> Tree:
    """Sign by RSA and MD5."""
    response = visit.signed()
    find(response, "//ds:SignatureMethod").set("Algorithm", RSA_MD5)
    octets = etree.tostring(find(response, "//ds:SignedInfo"), method="c14n", exclusive=True)
    key = private_key(visit.forge.guichet_key)
    assert isinstance(key, rsa.RSAPrivateKey)
    value = key.sign(octets, padding.PKCS1v15(), hashes.MD5())  # noqa: S303 - the attack
    find(response, "//ds:SignatureValue").text = base64.b64encode(value).decode()
    return response


def canonicalized(visit: Visit, algorithm: Any, *, of_reference: bool = False) -> Tree:  # noqa: ANN401 - xmlsec has no types
    """Sign rightly under another canonicalisation, of SignedInfo or of the reference."""
    response = visit.unsigned()
    assertion = assertion_of(response)
    signature = sign(assertion, visit.forge.guichet_key)
    path = ".//ds:Transform[2]" if of_reference else "ds:SignedInfo/ds:CanonicalizationMethod"
    find(signature, path).set("Algorithm", algorithm.href)
    resign(assertion, signature, visit.forge.guichet_key)
    return response


def with_transform(visit: Visit, body: str, *, first: bool = False) -> Tree:
    """Add a transform, sign SignedInfo over it, and leave the digest as it was."""
    response = visit.signed()
    transforms = find(response, "//ds:Transforms")
    extra = etree.fromstring(f'<ds:Transform xmlns:ds="{DS}" {body}')
    transforms.insert(0 if first else 1, extra)
    _recompute(response, visit.forge.guichet_key)
    return response


def void_digest(visit: Visit, spoil: str) -> bytes:
    """Spoil an evil assertion so that canonicalisation may fail, and sign the digest of nothing."""
    response = visit.signed(EVIL)
    find(response, "//ds:DigestValue").text = base64.b64encode(hashlib.sha256(b"").digest()).decode()
    _recompute(response, visit.forge.guichet_key)
    document: bytes = etree.tostring(response)
    return document.replace(b"<saml:Subject>", f"<saml:Subject {spoil}>".encode(), 1)


def attribute_as_signed_object(visit: Visit) -> Tree:
    """Sign one Attribute by an xml:id, which the schema lets stand there, in place of the assertion."""
    response = visit.unsigned(EVIL)
    assertion = assertion_of(response)
    attribute = find(assertion, "saml:AttributeStatement/saml:Attribute[1]")
    attribute.set("ID", "_attribute")
    signature = sign(attribute, visit.forge.guichet_key, position=0)
    attribute.set("{http://www.w3.org/XML/1998/namespace}id", attribute.attrib.pop("ID"))
    assertion.insert(1, signature)
    return response
