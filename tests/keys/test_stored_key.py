"""Owns the tests of what a ring can hold: RSA and EC P-256 keys, with a certificate or bare."""

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from broker.keys.stored_key import make_p256_key, make_rsa_key, read_key, write_private
from tests.protocols.saml.saml_builders import a_party

_ENCODING = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)
RSA = write_private(make_rsa_key(2048))
P256 = write_private(make_p256_key())


@pytest.mark.parametrize(("pem", "kind", "bits"), [(RSA, "RSA", 2048), (P256, "EC", 256)], ids=["rsa", "p-256"])
def test_a_bare_key_is_read_with_the_fingerprint_of_its_public_half(pem: bytes, kind: str, bits: int) -> None:
    found = read_key(pem)
    assert (found.kind, found.bits, found.certificate_pem, found.not_after) == (kind, bits, None, None)
    assert found.private_pem == pem
    assert found.fingerprint == read_key(pem).fingerprint
    assert len(found.fingerprint) == 64


def test_a_key_with_its_certificate_is_read_with_the_certificates_fingerprint_and_end() -> None:
    party = a_party()
    found = read_key(party.private_pem + party.certificate_pem)
    assert found.certificate_pem == party.certificate_pem
    assert found.not_after is not None
    assert found.fingerprint != read_key(party.private_pem).fingerprint


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(b"", "not a private key", id="nothing"),
        pytest.param(b"nonsense", "not a private key", id="nonsense"),
        pytest.param(a_party().certificate_pem, "not a private key", id="a-certificate-alone"),
        pytest.param(RSA + a_party().certificate_pem, "another key", id="another-keys-certificate"),
        pytest.param(RSA + b"-----BEGIN CERTIFICATE-----\nx", "cannot be read", id="a-broken-certificate"),
        pytest.param(
            make_p256_key().private_bytes(*_ENCODING, serialization.BestAvailableEncryption(b"word")),
            "not a private key",
            id="encrypted",
        ),
        pytest.param(
            ec.generate_private_key(ec.SECP384R1()).private_bytes(*_ENCODING, serialization.NoEncryption()),
            "neither RSA nor EC P-256",
            id="another-curve",
        ),
        pytest.param(
            ed25519.Ed25519PrivateKey.generate().private_bytes(*_ENCODING, serialization.NoEncryption()),
            "neither RSA nor EC P-256",
            id="another-kind",
        ),
    ],
)
def test_anything_else_is_refused_with_what_is_wrong(content: bytes, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        read_key(content)


def test_a_key_shows_nothing_of_itself() -> None:
    assert "PRIVATE" not in repr(read_key(RSA))
