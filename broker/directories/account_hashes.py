"""Owns the hashes of accounts' own passwords: argon2id at its library's default cost."""

from functools import cache

from broker.directories.argon2_bridge import is_hash_of, make_hash


def hash_password(password: str) -> str:
    """Return the hash of a new password."""
    return make_hash(password)


def is_password(password: str, stored: list[str]) -> bool:
    """Tell whether the password opens any of the hashes; without one, the work is done all the same (J205)."""
    opened = [is_hash_of(value, password) for value in stored or [_nobody()]]
    return bool(stored) and any(opened)


@cache
def _nobody() -> str:
    return hash_password("nobody")
