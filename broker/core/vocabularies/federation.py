"""Owns the words of the Fédération Éducation-Recherche: eduPerson and supann (facts/identity-providers.md 5)."""

import re

from broker.core import educonnect_derivation as educonnect
from broker.core import federation_derivation as federation
from broker.core.catalogue_attribute import BARRED, CONFIRMED, INFERRED, MAIL, TEXT, WORD, row
from broker.core.fact_names import FactName

_FEDERATION = "facts/identity-providers.md 5"
_DOMAIN = r"[A-Za-z0-9.-]{3,190}"
_AFFILIATION = r"[a-z-]{3,40}"
_LABELLED = re.compile(rf"\{{[A-Z][A-Z0-9:]{{1,60}}\}}[^{BARRED}]{{1,200}}")

# One per line would be longer than it is clear: code, French, English, form, how many, how sure, source, drawing.
# fmt: off
ROWS = (
    row("eduPersonPrincipalName", "identifiant dans la fédération", "name in the federation",
        re.compile(rf"[^\s@{BARRED}]{{1,100}}@{_DOMAIN}"), 1, CONFIRMED, _FEDERATION,
        federation.fact(FactName.PRINCIPAL)),
    row("eduPersonAffiliation", "qualité (eduPerson)", "affiliation (eduPerson)", re.compile(_AFFILIATION),
        None, CONFIRMED, "facts/identity-providers.md 1.7, 5",
        federation.fact_or(FactName.AFFILIATIONS, educonnect.student)),
    row("eduPersonPrimaryAffiliation", "qualité principale", "primary affiliation", re.compile(_AFFILIATION),
        1, INFERRED, _FEDERATION, federation.primary_affiliation),
    row("eduPersonScopedAffiliation", "qualité et domaine", "affiliation and domain",
        re.compile(rf"{_AFFILIATION}@{_DOMAIN}"), None, CONFIRMED, _FEDERATION,
        federation.fact(FactName.SCOPED_AFFILIATIONS)),
    row("eduPersonEntitlement", "droits", "entitlements", re.compile(rf"(urn:|https?://){WORD}{{1,250}}"),
        None, CONFIRMED, _FEDERATION, federation.fact(FactName.ENTITLEMENTS)),
    row("mail", "adresse électronique professionnelle", "professional e-mail", MAIL, 1, CONFIRMED, _FEDERATION,
        federation.professional_mail),
    row("displayName", "nom affiché", "displayed name", TEXT, 1, CONFIRMED, _FEDERATION, federation.whole_name),
    row("cn", "nom complet", "common name", TEXT, 1, CONFIRMED, _FEDERATION, federation.whole_name),
    row("supannEtablissement", "établissement (SupAnn)", "establishment (SupAnn)", _LABELLED,
        None, CONFIRMED, "facts/identity-providers.md 1.7, 5",
        federation.fact_or(FactName.ESTABLISHMENT, educonnect.labelled_school)),
)
# fmt: on

VOCABULARIES = {"federation": (*(row.code for row in ROWS), "sn", "givenName")}
