"""Owns the attacks on encrypted assertions: A038 to A040 and A043 delivered to the hub, whose key is published."""

import re

import xmlsec
from lxml import etree

from tests.protocols.saml.saml_builders import DS, MD, NAMESPACES, XENC, Party, Tree, a_party, find
from tests.security import encryption
from tests.security.attack import Build, attacks
from tests.security.forge import EVIL, Forge, Visit
from tests.security.registration import SERVICE

_C = xmlsec.constants
_ALGORITHM, _DECRYPTION = "message.algorithm", "message.decryption"


def test_a_right_encrypted_assertion_is_accepted_a038(forge: Forge) -> None:
    forge.accepts(encryption.right)


@attacks(
    [
        ("A038 unsigned inside", encryption.unsigned_inside, "message.signature_missing"),
        (
            "A038 unsigned inside a signed response",
            lambda v: encryption.unsigned_inside(v, response_signed=True),
            "message.signature_missing",
        ),
        ("A038 changed inside", encryption.changed_inside, "message.signature_invalid"),
        (
            "A038 signed by a stranger inside",
            lambda v: encryption.sealed(v, v.signed(EVIL, a_party("stranger"))),
            "message.signature_invalid",
        ),
        ("A038 a plain assertion beside", encryption.beside_a_plain_one, "message.assertion_count"),
        ("A038 two assertions inside", encryption.two_inside, _DECRYPTION),
        ("A038 no assertion inside", encryption.another_thing_inside, _DECRYPTION),
    ]
)
def test_what_is_encrypted_is_verified_as_if_it_had_come_plain(forge: Forge, build: Build, code: str) -> None:
    forge.refuses(build, code)


def _oaep_with(digest: str) -> Build:
    def build(visit: Visit) -> Tree:
        response = encryption.right(visit)
        method = find(response, "//xenc:EncryptedKey/xenc:EncryptionMethod")
        for old in method.findall(f"{{{DS}}}DigestMethod"):
            method.remove(old)
        etree.SubElement(method, f"{{{DS}}}DigestMethod", Algorithm=digest)
        return response

    return build


def _content_declared(algorithm: str) -> Build:
    def build(visit: Visit) -> Tree:
        response = encryption.right(visit)
        find(response, "//xenc:EncryptedData/xenc:EncryptionMethod").set("Algorithm", algorithm)
        return response

    return build


@attacks(
    [
        ("A039 CBC", lambda v: encryption.sealed(v, v.signed(), content=_C.TransformAes256Cbc), _ALGORITHM),
        ("A039 RSA 1.5", lambda v: encryption.sealed(v, v.signed(), transport=_C.TransformRsaPkcs1), _ALGORITHM),
        ("A039 CBC declared over GCM", _content_declared(f"{XENC}aes256-cbc"), _ALGORITHM),
        ("A039 OAEP with MD5", _oaep_with("http://www.w3.org/2001/04/xmldsig-more#md5"), _ALGORITHM),
        ("A040 Triple DES", _content_declared(f"{XENC}tripledes-cbc"), _ALGORITHM),
        ("A040 an unknown algorithm", _content_declared("urn:example:none"), _ALGORITHM),
    ]
)
def test_a_weak_or_unknown_encryption_is_refused_by_name(forge: Forge, build: Build, code: str) -> None:
    forge.refuses(build, code)


_FAILURES: list[tuple[str, Build]] = [
    ("A039 a flipped nonce", encryption.with_cipher(encryption.flipped(0))),
    ("A039 a flipped octet", encryption.with_cipher(encryption.flipped(40))),
    ("A039 a flipped tag", encryption.with_cipher(encryption.flipped(-1))),
    ("A039 a cut message", encryption.with_cipher(lambda octets: octets[:20])),
    ("A039 nothing", encryption.with_cipher(lambda _octets: b"")),
    ("A039 a flipped key", encryption.with_cipher(encryption.flipped(7), of_key=True)),
    ("A039 a cut key", encryption.with_cipher(lambda octets: octets[:-1], of_key=True)),
    ("A039 a key of zeros", encryption.with_cipher(lambda octets: bytes(len(octets)), of_key=True)),
    ("A039 no XML inside", encryption.broken_inside),
    ("A039 an end tag too many inside", encryption.closing_early_inside),
    ("A039 a DOCTYPE inside", encryption.document_type_inside),
    ("A040 a wrong recipient", lambda v: encryption.sealed(v, v.signed(), a_party("stranger"))),
    ("A040 no wrapped key", encryption.without_key),
]


@attacks([(name, build, _DECRYPTION) for name, build in _FAILURES])
def test_what_does_not_open_fails_alike(forge: Forge, build: Build, code: str) -> None:
    verdict = forge.refuses(build, code)
    assert _without_names(verdict.page) == _without_names(forge.refuses(_FAILURES[0][1], code).page)


def _without_names(page: str) -> str:
    """Return a page without what differs from one journey to the next whatever happens."""
    return re.sub(r"/journeys/[\w-]+|nonce=\"[^\"]*\"|journey=[\w-]+", "", page)


def _service_wishing(forge: Forge, recipient: Party, *algorithms: str) -> Tree:
    metadata = forge.service_description(encryption=recipient)
    descriptor = metadata.xpath("//md:KeyDescriptor[@use='encryption']", namespaces=NAMESPACES)[0]
    for algorithm in algorithms:
        etree.SubElement(descriptor, f"{{{MD}}}EncryptionMethod", Algorithm=algorithm)
    return metadata


def test_a_service_that_wishes_for_cbc_and_rsa_1_5_is_encrypted_to_by_our_own_list_a043(forge: Forge) -> None:
    recipient = a_party("forge-recipient")
    forge.control()
    with forge.publishing(SERVICE, _service_wishing(forge, recipient, f"{XENC}aes128-cbc", f"{XENC}rsa-1_5")):
        visit = forge.open()
        verdict = visit.deliver(visit.signed())
    forge.delivered += 1
    assert verdict.released is not None
    used = [found.get("Algorithm") for found in verdict.released.iter(f"{{{XENC}}}EncryptionMethod")]
    assert used == ["http://www.w3.org/2009/xmlenc11#aes256-gcm", f"{XENC}rsa-oaep-mgf1p"]
    assert not verdict.released.findall(f".//{{{NAMESPACES['saml']}}}Attribute")
    forge.control()
