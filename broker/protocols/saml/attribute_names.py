"""Owns how SAML names the catalogue's attributes: Name, NameFormat, FriendlyName."""

from dataclasses import dataclass

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


_OWN_OID = {
    "FrEduCtPersonAffiliation": 7,
    "FrEduCtId": 57,
}
# A code stands here by name, so that a new one in the catalogue is noticed by the completeness test.
_BY_CODE = (
    "IDO",
    "UAI",
    "PRO",
    "NOM",
    "PRE",
    "CIV",
    "P_MEL",
    "DIV",
    "GRO",
    "DIV_APP",
    "P_MAT",
    "P_MS4",
    "E_MS4",
    "P_MEF",
    "E_MEF",
    "idENT",
    "IDC",
    "LRA",
    "idEnt",
    "GARPersonIdentifiant",
    "FrEduCtRefId",
    "ctemail",
)

NAMES = {code: _plain(code) for code in _BY_CODE} | {
    code: _educonnect(code, suffix) for code, suffix in _OWN_OID.items()
}
