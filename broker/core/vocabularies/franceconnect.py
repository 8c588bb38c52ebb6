"""Owns the words of FranceConnect: the pivot identity and what comes with it (facts/identity-providers.md 4.2)."""

import re

from broker.core import derivation, pivot
from broker.core.catalogue_attribute import CONFIRMED, MAIL, TEXT, row
from broker.core.fact_names import FactName
from broker.core.profile import Profile

_FC = "facts/identity-providers.md 4.2"
_CITIZEN = frozenset({Profile.CITIZEN})
_NAME = re.compile(rf"(?=.{{1,256}}\Z){TEXT.pattern}")
_BIRTH = re.compile(r"[0-9]{4}-([0-9]{2}-[0-9]{2})")  # also YYYY-MM-00 and YYYY-00-00
_COUNTRY = re.compile(r"[0-9]{5}")
_PLACE = re.compile(r"[0-9][0-9AB][0-9]{3}")

# One per line would be longer than it is clear: code, French, English, form, how many, how sure, source, drawing.
# fmt: off
ROWS = (
    row("given_name", "prénoms", "first names", _NAME, 1, CONFIRMED, _FC, pivot.given_names),
    row("given_name_array", "prénoms, un par un", "first names, one by one", _NAME, None, CONFIRMED, _FC,
        derivation.fact(FactName.GIVEN_NAMES, profiles=_CITIZEN)),
    row("family_name", "nom de naissance", "name of birth", _NAME, 1, CONFIRMED, _FC, pivot.family_name),
    row("birthdate", "date de naissance", "birth date", _BIRTH, 1, CONFIRMED, _FC, pivot.birth_date),
    row("gender", "sexe", "gender", re.compile("female|male"), 1, CONFIRMED, _FC,
        derivation.fact(FactName.GENDER, profiles=_CITIZEN)),
    row("birthplace", "commune de naissance (COG)", "commune of birth (COG)", _PLACE, 1, CONFIRMED, _FC,
        pivot.birth_place),
    row("birthcountry", "pays de naissance (COG)", "country of birth (COG)", _COUNTRY, 1, CONFIRMED, _FC,
        derivation.fact(FactName.BIRTH_COUNTRY, profiles=_CITIZEN)),
    row("preferred_username", "nom d’usage", "name in use", _NAME, 1, CONFIRMED, _FC,
        derivation.fact(FactName.USUAL_NAME, profiles=_CITIZEN)),
    row("email", "adresse électronique", "e-mail", MAIL, 1, CONFIRMED, _FC, derivation.outside_mail),
)
# fmt: on

VOCABULARIES = {"franceconnect": tuple(row.code for row in ROWS)}
