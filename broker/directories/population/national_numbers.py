"""Owns the keys of national numbers (facts/identity-providers.md 7), and ranges in which no real one lies.

UAI here begin with 999, which is no department. SIREN begin with 0, which is never given. INE are of the
BEA form, under the number 77 of the invented academy.
"""

_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
SCHOOLS_AT_MOST = 9_999
_EVEN_TEN = 10


def make_uai(number: int) -> str:
    """Return the UAI of the n-th invented school, with its right key letter."""
    digits = f"999{number:04d}"
    return digits + _LETTERS[int(digits) % 23]


def make_ine(number: int) -> str:
    """Return the BEA INE of the n-th invented pupil, with its right key letter."""
    digits = 7_700_000_000 + number
    return f"{digits}{_LETTERS[digits % 23]}"


def make_siret(number: int) -> str:
    """Return 14 digits, SIREN then establishment, each with its right Luhn key."""
    siren = _with_luhn_key(f"0{number:07d}")
    return _with_luhn_key(f"{siren}0001")


def _with_luhn_key(digits: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled >= _EVEN_TEN else doubled
    return digits + str(-total % 10)
