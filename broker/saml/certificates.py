"""Owns what is read from a peer's certificate: its key and how strong it is. Dates only warn."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from broker.core.refusals.metadata import MetadataKeyMissing, MetadataKeyWeak

_RSA_BITS = 2048
_EC_BITS = 256


@dataclass(frozen=True, slots=True)
class Certificate:
    """Hold a peer's certificate as PEM; `kind` is `RSA` or `ECDSA`, `fingerprint` the SHA-256 in hexadecimal."""

    pem: bytes
    kind: str
    bits: int
    fingerprint: str
    not_after: datetime

    def __repr__(self) -> str:
        """Show the kind, size and start of the fingerprint."""
        return f"Certificate({self.kind}-{self.bits}, {self.fingerprint[:16]}…)"


def read_certificate(written: str) -> Certificate:
    """Read the base64 text of an X509Certificate element, with or without line breaks.

    Refuses what is unreadable, and keys that are too short or of another kind (security-catalogue.md E115).
    """
    try:
        der = base64.b64decode("".join(written.split()), validate=True)
        return certificate_from(x509.load_der_x509_certificate(der))
    except (binascii.Error, ValueError, UnsupportedAlgorithm) as error:
        raise MetadataKeyMissing(received="a certificate that cannot be read") from error


def read_pem(pem: bytes) -> Certificate:
    """Read a certificate written as PEM."""
    try:
        return certificate_from(x509.load_pem_x509_certificate(pem))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise MetadataKeyMissing(received="a certificate that cannot be read") from error


def read_pems(pem: bytes) -> tuple[Certificate, ...]:
    """Read every certificate of a PEM file, at least one."""
    try:
        return tuple(certificate_from(parsed) for parsed in x509.load_pem_x509_certificates(pem))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise MetadataKeyMissing(received="no certificate that can be read") from error


def certificate_from(parsed: x509.Certificate) -> Certificate:
    """Keep what matters of a parsed certificate, or refuse a weak key."""
    key = parsed.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        kind, least = "RSA", _RSA_BITS
    elif isinstance(key, ec.EllipticCurvePublicKey):
        kind, least = "ECDSA", _EC_BITS
    else:
        raise MetadataKeyWeak(expected="RSA or ECDSA", received=type(key).__name__)
    if key.key_size < least:
        raise MetadataKeyWeak(expected=f"{kind} of at least {least} bits", received=f"{key.key_size} bits")
    fingerprint = parsed.fingerprint(SHA256()).hex()
    return Certificate(parsed.public_bytes(Encoding.PEM), kind, key.key_size, fingerprint, parsed.not_valid_after_utc)


def body_of(pem: bytes) -> str:
    """Return the base64 text between the PEM marks, as X509Certificate wants it."""
    return "".join(line for line in pem.decode("ascii").splitlines() if line and not line.startswith("-----"))
