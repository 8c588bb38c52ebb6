"""Owns encrypted assertions: AES-256-GCM under RSA-OAEP and nothing else; what fails, fails alike.

The decrypted octets go through `xml_tree.parse` as any other, so that caps and rules hold inside too.
"""

import base64
import binascii
import secrets
from collections.abc import Sequence
from xml.sax.saxutils import quoteattr

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from lxml import etree

from broker.core.errors import MessageRefused
from broker.core.refusals.message import AlgorithmForbidden, DecryptionFailed
from broker.core.refusals.metadata import MetadataKeyWeak
from broker.saml import names
from broker.saml.certificates import Certificate, body_of
from broker.saml.keys import SigningKey
from broker.saml.names import ds, saml, xenc
from broker.saml.octet_signature import private_key, public_key
from broker.saml.xml_tree import Element, parse, serialize, text_of

_NONCE = 12
_TAG = 16
_KEY = 32
# SHA-1 in OAEP is no collision risk, and rsa-oaep-mgf1p fixes MGF1 to it (XML Encryption 1.1, 5.5.2).
_OAEP = padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None)  # noqa: S303
_OAEP_DIGESTS = frozenset({None, names.SHA1})


def encrypt(assertion: Element, recipient: Certificate) -> None:
    """Put an EncryptedAssertion for the recipient in place of the assertion, in its tree."""
    key = public_key(recipient.pem)
    if not isinstance(key, rsa.RSAPublicKey):
        raise MetadataKeyWeak(expected="RSA for encryption", received=recipient.kind)
    secret, nonce = secrets.token_bytes(_KEY), secrets.token_bytes(_NONCE)
    sealed = nonce + AESGCM(secret).encrypt(nonce, serialize(assertion), None)
    outer = etree.Element(saml("EncryptedAssertion"), nsmap={"saml": names.SAML, "xenc": names.XENC, "ds": names.DS})
    data = etree.SubElement(outer, xenc("EncryptedData"), Type=names.ENCRYPTED_ELEMENT)
    etree.SubElement(data, xenc("EncryptionMethod"), Algorithm=names.AES_256_GCM)
    wrapped = etree.SubElement(etree.SubElement(data, ds("KeyInfo")), xenc("EncryptedKey"))
    method = etree.SubElement(wrapped, xenc("EncryptionMethod"), Algorithm=names.RSA_OAEP)
    etree.SubElement(method, ds("DigestMethod"), Algorithm=names.SHA1)
    x509_data = etree.SubElement(etree.SubElement(wrapped, ds("KeyInfo")), ds("X509Data"))
    etree.SubElement(x509_data, ds("X509Certificate")).text = body_of(recipient.pem)
    _add_cipher(wrapped, key.encrypt(secret, _OAEP))
    _add_cipher(data, sealed)
    parent = assertion.getparent()
    assert parent is not None, "an assertion is encrypted inside its response"
    parent.replace(assertion, outer)


def _add_cipher(element: Element, octets: bytes) -> None:
    cipher = etree.SubElement(element, xenc("CipherData"))
    etree.SubElement(cipher, xenc("CipherValue")).text = base64.b64encode(octets).decode("ascii")


def decrypt(encrypted: Element, keys: Sequence[SigningKey]) -> Element:
    """Return the assertion inside an EncryptedAssertion, as the root's only child of a tree of its own.

    Every key that our metadata shows is tried, since a peer may have encrypted to any (SAML metadata 2.4.1.1). The
    algorithms are public and refused by name; every other failure gives the same refusal (A039, A040).
    """
    data = encrypted.find(xenc("EncryptedData"))
    wrapped = list(encrypted.iter(xenc("EncryptedKey")))
    if data is None or len(wrapped) != 1 or data.get("Type") != names.ENCRYPTED_ELEMENT:
        raise DecryptionFailed
    _check_algorithms(data, wrapped[0])
    octets = _open_with(keys, _cipher(wrapped[0]), _cipher(data))
    try:
        return _parse_inside(octets, encrypted)
    except (ValueError, MessageRefused) as error:
        raise DecryptionFailed from error


def _open_with(keys: Sequence[SigningKey], wrapped: bytes, sealed: bytes) -> bytes:
    for key in keys:
        try:
            return AESGCM(_unwrap(wrapped, key)).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
        except (InvalidTag, ValueError):  # another key's, or forged: nothing tells which
            continue
    raise DecryptionFailed


def _check_algorithms(data: Element, wrapped: Element) -> None:
    content = _algorithm(data)
    transport = _algorithm(wrapped)
    method = wrapped.find(xenc("EncryptionMethod"))
    digest = method.find(ds("DigestMethod")) if method is not None else None
    digest_name = digest.get("Algorithm") if digest is not None else None
    if content != names.AES_256_GCM or transport != names.RSA_OAEP or digest_name not in _OAEP_DIGESTS:
        raise AlgorithmForbidden(
            expected="aes256-gcm under rsa-oaep-mgf1p with SHA-1 digest",
            received=f"{content[:80]}, {transport[:80]}, {(digest_name or '')[:80]}",
        )


def _algorithm(element: Element) -> str:
    method = element.find(xenc("EncryptionMethod"))
    return method.get("Algorithm", "") if method is not None else ""


def _cipher(element: Element) -> bytes:
    value = element.find(f"{xenc('CipherData')}/{xenc('CipherValue')}")
    try:
        return base64.b64decode("".join(text_of(value).split()), validate=True)
    except binascii.Error as error:
        raise DecryptionFailed from error


def _unwrap(wrapped: bytes, key: SigningKey) -> bytes:
    """Return the content key, or a random one when unwrapping fails: the failure then shows once, later (A039)."""
    spare = secrets.token_bytes(_KEY)
    try:
        secret = private_key(key.private_pem).decrypt(wrapped, _OAEP)
    except ValueError:
        return spare
    return secret if len(secret) == _KEY else spare


def _parse_inside(octets: bytes, encrypted: Element) -> Element:
    """Parse the octets with the namespaces in scope where they stood (XML Encryption 4.3.3)."""
    scope = "".join(
        f" xmlns{':' + prefix if prefix else ''}={quoteattr(uri)}" for prefix, uri in encrypted.nsmap.items()
    )
    root = parse(f"<decrypted{scope}>".encode() + octets + b"</decrypted>")
    if len(root) != 1 or root[0].tag != saml("Assertion") or (root.text or "") or (root[0].tail or ""):
        raise DecryptionFailed
    found: Element = root[0]
    return found
