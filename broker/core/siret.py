"""Owns the form of a siret: fourteen digits and their Luhn key, but for La Poste (facts/identity-providers.md 4.1)."""

import re

_FORM = re.compile(r"[0-9]{14}")
_LA_POSTE = "356000000"
_LA_POSTE_MODULUS = 5
_MODULUS = 10


def is_siret(text: str) -> bool:
    """Tell whether these are fourteen digits with a right key; those of La Poste add up to a multiple of five."""
    if not _FORM.fullmatch(text):
        return False
    if text.startswith(_LA_POSTE) and sum(map(int, text)) % _LA_POSTE_MODULUS == 0:
        return True
    return _luhn(text) % _MODULUS == 0


def _luhn(digits: str) -> int:
    """Return the sum of the digits, every second one from the right counted twice over."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled)  # noqa: PLR2004 - the digits of a number
