"""Owns how OpenID Connect names the catalogue's attributes, in userinfo and ID tokens: by code (facts/gar.md 4.3)."""

from broker.core.catalogue import CATALOGUE

# A code stands here by name, so that a new one in the catalogue is noticed by the completeness test.
_CODES = (
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
    "FrEduCtId",
    "FrEduCtPersonAffiliation",
    "FrEduCtRefId",
    "ctemail",
)

NAMES = {code: code for code in _CODES}
# Several values leave as an array, even when there is one; what is single by nature leaves as text (facts/gar.md 3.2).
MULTIPLE = frozenset(code for code in _CODES if CATALOGUE[code].at_most is None)
