"""Owns the names of the ways in which people sign in, and which of them are of two factors.

They are named as SAML names them (authentication context classes); the other languages say the same names.
"""

_CLASSES = "urn:oasis:names:tc:SAML:2.0:ac:classes:"
UNSPECIFIED = f"{_CLASSES}unspecified"
PASSWORD = f"{_CLASSES}PasswordProtectedTransport"
# A password, then a one-time password of RFC 6238. That academies say it by this class is a simulated assumption.
ONE_TIME_PASSWORD = f"{_CLASSES}TimeSyncToken"
# From weak to strong, as far as a guichet of the sandbox goes; a class that is not here compares with itself only.
ORDER = (UNSPECIFIED, f"{_CLASSES}Password", PASSWORD, ONE_TIME_PASSWORD)
# What ProConnect says of two factors (facts/identity-providers.md 4.1), and the academic federations' own name for it.
_TWO_FACTORS = frozenset(
    {ONE_TIME_PASSWORD, "https://refeds.org/profile/mfa", "eidas0-mfa", "eidas1-mfa", "eidas2", "eidas3"}
)


def is_two_factors(method: str) -> bool:
    """Tell whether a way of signing in takes two factors."""
    return method in _TWO_FACTORS
