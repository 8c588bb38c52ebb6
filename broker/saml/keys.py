"""Owns our signing keys: made on first start, kept in one private file each."""

import os
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from broker.core.errors import ConfigurationError, Problem

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")  # J210: no path in a name
_BITS = 3072
_ORGANISATION = "Préau bac à sable"
_EXPONENT = 65537
_OTHERS = 0o077
_COMMON_NAME_CAP = 64  # X.520 ub-common-name


@dataclass(frozen=True, slots=True)
class SigningKey:
    """Hold a private key and its certificate, both as PEM."""

    private_pem: bytes = field(repr=False)
    certificate_pem: bytes = field(repr=False)


def generate_signing_key(common_name: str, *, now: datetime, days: int, bits: int = _BITS) -> SigningKey:
    """Make an RSA key and a self-signed certificate whose subject says that it is a sandbox's."""
    private = rsa.generate_private_key(public_exponent=_EXPONENT, key_size=bits)
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
    return SigningKey(
        private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
        certificate.public_bytes(serialization.Encoding.PEM),
    )


def write_signing_key(folder: Path, name: str, key: SigningKey) -> None:
    """Write key and certificate as one file that only its owner can read, whole or not at all (A041)."""
    target = _path(folder, name)
    draft = target.with_name(f".{name}.{secrets.token_hex(8)}")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_private(draft, key)
        draft.replace(target)
    except OSError as error:
        raise _wrong(target, f"cannot be written ({error.strerror})", "make the folder writable") from error


def _write_private(draft: Path, key: SigningKey) -> None:
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(key.private_pem + key.certificate_pem)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def find_signing_key(folder: Path, name: str) -> SigningKey | None:
    """Return the key kept under that name, or None when there is none yet."""
    return read_signing_key(folder, name) if _path(folder, name).exists() else None


def read_signing_key(folder: Path, name: str) -> SigningKey:
    """Return the key kept under that name; raises ConfigurationError when it is absent, open to others or broken."""
    path = _path(folder, name)
    try:
        mode = path.stat().st_mode
        content = path.read_bytes()
    except OSError as error:
        raise _wrong(path, f"cannot be read ({error.strerror})", "restore it, or remove it for a new key") from error
    if mode & _OTHERS:
        raise _wrong(path, "is readable by others", f"chmod 600 {path.name}")
    private, mark, certificate = content.partition(b"-----BEGIN CERTIFICATE-----")
    try:
        # The primes of a key that we made ourselves are not tested again at each start (0.1 s a key).
        loaded = serialization.load_pem_private_key(private, password=None, unsafe_skip_rsa_key_validation=True)
        parsed = x509.load_pem_x509_certificate(mark + certificate)
    except (ValueError, TypeError) as error:
        raise _wrong(path, "is not a key and its certificate in PEM", "remove it for a new key") from error
    if loaded.public_key() != parsed.public_key():
        raise _wrong(path, "holds a certificate of another key", "remove it for a new key")
    return SigningKey(private, mark + certificate)


def _path(folder: Path, name: str) -> Path:
    if _NAME.fullmatch(name) is None:
        raise _wrong(folder, "asked for a key of an impossible name", "use letters, digits, dot, dash, underscore")
    return folder / f"{name}.pem"


def _wrong(path: Path, what: str, hint: str) -> ConfigurationError:
    return ConfigurationError((Problem(str(path), "key", what, hint),))
