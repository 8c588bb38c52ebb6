"""Owns the floors: the bare RSA operations that no implementation can avoid, by `cryptography`, with the same keys."""

from collections.abc import Callable
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

# A SignedInfo, and the octets of a signed query, are about this long.
_OCTETS = b"x" * 700


@dataclass(frozen=True, slots=True)
class BareRsa:
    """Sign and verify with one loaded key: RSA-SHA256, PKCS#1 v1.5, as SAML does."""

    private: rsa.RSAPrivateKey
    public: rsa.RSAPublicKey
    signature: bytes

    def sign(self) -> None:
        """Make one signature."""
        self.private.sign(_OCTETS, padding.PKCS1v15(), hashes.SHA256())

    def verify(self) -> None:
        """Verify one signature."""
        self.public.verify(self.signature, _OCTETS, padding.PKCS1v15(), hashes.SHA256())


def load(private_pem: bytes, certificate_pem: bytes) -> BareRsa:
    """Load a key pair from the PEM texts that the measured work uses."""
    private = serialization.load_pem_private_key(private_pem, password=None)
    public = x509.load_pem_x509_certificate(certificate_pem).public_key()
    assert isinstance(private, rsa.RSAPrivateKey)
    assert isinstance(public, rsa.RSAPublicKey)
    return BareRsa(private, public, private.sign(_OCTETS, padding.PKCS1v15(), hashes.SHA256()))


def in_turn(*operations: Callable[[], None]) -> Callable[[], None]:
    """Return one floor made of several operations."""

    def floor() -> None:
        for operation in operations:
            operation()

    return floor
