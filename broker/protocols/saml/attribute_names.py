"""Owns how SAML names the catalogue's attributes: Name, NameFormat, FriendlyName."""

from dataclasses import dataclass

from broker.core.catalogue import CATALOGUE
from broker.saml.pysaml2_bridge import NAME_FORMAT_BASIC, NAME_FORMAT_URI

_EDUCONNECT_ARC = "urn:oid:1.3.6.1.4.1.20326.10.999.1"  # facts/identity-providers.md 1.4


@dataclass(frozen=True, slots=True)
class SamlName:
    """Hold one attribute's three names."""

    name: str
    name_format: str
    friendly_name: str


def _plain(code: str) -> SamlName:
    """Name it by its code: the GAR does (facts/gar.md 3.1, 5), and so it is where no OID is known."""
    return SamlName(code, NAME_FORMAT_BASIC, code)


def _educonnect(code: str, suffix: int) -> SamlName:
    return SamlName(f"{_EDUCONNECT_ARC}.{suffix}", NAME_FORMAT_URI, code)


# What has an OID is named by it; what has none, or none that is known, by its code.
_OWN_OID = {
    "FrEduUrlRetour": 5,
    "FrEduCtDateConnexion": 6,
    "FrEduCtPersonAffiliation": 7,
    "FrEduCtId": 57,
    "FrEduCtEleveINEHash": 64,
    "FrEduCtDateNaissance": 67,
    "FrEduCtEleveUAI": 72,
    "FrEduCtEleveNiveau": 73,
    "FrEduCtCivilite": 76,
}
# facts/identity-providers.md 1.4, 5
_STANDARD_OID = {
    "sn": "2.5.4.4",
    "givenName": "2.5.4.42",
    "cn": "2.5.4.3",
    "displayName": "2.16.840.1.113730.3.1.241",
    "mail": "0.9.2342.19200300.100.1.3",
    "eduPersonAffiliation": "1.3.6.1.4.1.5923.1.1.1.1",
    "eduPersonPrimaryAffiliation": "1.3.6.1.4.1.5923.1.1.1.5",
    "eduPersonPrincipalName": "1.3.6.1.4.1.5923.1.1.1.6",
    "eduPersonEntitlement": "1.3.6.1.4.1.5923.1.1.1.7",
    "eduPersonScopedAffiliation": "1.3.6.1.4.1.5923.1.1.1.9",
    "supannEtablissement": "1.3.6.1.4.1.7135.1.2.1.14",
    "supannEtuEtape": "1.3.6.1.4.1.7135.1.2.1.29",
}

NAMES = {code: _plain(code) for code in CATALOGUE} | {
    code: _educonnect(code, suffix) for code, suffix in _OWN_OID.items()
}
NAMES |= {code: SamlName(f"urn:oid:{oid}", NAME_FORMAT_URI, code) for code, oid in _STANDARD_OID.items()}


def name_of(code: str) -> SamlName:
    """Return the names under which an attribute leaves: its code, where no vocabulary has it."""
    return NAMES.get(code) or _plain(code)
