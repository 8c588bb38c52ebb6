"""Owns the only dealings with argon2-cffi: argon2id hashes (RFC 9106) made and verified, so many at once.

Each takes 64 MiB while it is made: unbounded, a crowd at the form would take the machine's memory.
"""

import os
from functools import cache
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher

_AT_ONCE = BoundedSemaphore(max(2, os.cpu_count() or 1))


def make_hash(password: str) -> str:
    """Return the encoded argon2id hash of a password, at the library's default cost, with a salt of its own."""
    with _AT_ONCE:
        return _hasher().hash(_bytes(password))


def is_hash_of(encoded: str, password: str) -> bool:
    """Tell whether an encoded hash, of whatever cost, is of this password; a malformed one is of none."""
    from argon2.exceptions import Argon2Error, InvalidHashError  # noqa: PLC0415 - for whoever checks passwords only

    try:
        with _AT_ONCE:
            return _hasher().verify(encoded, _bytes(password))
    except (Argon2Error, InvalidHashError):
        return False


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher  # noqa: PLC0415 - likewise

    return PasswordHasher()
