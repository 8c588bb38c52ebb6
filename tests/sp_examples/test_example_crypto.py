"""Owns the tests of the in-process crypto that pysaml2 is given in the example resources."""

from pathlib import Path

import pytest
from lxml import etree
from saml2.sigver import DecryptError, SignatureError

from sp_examples.in_process_crypto import InProcessCrypto
from tests.sp_examples.hub_side import SAML, Answer, Signer

NODE = "urn:oasis:names:tc:SAML:2.0:assertion:Assertion"
DS = "{http://www.w3.org/2000/09/xmldsig#}"


@pytest.fixture
def certificate(tmp_path: Path, signer: Signer) -> str:
    file = tmp_path / "signer.crt"
    file.write_bytes(signer.certificate_pem)
    return str(file)


@pytest.fixture
def signed(signer: Signer) -> etree._Element:
    return Answer("_request1", "http://localhost/carnet/saml/acs", "audience", signer).tree()


def _verify(document: etree._Element, certificate: str, node: str = NODE, name: str = "_assertion1") -> bool:
    return InProcessCrypto().validate_signature(etree.tostring(document), certificate, "pem", node, name)


def test_a_signed_node_verifies_and_a_changed_one_does_not(signed: etree._Element, certificate: str) -> None:
    assert _verify(signed, certificate)
    signed.find(f".//{SAML}NameID").text = "_somebody_else"
    assert not _verify(signed, certificate)


def test_what_it_signs_it_verifies(tmp_path: Path, signed: etree._Element, signer: Signer, certificate: str) -> None:
    key_file = tmp_path / "signer.key"
    key_file.write_bytes(signer.key_pem)
    for value in signed.iter(f"{DS}SignatureValue", f"{DS}DigestValue"):
        value.text = ""
    document = InProcessCrypto().sign_statement(etree.tostring(signed), NODE, str(key_file), "_assertion1")
    assert _verify(etree.fromstring(document), certificate)


def test_the_node_must_be_the_one_named(signed: etree._Element, certificate: str) -> None:
    with pytest.raises(SignatureError, match="one Assertion with this ID"):
        _verify(signed, certificate, name="_response1")
    signed.set("ID", "_assertion1")
    with pytest.raises(SignatureError, match="one Assertion with this ID"):
        _verify(signed, certificate)


def test_a_signature_over_something_else_is_refused(signed: etree._Element, certificate: str) -> None:
    signed.find(f".//{DS}Reference").set("URI", "#_response1")
    with pytest.raises(SignatureError, match="covers"):
        _verify(signed, certificate)


@pytest.mark.parametrize("method", ["http://www.w3.org/2000/09/xmldsig#hmac-sha1", ""])
def test_an_algorithm_not_named_is_refused(signed: etree._Element, certificate: str, method: str) -> None:
    signed.find(f".//{DS}SignatureMethod").set("Algorithm", method)
    with pytest.raises(SignatureError, match="algorithm not accepted"):
        _verify(signed, certificate)


def test_block_chaining_and_old_key_transport_are_refused_before_any_key_is_used(
    tmp_path: Path, signer: Signer
) -> None:
    key_file = tmp_path / "signer.key"
    key_file.write_bytes(signer.key_pem)
    answer = Answer("_r", "http://localhost/", "audience", signer, encrypt_for=signer.certificate_pem)
    document = etree.tostring(answer.tree())
    assert "_assertion1" in InProcessCrypto().decrypt(document, str(key_file))
    for old, new in (
        (b"http://www.w3.org/2009/xmlenc11#aes256-gcm", b"http://www.w3.org/2001/04/xmlenc#aes256-cbc"),
        (b"http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p", b"http://www.w3.org/2001/04/xmlenc#rsa-1_5"),
    ):
        assert old in document
        with pytest.raises(DecryptError, match="algorithm not accepted"):
            InProcessCrypto().decrypt(document.replace(old, new), str(key_file))
