"""Owns the words of the GAR towards its resources (facts/gar.md 3.1)."""

import re

from broker.core import derivation
from broker.core.catalogue_attribute import ASSUMED, BARRED, CODED, CONFIRMED, MAIL, ONE_INTEGRATOR, TEXT, WORD, row

_GROUP_DIVISION = re.compile(rf"[^{BARRED}#|]{{1,255}}\|\|[^{BARRED}#]{{1,255}}##[^{BARRED}]{{1,255}}")
_COURSE = re.compile(r"[0-9A-Z]{10,11}")
_LEVEL = re.compile(r"[0-9A-Z]{4}")
_GAR = "facts/gar.md 3.1"

ROWS = (
    row(
        "IDO",
        "identifiant opaque",
        "opaque identifier",
        re.compile(r"[0-9a-f]{128}"),
        1,
        CONFIRMED,
        _GAR,
        derivation.pseudonym,
    ),
    row(
        "UAI",
        "établissement de la session",
        "school of the session",
        re.compile(r"[0-9A-Za-z-]{8,45}"),
        1,
        CONFIRMED,
        _GAR,
        derivation.school,
    ),
    row(
        "PRO",
        "profil national",
        "national profile",
        re.compile(r"National_[a-z]{3}"),
        1,
        CONFIRMED,
        _GAR,
        derivation.profile,
    ),
    row("NOM", "nom", "surname", TEXT, 1, CONFIRMED, _GAR, derivation.family_name),
    row("PRE", "prénom", "first name", TEXT, 1, CONFIRMED, _GAR, derivation.given_name),
    row("CIV", "civilité", "civility", re.compile(r"M\.|Mme"), 1, CONFIRMED, _GAR, derivation.civility),
    row(
        "P_MEL", "adresse électronique (personnels)", "e-mail (staff)", MAIL, 1, CONFIRMED, _GAR, derivation.staff_mail
    ),
    row("DIV", "divisions (classes)", "divisions (classes)", CODED, None, CONFIRMED, _GAR, derivation.divisions),
    row("GRO", "groupes d’enseignement", "teaching groups", CODED, None, CONFIRMED, _GAR, derivation.groups),
    row(
        "DIV_APP",
        "division d’appartenance d’un groupe",
        "division that a group belongs to",
        _GROUP_DIVISION,
        None,
        ONE_INTEGRATOR,
        _GAR,
        derivation.group_divisions,
    ),
    row("P_MAT", "matières enseignées", "subjects taught", CODED, None, ONE_INTEGRATOR, _GAR, derivation.subjects),
    row("P_MS4", "MEFSTAT4 enseignés", "MEFSTAT4 taught", _LEVEL, None, CONFIRMED, _GAR, derivation.levels_taught),
    row(
        "E_MS4",
        "MEFSTAT4 de l’élève",
        "MEFSTAT4 of the pupil",
        _LEVEL,
        None,
        ONE_INTEGRATOR,
        _GAR,
        derivation.pupil_levels,
    ),
    row("P_MEF", "MEF enseignés", "MEF taught", _COURSE, None, ASSUMED, _GAR, derivation.courses_taught),
    row("E_MEF", "MEF de l’élève", "MEF of the pupil", _COURSE, None, ASSUMED, _GAR, derivation.pupil_courses),
    row(
        "idENT",
        "projet ENT (base64)",
        "ENT project (base64)",
        re.compile(r"[A-Za-z0-9+/]+={0,2}"),
        1,
        ONE_INTEGRATOR,
        _GAR,
        derivation.project_base64,
    ),
    row(
        "IDC",
        "idRessource_IDO",
        "idRessource_IDO",
        re.compile(rf"{WORD}{{1,1024}}_[0-9a-f]{{128}}"),
        1,
        ONE_INTEGRATOR,
        _GAR,
        derivation.resource_pseudonym,
    ),
    row(
        "LRA",
        "adresses des sites de la famille",
        "addresses of the family's sites",
        re.compile(rf"https?://{WORD}{{1,1000}}"),
        None,
        ONE_INTEGRATOR,
        _GAR,
        derivation.family_addresses,
    ),
)

VOCABULARIES = {"gar": tuple(row.code for row in ROWS)}
