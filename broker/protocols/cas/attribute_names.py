"""Owns how CAS names the catalogue's attributes: the local name of an element in the CAS namespace.

The GAR's codes are the same in CAS and SAML (facts/gar.md 3.1). Those of ÉduConnect, whose SAML name is an OID, keep
their code: an OID is no element's name.
"""

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
    "FrEduCtId",
    "FrEduCtPersonAffiliation",
    "FrEduCtRefId",
    "ctemail",
)

NAMES = {code: code for code in _BY_CODE}
