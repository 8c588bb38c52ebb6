"""Owns the words of the ENTs towards the GAR (facts/gar.md 5)."""

import re

from broker.core import derivation
from broker.core.catalogue_attribute import CONFIRMED, WORD, row

ROWS = (
    row(
        "idEnt",
        "projet ENT, de l’ENT vers le GAR",
        "ENT project, from the ENT to the GAR",
        re.compile(r"[A-Za-z0-9]{1,31}"),
        1,
        CONFIRMED,
        "facts/gar.md 5",
        derivation.project,
    ),
    row(
        "GARPersonIdentifiant",
        "identifiant interne à l’ENT",
        "identifier inside the ENT",
        re.compile(rf"{WORD}{{1,64}}"),
        1,
        CONFIRMED,
        "facts/gar.md 5",
        derivation.person_identifier,
    ),
)

VOCABULARIES = {"ent": tuple(row.code for row in ROWS)}
