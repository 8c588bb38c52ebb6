"""Owns our authorities' files as PEM: keys that their owner alone can read, certificates that everybody may."""

import os
import secrets
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from broker.core.errors import ConfigurationError, Problem
from broker.keys.key_files import read_private_file, write_private_file

AFRESH = "remove the folder tls for a new authority, then trust that one"
_PUBLIC = 0o644


def write_public(file: Path, content: bytes) -> None:
    """Write what everybody may read, whole or not at all."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PUBLIC), "wb") as opened:
            os.fchmod(opened.fileno(), _PUBLIC)  # whatever the umask
            opened.write(content)
        draft.replace(file)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise wrong(file, f"cannot be written ({error.strerror})", "make the folder writable") from None


def write_certificate(file: Path, certificate: x509.Certificate) -> None:
    """Write a certificate."""
    write_public(file, certificate.public_bytes(serialization.Encoding.PEM))


def write_key(file: Path, key: ec.EllipticCurvePrivateKey) -> None:
    """Write a private key, in the place of a former one."""
    form = serialization.PrivateFormat.PKCS8
    content = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    write_private_file(file, content, replacing=True)


def read_key(file: Path, hint: str = AFRESH) -> ec.EllipticCurvePrivateKey:
    """Return a private key; raises ConfigurationError, with that hint, when it is absent, open to others or broken."""
    if not file.exists():
        raise wrong(file, "is missing", hint)
    try:
        key = serialization.load_pem_private_key(read_private_file(file), password=None)
    except (ValueError, TypeError):
        raise wrong(file, "is not a private key in PEM", hint) from None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise wrong(file, "is not an elliptic-curve key", hint)
    return key


def read_certificate(file: Path, hint: str = AFRESH) -> x509.Certificate:
    """Return a certificate; raises ConfigurationError, with that hint, when it is absent or broken."""
    try:
        return x509.load_pem_x509_certificate(file.read_bytes())
    except OSError as error:
        raise wrong(file, f"cannot be read ({error.strerror})", hint) from None
    except ValueError:
        raise wrong(file, "is not a certificate in PEM", hint) from None


def wrong(file: Path, what: str, hint: str) -> ConfigurationError:
    """Make the error of one file."""
    return ConfigurationError((Problem(str(file), "tls", what, hint),))
