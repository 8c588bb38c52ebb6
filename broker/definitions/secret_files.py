"""Owns secrets that lie in files: made on first need, whole or not at all, readable by their owner only."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def read_or_make(file: Path, make: Callable[[], bytes]) -> bytes:
    """Return the secret in a file, made on first use (J195); of two who make it at once, one wins. Raises OSError."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return _make(file, make())


def _make(file: Path, secret: bytes) -> bytes:
    temporary = file.with_name(f".{secrets.token_hex(8)}.part")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(secret)
    try:
        os.link(temporary, file)
    except FileExistsError:
        return file.read_bytes()
    finally:
        temporary.unlink()
    return secret
