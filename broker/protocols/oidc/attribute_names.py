"""Owns how OpenID Connect names the catalogue's attributes, in userinfo and ID tokens.

The GAR names by code (facts/gar.md 4.3), and so does who has no other name.
"""

from broker.core.catalogue import CATALOGUE

# The standard claims (OpenID Connect Core 1.0 5.1) of what LDAP names otherwise.
_STANDARD = {
    "sn": "family_name",
    "givenName": "given_name",
    "ctemail": "email",  # facts/identity-providers.md 3.2, with the three that follow
    "ctln": "family_name",
    "ctfn": "given_name",
    "ct-remote-user": "uid",
}

NAMES = {code: _STANDARD.get(code, code) for code in CATALOGUE}
# Several values leave as an array, even when there is one; what is single by nature leaves as text (facts/gar.md 3.2).
MULTIPLE = frozenset(code for code, known in CATALOGUE.items() if known.at_most is None)


def name_of(code: str) -> str:
    """Return the claim under which an attribute leaves: its code, where no vocabulary has it."""
    found: str = NAMES.get(code, code)
    return found
