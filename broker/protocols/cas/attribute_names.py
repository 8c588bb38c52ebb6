"""Owns how CAS names the catalogue's attributes: the local name of an element in the CAS namespace.

The GAR's codes are the same in CAS and SAML (facts/gar.md 3.1). Those of ÉduConnect, whose SAML name is an OID, keep
their code: an OID is no element's name.
"""

from broker.core.catalogue import CATALOGUE

NAMES: dict[str, str] = {code: code for code in CATALOGUE}


def name_of(code: str) -> str:
    """Return the name under which an attribute leaves: its code, where no vocabulary has it."""
    return NAMES.get(code, code)
