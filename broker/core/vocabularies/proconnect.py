"""Owns the words of ProConnect: a professional and their organisation (facts/identity-providers.md 4.1)."""

import re

from broker.core import professional
from broker.core.catalogue_attribute import BARRED, CONFIRMED, TEXT, row
from broker.core.fact_names import FactName

_PC = "facts/identity-providers.md 4.1"
_WORD = re.compile(rf"[^\s{BARRED}]{{1,256}}")

# One per line would be longer than it is clear: code, French, English, form, how many, how sure, source, drawing.
# fmt: off
ROWS = (
    row("usual_name", "nom d’usage", "name in use", TEXT, 1, CONFIRMED, _PC, professional.usual_name),
    row("uid", "identifiant chez le fournisseur d’identité", "identifier at the identity provider", _WORD,
        1, CONFIRMED, _PC, professional.fact(FactName.UID)),
    row("siret", "établissement (SIRET)", "establishment (SIRET)", re.compile("[0-9]{14}"), 1, CONFIRMED, _PC,
        professional.fact(FactName.SIRET)),
    row("siren", "organisation (SIREN)", "organisation (SIREN)", re.compile("[0-9]{9}"), 1, CONFIRMED, _PC,
        professional.fact(FactName.SIREN)),
    row("organization_label", "nom de l’organisation", "name of the organisation", TEXT, 1, CONFIRMED, _PC,
        professional.fact(FactName.ORGANISATION)),
    row("organizational_unit", "service", "unit", TEXT, 1, CONFIRMED, _PC, professional.fact(FactName.UNIT)),
    row("belonging_population", "population d’appartenance", "population of belonging",
        re.compile("agent|prestataire|partenaire|stagiaire"), 1, CONFIRMED, _PC,
        professional.fact(FactName.POPULATION)),
    row("phone_number", "téléphone", "telephone", re.compile(r"\+?[0-9 .-]{4,30}"), 1, CONFIRMED, _PC,
        professional.fact(FactName.PHONE)),
    row("idp_id", "fournisseur d’identité", "identity provider", _WORD, 1, CONFIRMED, _PC,
        professional.fact(FactName.PROVIDER)),
    row("roles", "rôles", "roles", re.compile(r"[A-Za-z0-9_-]{1,100}"), None, CONFIRMED, _PC,
        professional.fact(FactName.ROLES)),
    row("groups", "groupes", "groups", TEXT, None, CONFIRMED, _PC, professional.fact(FactName.LDAP_GROUPS)),
)
# fmt: on

VOCABULARIES = {"proconnect": ("given_name", "email", *(row.code for row in ROWS))}
