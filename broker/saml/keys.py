"""Owns our SAML keys: RSA with a certificate that says it is a sandbox's, in one ring per issuer."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from broker.core.issuer import Issuer
from broker.flows.ports import Clock
from broker.keys.key_files import read_private_file, write_private_file
from broker.keys.key_ring import KeyForm, KeyRing, key_path, parse_key
from broker.keys.stored_key import make_rsa_key, read_key, write_private

_BITS = 3072
_DAYS = 1095
_ORGANISATION = "Préau bac à sable"
_COMMON_NAME_CAP = 64  # X.520 ub-common-name


@dataclass(frozen=True, slots=True)
class SigningKey:
    """Hold a private key and its certificate, both as PEM."""

    private_pem: bytes = field(repr=False)
    certificate_pem: bytes = field(repr=False)


def generate_signing_key(common_name: str, *, now: datetime, days: int, bits: int = _BITS) -> SigningKey:
    """Make an RSA key and a self-signed certificate whose subject says that it is a sandbox's."""
    private = make_rsa_key(bits)
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _ORGANISATION),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name[:_COMMON_NAME_CAP]),
        ]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=days))
        .sign(private, hashes.SHA256())
    )
    return SigningKey(write_private(private), certificate.public_bytes(serialization.Encoding.PEM))


def signing_key_ring(issuer: Issuer, folder: Path, clock: Clock) -> KeyRing[SigningKey]:
    """Return the ring of one issuer's SAML keys; the files bear its name."""
    return named_key_ring(issuer.name, issuer.title.fr, folder, clock)


def named_key_ring(name: str, title: str, folder: Path, clock: Clock) -> KeyRing[SigningKey]:
    """Return the ring of the keys of that name, of an issuer or of who signs for a federation."""
    return KeyRing(folder, name, _form(title, clock))


def write_signing_key(folder: Path, name: str, key: SigningKey) -> None:
    """Write a key as the current one of that name, in one file that only its owner can read (A041)."""
    write_private_file(key_path(folder, name), key.private_pem + key.certificate_pem, replacing=True)


def read_signing_key(folder: Path, name: str) -> SigningKey:
    """Return the current key of that name; raises ConfigurationError when it is absent, open to others or broken."""
    path = key_path(folder, name)
    return parse_key(path, read_private_file(path), _read)


def _form(common_name: str, clock: Clock) -> KeyForm[SigningKey]:
    def make() -> bytes:
        made = generate_signing_key(common_name, now=clock.now(), days=_DAYS)
        return made.private_pem + made.certificate_pem

    return KeyForm(_read, make)


def _read(content: bytes) -> SigningKey:
    found = read_key(content)
    if found.certificate_pem is None or found.kind != "RSA":
        raise ValueError("is not an RSA key followed by its certificate")
    return SigningKey(found.private_pem, found.certificate_pem)
