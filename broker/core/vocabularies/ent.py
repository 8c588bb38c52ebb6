"""Owns the words of the ENTs: towards the GAR (facts/gar.md 5), and towards their own services."""

import re

from broker.core import derivation, ent_derivation
from broker.core.catalogue_attribute import ASSUMED, CODED, CONFIRMED, WORD, row

_HEADERS = "facts/identity-providers.md 1.5"  # what an application behind an ENT was seen to read

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
    row(
        "ENTPersonLogin",
        "identifiant de connexion à l’ENT",
        "login at the ENT",
        re.compile(rf"{WORD}{{1,64}}"),
        1,
        CONFIRMED,
        _HEADERS,
        ent_derivation.login,
    ),
    row(
        "ENTPersonJointure",
        "clé de jointure (AAF)",
        "join key (AAF)",
        re.compile(rf"{WORD}{{1,40}}\${WORD}{{1,40}}"),
        1,
        CONFIRMED,
        _HEADERS,
        ent_derivation.join_key,
    ),
    row(
        "ENTPersonProfils",
        "profil national (SDET)",
        "national profile (SDET)",
        re.compile(r"National_[A-Z]{3}"),
        1,
        ASSUMED,
        "facts/identity-providers.md 6.2",
        ent_derivation.profile,
    ),
    row(
        "ENTPersonStructRattachUAI",
        "établissement de la session",
        "school of the session",
        re.compile(r"[0-9]{7}[A-Z]"),
        1,
        ASSUMED,
        _HEADERS,
        derivation.school,
    ),
    row(
        "ENTEleveClasses",
        "classes de l’élève",
        "the pupil's classes",
        CODED,
        None,
        CONFIRMED,
        _HEADERS,
        ent_derivation.classes,
    ),
)

_OF_SERVICES = tuple(row.code for row in ROWS if row.code.startswith("ENT"))
VOCABULARIES = {"ent": ("idEnt", "GARPersonIdentifiant"), "ent-services": (*_OF_SERVICES, "sn", "givenName")}
