"""Owns the files of the local authority: written whole or not at all, private keys readable by their owner only."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from broker.core.errors import ConfigurationError, Problem

PRIVATE_FOLDER = "private"
PRIVATE, PUBLIC = 0o600, 0o644
_OTHERS = 0o077
AFRESH = "remove the folder tls for a new authority, then trust that one"


@contextmanager
def hold_folder(folder: Path) -> Iterator[None]:
    """Make the folder private and keep it to one process: two that start together make one authority."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, PRIVATE)
    except OSError as error:
        raise wrong(folder, f"cannot be written ({error.strerror})", "make the folder writable") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def write_whole(file: Path, content: bytes, mode: int) -> None:
    """Write beside the file, with its mode from the first byte on, then rename over it."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as opened:
            os.fchmod(opened.fileno(), mode)  # whatever the umask
            opened.write(content)
        draft.replace(file)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise wrong(file, f"cannot be written ({error.strerror})", "make the folder writable") from None


def write_key(file: Path, key: ec.EllipticCurvePrivateKey) -> None:
    """Write a private key as PEM."""
    form = serialization.PrivateFormat.PKCS8
    write_whole(file, key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()), PRIVATE)


def read_key(file: Path) -> ec.EllipticCurvePrivateKey:
    """Return a private key; raises ConfigurationError when it is absent, open to others or broken."""
    try:
        mode, content = file.stat().st_mode, file.read_bytes()
        key = serialization.load_pem_private_key(content, password=None)
    except OSError as error:
        raise wrong(file, f"cannot be read ({error.strerror})", AFRESH) from None
    except (ValueError, TypeError):
        raise wrong(file, "is not a private key in PEM", AFRESH) from None
    if mode & _OTHERS:
        raise wrong(file, "is readable by others", f"chmod 600 {file.name}")
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise wrong(file, "is not an elliptic-curve key", AFRESH)
    return key


def read_certificate(file: Path) -> x509.Certificate:
    """Return a certificate; raises ConfigurationError when it is absent or broken."""
    try:
        return x509.load_pem_x509_certificate(file.read_bytes())
    except OSError as error:
        raise wrong(file, f"cannot be read ({error.strerror})", AFRESH) from None
    except ValueError:
        raise wrong(file, "is not a certificate in PEM", AFRESH) from None


def wrong(file: Path, what: str, hint: str) -> ConfigurationError:
    """Make the error of one file."""
    return ConfigurationError((Problem(str(file), "tls", what, hint),))
