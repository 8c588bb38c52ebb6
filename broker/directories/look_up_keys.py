"""Owns when two keys by which people are found are the same, in every directory, and how a directory writes them."""

import re

_CASE_COUNTS = frozenset({"person", "join_key"})
BIRTH_DATE, PHONE = "birth_date", "phone"
_PHONE_DIGITS = 9
_FRENCH = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def comparable(kind: str, key: str) -> str:
    """Return the key as it is compared: logins and addresses without case, days in one form, the rest as it is.

    Of a telephone its last nine digits count, however it is written.
    """
    if kind == PHONE:
        return "".join(sign for sign in key if sign.isdigit())[-_PHONE_DIGITS:]
    if kind == BIRTH_DATE:
        return _FRENCH.sub(r"\3-\2-\1", key)
    return key if kind in _CASE_COUNTS else key.casefold()


def written(kind: str, key: str) -> str:
    """Return the key as the schools' directories write it: days as `dd/MM/yyyy`, the rest as it is."""
    return _ISO.sub(r"\3/\2/\1", key) if kind == BIRTH_DATE else key
