"""Owns the tests of encrypted assertions (XML Encryption 1.1; security-catalogue.md A038–A040, A043)."""

import base64

import pytest
import xmlsec
from lxml import etree

from broker.core.refusals.condition import AssertionNotSingle
from broker.core.refusals.message import AlgorithmForbidden, DecryptionFailed, SignatureInvalid, SignatureMissing
from broker.saml.expectation import ResponsePolicy
from tests.protocols.saml.reading import our_key, read
from tests.protocols.saml.saml_builders import (
    Tree,
    a_party,
    a_response,
    a_signed_response,
    copy_of,
    encrypt,
    find,
    sign,
)


def _encrypted(response: Tree | None = None, **algorithms: object) -> Tree:
    built = a_signed_response() if response is None else response
    encrypt(built, a_party("service"), **algorithms)
    return built


def test_an_assertion_signed_and_then_encrypted_is_read() -> None:
    verified = read(_encrypted(), decryption_keys=(our_key(),))
    assert (verified.name_id, verified.encrypted, verified.signed_parts) == ("_subject", True, ("Assertion",))
    assert b"_subject" in verified.assertion_document
    assert b"_subject" not in verified.document


def test_a_signature_around_the_ciphertext_does_not_replace_the_one_inside_a038() -> None:
    response = _encrypted(a_response())
    sign(response, a_party())
    with pytest.raises(SignatureMissing):
        read(response, decryption_keys=(our_key(),))
    stranger = a_signed_response(party=a_party("stranger"))
    encrypt(stranger, a_party("service"))
    sign(stranger, a_party())
    with pytest.raises(SignatureInvalid):
        read(stranger, decryption_keys=(our_key(),))


def test_every_broken_ciphertext_gives_the_same_refusal_a039() -> None:
    refusals = set()
    for spoil in ("content", "tag", "key", "recipient", "short"):
        response = _encrypted()
        values = response.xpath("//xenc:CipherValue", namespaces={"xenc": "http://www.w3.org/2001/04/xmlenc#"})
        wrapped, sealed = values
        octets = bytearray(base64.b64decode(sealed.text))
        if spoil == "content":
            octets[20] ^= 1
        elif spoil == "tag":
            octets[-1] ^= 1
        elif spoil == "short":
            del octets[8:]
        sealed.text = base64.b64encode(octets).decode()
        if spoil == "key":
            wrapped.text = base64.b64encode(b"\x01" * 256).decode()
        key = our_key(a_party("stranger")) if spoil == "recipient" else our_key()
        with pytest.raises(DecryptionFailed) as refused:
            read(response, decryption_keys=(key,))
        refusals.add((refused.value.code, refused.value.expected, refused.value.received))
    assert len(refusals) == 1


@pytest.mark.parametrize(
    "algorithms",
    [
        {"content": xmlsec.constants.TransformAes256Cbc},
        {"transport": xmlsec.constants.TransformRsaPkcs1},
    ],
    ids=["CBC", "RSA 1.5"],
)
def test_other_algorithms_are_refused_by_name_a039_a040(algorithms: dict[str, object]) -> None:
    with pytest.raises(AlgorithmForbidden):
        read(_encrypted(**algorithms), decryption_keys=(our_key(),))


def test_nothing_is_decrypted_where_we_publish_no_key_a040() -> None:
    with pytest.raises(DecryptionFailed):
        read(_encrypted())


def test_what_decrypts_to_something_else_than_one_assertion_is_refused() -> None:
    response = a_response()
    assertion = find(response, "saml:Assertion")
    advice = etree.Element("{urn:oasis:names:tc:SAML:2.0:assertion}Advice")
    inner = copy_of(assertion)
    inner.set("ID", "_inner")
    advice.append(inner)
    find(assertion, "saml:Conditions").addnext(advice)
    sign(assertion, a_party())
    with pytest.raises(AssertionNotSingle):
        read(_encrypted(response), decryption_keys=(our_key(),), policy=ResponsePolicy())


def test_an_encrypted_assertion_beside_a_plain_one_is_refused() -> None:
    response = _encrypted()
    plain = find(a_signed_response(), "saml:Assertion")
    response.append(copy_of(plain))
    with pytest.raises(AssertionNotSingle):
        read(response, decryption_keys=(our_key(),))
