"""Owns what an attacker does to an encrypted assertion: what is inside, how it is sealed, for whom."""

import base64
from collections.abc import Callable
from typing import Any

import xmlsec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from lxml import etree

from tests.protocols.saml.saml_builders import SAML, Party, Tree, encrypt, find, sign
from tests.security.forge import EVIL, Visit
from tests.security.wrapping import evil_assertion


def sealed(visit: Visit, response: Tree, recipient: Party | None = None, **algorithms: Any) -> Tree:  # noqa: ANN401 - xmlsec has no types
    """Encrypt the assertion of a response, for the hub unless told otherwise."""
    encrypt(response, recipient or visit.forge.hub_party, **algorithms)
    return response


def right(visit: Visit) -> Tree:
    """Build a right answer whose signed assertion is encrypted."""
    return sealed(visit, visit.signed())


def unsigned_inside(visit: Visit, *, response_signed: bool = False) -> Tree:
    """Encrypt an evil assertion that nobody signed, in a response that is signed if asked."""
    response = sealed(visit, visit.unsigned(EVIL))
    if response_signed:
        sign(response, visit.forge.guichet_key)
    return response


def changed_inside(visit: Visit) -> Tree:
    """Encrypt an assertion that was changed after signing."""
    response = visit.signed()
    find(response, "//saml:NameID").text = "_changed"
    return sealed(visit, response)


def beside_a_plain_one(visit: Visit) -> Tree:
    """Put an evil plain assertion beside a right encrypted one."""
    response = right(visit)
    response.append(evil_assertion(visit))
    return response


def _reseal(visit: Visit, octets: bytes) -> Tree:
    """Seal any octets for the hub, as an assertion would be."""
    response = right(visit)
    key = AESGCM.generate_key(256)
    content, wrapped = _ciphers(response)
    nonce = b"\0" * 12
    content.text = base64.b64encode(nonce + AESGCM(key).encrypt(nonce, octets, None)).decode()
    wrapped.text = base64.b64encode(_wrap(visit, key)).decode()
    return response


def _wrap(visit: Visit, key: bytes) -> bytes:
    manager = xmlsec.Key.from_memory(visit.forge.hub_party.certificate_pem, xmlsec.constants.KeyDataFormatCertPem)
    context = xmlsec.EncryptionContext()
    context.key = manager
    holder = etree.Element("holder")
    data = xmlsec.template.encrypted_data_create(holder, xmlsec.constants.TransformRsaOaep, ns="xenc")
    xmlsec.template.encrypted_data_ensure_cipher_value(data)
    return base64.b64decode(
        "".join(find(context.encrypt_binary(data, key), "xenc:CipherData/xenc:CipherValue").text.split())
    )


def _ciphers(response: Tree) -> tuple[Tree, Tree]:
    """Return the CipherValue of the content and that of the wrapped key."""
    wrapped = find(response, "//xenc:EncryptedKey/xenc:CipherData/xenc:CipherValue")
    content = find(response, "//xenc:EncryptedData/xenc:CipherData/xenc:CipherValue")
    return content, wrapped


def two_inside(visit: Visit) -> Tree:
    """Seal a signed assertion and an evil one behind it."""
    signed = find(visit.signed(), "saml:Assertion")
    return _reseal(visit, etree.tostring(signed) + etree.tostring(evil_assertion(visit)))


def another_thing_inside(visit: Visit) -> Tree:
    """Seal something that is no assertion."""
    return _reseal(visit, f'<saml:Subject xmlns:saml="{SAML}"/>'.encode())


def broken_inside(visit: Visit) -> Tree:
    """Seal octets that are no XML."""
    return _reseal(visit, b"<saml:Assertion")


def closing_early_inside(visit: Visit) -> Tree:
    """Seal octets that close the element in which they are to be parsed."""
    return _reseal(visit, b"</decrypted><decrypted>")


def document_type_inside(visit: Visit) -> Tree:
    """Seal octets with a DOCTYPE."""
    return _reseal(visit, b'<!DOCTYPE x [<!ENTITY y "z">]><x>&y;</x>')


def with_cipher(change: Callable[[bytes], bytes], *, of_key: bool = False) -> Callable[[Visit], Tree]:
    """Change the sealed octets of a right answer, or those of the wrapped key."""

    def build(visit: Visit) -> Tree:
        response = right(visit)
        value = _ciphers(response)[1 if of_key else 0]
        value.text = base64.b64encode(change(base64.b64decode("".join(value.text.split())))).decode()
        return response

    return build


def flipped(at: int) -> Callable[[bytes], bytes]:
    """Flip one bit of an octet."""
    return lambda octets: octets[:at] + bytes([octets[at] ^ 1]) + octets[at:][1:]


def without_key(visit: Visit) -> Tree:
    """Take the wrapped key away."""
    response = right(visit)
    info = find(response, "//xenc:EncryptedData/ds:KeyInfo")
    info.getparent().remove(info)
    return response
