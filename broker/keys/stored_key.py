"""Owns what one of our private keys is: RSA or EC P-256 as PEM, with or without a certificate."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256

_RSA_BITS = 3072
_EXPONENT = 65537
_CERTIFICATE = b"-----BEGIN CERTIFICATE-----"
_PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
_PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey


@dataclass(frozen=True, slots=True)
class StoredKey:
    """Hold a private key as PEM; `certificate_pem` is None where others know the bare key only.

    `kind` is `RSA` or `EC`; `fingerprint` is the SHA-256, in hexadecimal, of the certificate, else of the public
    key (SubjectPublicKeyInfo); `not_after` is the certificate's.
    """

    private_pem: bytes = field(repr=False)
    certificate_pem: bytes | None = field(repr=False)
    kind: str
    bits: int
    fingerprint: str
    not_after: datetime | None


def read_key(content: bytes) -> StoredKey:
    """Read a private key, and the certificate that may follow it; raises ValueError with what is wrong."""
    private, mark, certificate = content.partition(_CERTIFICATE)
    public = _load(private).public_key()
    kind = "RSA" if isinstance(public, rsa.RSAPublicKey) else "EC"
    if not mark:
        return StoredKey(private, None, kind, public.key_size, _fingerprint(public), None)
    try:
        parsed = x509.load_pem_x509_certificate(mark + certificate)
    except ValueError as error:
        raise ValueError("holds a certificate that cannot be read") from error
    if parsed.public_key() != public:
        raise ValueError("holds a certificate of another key")
    fingerprint = parsed.fingerprint(SHA256()).hex()
    return StoredKey(private, mark + certificate, kind, public.key_size, fingerprint, parsed.not_valid_after_utc)


def make_rsa_key(bits: int = _RSA_BITS) -> rsa.RSAPrivateKey:
    """Make an RSA key."""
    return rsa.generate_private_key(public_exponent=_EXPONENT, key_size=bits)


def make_p256_key() -> ec.EllipticCurvePrivateKey:
    """Make a key on the curve P-256."""
    return ec.generate_private_key(ec.SECP256R1())


def write_private(key: _PrivateKey) -> bytes:
    """Write a private key as PEM, PKCS #8, unencrypted: the file's rights protect it."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _load(private: bytes) -> _PrivateKey:
    try:
        # The primes of a key that we made ourselves are not tested again at each start (0.1 s a key).
        key = serialization.load_pem_private_key(private, password=None, unsafe_skip_rsa_key_validation=True)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:  # not PEM, encrypted, or of an unknown kind
        raise ValueError("is not a private key in PEM") from error
    if isinstance(key, rsa.RSAPrivateKey):
        return key
    if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    raise ValueError("holds a key that is neither RSA nor EC P-256")


def _fingerprint(public: _PublicKey) -> str:
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return sha256(der).hexdigest()
