"""Owns the words of ÉduConnect (facts/identity-providers.md 1, 2), by category of service."""

import re

from broker.core import derivation
from broker.core import educonnect_derivation as educonnect
from broker.core.catalogue_attribute import BARRED, CONFIRMED, DAY, INFERRED, TEXT, WORD, row
from broker.core.fact_names import FactName

_ECT = "facts/identity-providers.md 1.4"
_OIDC = "facts/identity-providers.md 2"
_LEVEL = r"[0-9A-Z]{4}"
_UAI = r"[0-9]{7}[A-Z]"
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}")
_FIELD = rf"[^|{BARRED}]"

# One per line would be longer than it is clear: code, French, English, form, how many, how sure, source, drawing.
# fmt: off
ROWS = (
    row("sn", "nom", "surname", TEXT, 1, CONFIRMED, _ECT, derivation.family_name),
    row("givenName", "prénom", "first name", TEXT, 1, CONFIRMED, _ECT, derivation.given_name),
    row("FrEduUrlRetour", "adresse de déconnexion", "sign-out address", re.compile(rf"https?://{WORD}{{1,1000}}"),
        1, CONFIRMED, "facts/identity-providers.md 1.6", derivation.fact(FactName.RETURN_ADDRESS)),
    row("FrEduCtDateConnexion", "moment de la connexion", "moment of the sign-on", _MOMENT,
        1, CONFIRMED, _ECT, derivation.fact(FactName.SIGNED_IN_AT)),
    row("FrEduCtPersonAffiliation", "qualité à ÉduConnect", "affiliation at ÉduConnect",
        re.compile(r"(eleve|resp)[12]d"), None, CONFIRMED, _ECT, educonnect.affiliation),
    row("FrEduCtId", "identifiant ÉduConnect opaque", "opaque ÉduConnect identifier", re.compile(r"[0-9a-f]{96}"),
        1, CONFIRMED, _ECT, derivation.guichet_pseudonym),
    row("FrEduCtEleveINEHash", "empreinte de l’INE de l’élève", "hash of the pupil's INE", re.compile(r"[0-9a-f]{32}"),
        1, CONFIRMED, _ECT, educonnect.hashed_number),
    row("FrEduCtDateNaissance", "date de naissance de l’élève", "pupil's birth date", DAY,
        1, CONFIRMED, _ECT, educonnect.pupil_birth_date),
    row("FrEduCtEleveUAI", "établissement de l’élève", "pupil's school", re.compile(_UAI),
        1, CONFIRMED, _ECT, educonnect.pupil_school),
    row("FrEduCtEleveNiveau", "niveau de l’élève (MEFSTAT4)", "pupil's level (MEFSTAT4)", re.compile(_LEVEL),
        1, CONFIRMED, _ECT, educonnect.pupil_level),
    row("FrEduCtCivilite", "civilité", "civility", re.compile(r"M\.|Mme"), 1, INFERRED, _ECT, derivation.civility),
    row("FrEduCtEleveINE", "INE de l’élève", "pupil's INE", re.compile(r"[0-9A-Z]{11}"),
        1, CONFIRMED, _OIDC, educonnect.pupil_number),
    row("FrEduOrigAuth", "origine de l’authentification", "where the person signed in", re.compile(r"ECT|FC"),
        1, CONFIRMED, _OIDC, educonnect.origin),
    row("FrEduCtRefId", "vecteur d’identité", "identity vector", re.compile(rf"\{{(ECT|ECT-ENT|AAF)\}}{WORD}{{1,200}}"),
        None, CONFIRMED, "facts/identity-providers.md 1.5", educonnect.identity_vector),
    row("FrEduVecteur", "vecteur d’identité des téléservices", "identity vector of the téléservices",
        re.compile(rf"[1-5]\|{_FIELD}{{0,100}}\|{_FIELD}{{0,100}}\|{_FIELD}{{1,40}}\|{_UAI}"),
        None, CONFIRMED, "facts/identity-providers.md 1.9", educonnect.vectors),
    row("supannEtuEtape", "niveau (SupAnn)", "level (SupAnn)", re.compile(rf"\{{SIREN:[0-9]{{9}}:MEFSTAT4\}}{_LEVEL}"),
        1, CONFIRMED, "facts/identity-providers.md 1.7", educonnect.labelled_level),
    row("supannOIDCDateDeNaissance", "date de naissance (SupAnn)", "birth date (SupAnn)", DAY,
        1, CONFIRMED, "facts/identity-providers.md 1.7", educonnect.pupil_birth_date),
)
# fmt: on

_ALWAYS = ("FrEduUrlRetour", "FrEduCtDateConnexion", "FrEduCtPersonAffiliation")
_OF_SERVICES = ("FrEduCtId", "FrEduCtCivilite", "sn", "givenName")
_OF_PUPILS = ("FrEduCtDateNaissance", "FrEduCtEleveUAI", "FrEduCtEleveNiveau")

VOCABULARIES = {
    "educonnect-service": (*_ALWAYS, *_OF_SERVICES, "FrEduCtEleveINEHash", *_OF_PUPILS),
    "educonnect-ent": (*_ALWAYS, "FrEduCtRefId"),
    "educonnect-federation": (
        *("sn", "givenName", "supannEtablissement", "supannEtuEtape", "supannOIDCDateDeNaissance"),
        "eduPersonAffiliation",
    ),
    "educonnect-teleservices": (*_ALWAYS, "FrEduVecteur"),
    "educonnect-oidc": (
        *("FrEduCtDateConnexion", "FrEduCtPersonAffiliation", "FrEduOrigAuth", "sn", "givenName"),
        *("FrEduCtEleveUAI", "FrEduCtEleveINE", "FrEduCtEleveNiveau"),
    ),
}
