"""Owns signatures over raw octets, as the Redirect binding makes them (SAML bindings 3.4.4.1)."""

from collections.abc import Iterable
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from broker.core.refusals.message import SignatureInvalid
from broker.saml import names
from broker.saml.certificates import Certificate
from broker.saml.keys import SigningKey
from broker.saml.signature_rules import SignaturePolicy, key_kind

_DIGESTS: dict[str, hashes.HashAlgorithm] = {
    names.RSA_SHA1: hashes.SHA1(),  # noqa: S303 - reached only where a peer is tolerated by name (facts/gar.md 5)
    names.RSA_SHA256: hashes.SHA256(),
    names.RSA_SHA384: hashes.SHA384(),
    names.RSA_SHA512: hashes.SHA512(),
    names.ECDSA_SHA256: hashes.SHA256(),
    names.ECDSA_SHA384: hashes.SHA384(),
    names.ECDSA_SHA512: hashes.SHA512(),
}


@lru_cache(maxsize=64)
def private_key(pem: bytes) -> rsa.RSAPrivateKey:
    """Return one of our own keys, loaded once."""
    key = serialization.load_pem_private_key(pem, password=None)
    assert isinstance(key, rsa.RSAPrivateKey), "our own keys are RSA"
    return key


@lru_cache(maxsize=4096)
def public_key(certificate_pem: bytes) -> rsa.RSAPublicKey | ec.EllipticCurvePublicKey:
    """Return the key of a peer's certificate, loaded once."""
    key = x509.load_pem_x509_certificate(certificate_pem).public_key()
    assert isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey), "other kinds are refused in metadata"
    return key


def sign_octets(octets: bytes, key: SigningKey, algorithm: str = names.RSA_SHA256) -> bytes:
    """Sign with RSA-SHA256, or with another of the RSA algorithms."""
    return private_key(key.private_pem).sign(octets, padding.PKCS1v15(), _DIGESTS[algorithm])


def verify_octets(
    octets: bytes, signature: bytes, algorithm: str, keys: Iterable[Certificate], policy: SignaturePolicy
) -> Certificate:
    """Return the pinned key that verifies, or refuse; the algorithm is on the list and tied to the kind of key."""
    kind = key_kind(algorithm, policy)
    digest = _DIGESTS[algorithm]
    for certificate in keys:
        if certificate.kind == kind and _verifies(octets, signature, digest, certificate):
            return certificate
    raise SignatureInvalid(expected="a key of the peer's metadata")


def _verifies(octets: bytes, signature: bytes, digest: hashes.HashAlgorithm, certificate: Certificate) -> bool:
    key = public_key(certificate.pem)
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, octets, padding.PKCS1v15(), digest)
        else:
            key.verify(signature, octets, ec.ECDSA(digest))
    except InvalidSignature:
        return False
    return True
