"""Owns the hashes of accounts' own passwords: argon2id at its library's default cost, imported when first needed."""

from functools import cache


def hash_password(password: str) -> str:
    """Return the hash of a new password."""
    from argon2 import PasswordHasher  # noqa: PLC0415 - for whoever has an account only

    return PasswordHasher().hash(password)


def is_password(password: str, stored: list[str]) -> bool:
    """Tell whether the password opens any of the hashes; without one, the work is done all the same (J205)."""
    opened = [_opens(password, value) for value in stored or [_nobody()]]
    return bool(stored) and any(opened)


def _opens(password: str, stored: str) -> bool:
    from argon2 import PasswordHasher  # noqa: PLC0415 - likewise
    from argon2.exceptions import Argon2Error, InvalidHashError  # noqa: PLC0415 - likewise

    try:
        return PasswordHasher().verify(stored, password)
    except (Argon2Error, InvalidHashError, UnicodeEncodeError):
        return False


@cache
def _nobody() -> str:
    return hash_password("nobody")
