"""Owns the catalogue: every attribute that any contract may name, its form and how sure we are of it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from broker.core import derivation
from broker.core.derivation import Derivation, Subject
from broker.core.sentence import Sentence


class Confidence(StrEnum):
    """Say how sure the form is: the marks of facts/gar.md."""

    CONFIRMED = "C"
    ONE_INTEGRATOR = "C1"
    INFERRED = "I"
    ASSUMED = "M"


@dataclass(frozen=True, slots=True)
class CatalogueAttribute:
    """Describe one attribute: `at_most` is None where any number of values may leave."""

    code: str
    meaning: Sentence
    form: re.Pattern[str]
    at_most: int | None
    confidence: Confidence
    source: str
    derive: Callable[[Subject], Derivation]


# Neither control characters nor what XML cannot carry (XML 1.0, 2.2).
_BARRED = r"\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff"
_WORD = rf"[^\s{_BARRED}]"
_TEXT = re.compile(rf"[^{_BARRED}]{{1,500}}")
_CODED = re.compile(rf"[^{_BARRED}#]{{1,255}}##[^{_BARRED}]{{1,255}}")
_GROUP_DIVISION = re.compile(rf"[^{_BARRED}#|]{{1,255}}\|\|[^{_BARRED}#]{{1,255}}##[^{_BARRED}]{{1,255}}")
_COURSE = re.compile(r"[0-9A-Z]{10,11}")
_LEVEL = re.compile(r"[0-9A-Z]{4}")
_MAIL = re.compile(rf"[^\s@{_BARRED}]{{1,64}}@[^\s@{_BARRED}]{{1,190}}")
_GAR = "facts/gar.md 3.1"
_ECT = "facts/identity-providers.md 1.4"


def _row(  # noqa: PLR0913, PLR0917 - one argument per column of the table below
    code: str,
    fr: str,
    en: str,
    form: re.Pattern[str],
    at_most: int | None,
    confidence: Confidence,
    source: str,
    derive: Callable[[Subject], Derivation],
) -> CatalogueAttribute:
    return CatalogueAttribute(code, Sentence(fr, en), form, at_most, confidence, source, derive)


_C, _C1, _I, _M = Confidence
_ROWS = (
    _row(
        "IDO",
        "identifiant opaque",
        "opaque identifier",
        re.compile(r"[0-9a-f]{128}"),
        1,
        _C,
        _GAR,
        derivation.pseudonym,
    ),
    _row(
        "UAI",
        "établissement de la session",
        "school of the session",
        re.compile(r"[0-9A-Za-z-]{8,45}"),
        1,
        _C,
        _GAR,
        derivation.school,
    ),
    _row(
        "PRO", "profil national", "national profile", re.compile(r"National_[a-z]{3}"), 1, _C, _GAR, derivation.profile
    ),
    _row("NOM", "nom", "surname", _TEXT, 1, _C, _GAR, derivation.family_name),
    _row("PRE", "prénom", "first name", _TEXT, 1, _C, _GAR, derivation.given_name),
    _row("CIV", "civilité", "civility", re.compile(r"M\.|Mme"), 1, _C, _GAR, derivation.civility),
    _row("P_MEL", "adresse électronique (personnels)", "e-mail (staff)", _MAIL, 1, _C, _GAR, derivation.staff_mail),
    _row("DIV", "divisions (classes)", "divisions (classes)", _CODED, None, _C, _GAR, derivation.divisions),
    _row("GRO", "groupes d’enseignement", "teaching groups", _CODED, None, _C, _GAR, derivation.groups),
    _row(
        "DIV_APP",
        "division d’appartenance d’un groupe",
        "division that a group belongs to",
        _GROUP_DIVISION,
        None,
        _C1,
        _GAR,
        derivation.group_divisions,
    ),
    _row("P_MAT", "matières enseignées", "subjects taught", _CODED, None, _C1, _GAR, derivation.subjects),
    _row("P_MS4", "MEFSTAT4 enseignés", "MEFSTAT4 taught", _LEVEL, None, _C, _GAR, derivation.levels_taught),
    _row("E_MS4", "MEFSTAT4 de l’élève", "MEFSTAT4 of the pupil", _LEVEL, None, _C1, _GAR, derivation.pupil_levels),
    _row("P_MEF", "MEF enseignés", "MEF taught", _COURSE, None, _M, _GAR, derivation.courses_taught),
    _row("E_MEF", "MEF de l’élève", "MEF of the pupil", _COURSE, None, _M, _GAR, derivation.pupil_courses),
    _row(
        "idENT",
        "projet ENT (base64)",
        "ENT project (base64)",
        re.compile(r"[A-Za-z0-9+/]+={0,2}"),
        1,
        _C1,
        _GAR,
        derivation.project_base64,
    ),
    _row(
        "IDC",
        "idRessource_IDO",
        "idRessource_IDO",
        re.compile(rf"{_WORD}{{1,1024}}_[0-9a-f]{{128}}"),
        1,
        _C1,
        _GAR,
        derivation.resource_pseudonym,
    ),
    _row(
        "LRA",
        "adresses des sites de la famille",
        "addresses of the family's sites",
        re.compile(rf"https?://{_WORD}{{1,1000}}"),
        None,
        _C1,
        _GAR,
        derivation.family_addresses,
    ),
    _row(
        "idEnt",
        "projet ENT, de l’ENT vers le GAR",
        "ENT project, from the ENT to the GAR",
        re.compile(r"[A-Za-z0-9]{1,31}"),
        1,
        _C,
        "facts/gar.md 5",
        derivation.project,
    ),
    _row(
        "GARPersonIdentifiant",
        "identifiant interne à l’ENT",
        "identifier inside the ENT",
        re.compile(rf"{_WORD}{{1,64}}"),
        1,
        _C,
        "facts/gar.md 5",
        derivation.person_identifier,
    ),
    _row(
        "FrEduCtId",
        "identifiant ÉduConnect opaque",
        "opaque ÉduConnect identifier",
        re.compile(r"[0-9a-f]{96}"),
        1,
        _C,
        _ECT,
        derivation.guichet_pseudonym,
    ),
    _row(
        "FrEduCtPersonAffiliation",
        "qualité à ÉduConnect",
        "affiliation at ÉduConnect",
        re.compile(r"(eleve|resp)[12]d"),
        None,
        _C,
        _ECT,
        derivation.affiliation,
    ),
    _row(
        "FrEduCtRefId",
        "vecteur d’identité",
        "identity vector",
        re.compile(rf"\{{(ECT|ECT-ENT|AAF)\}}{_WORD}{{1,200}}"),
        None,
        _C,
        "facts/identity-providers.md 1.5",
        derivation.identity_vector,
    ),
    _row(
        "ctemail",
        "adresse académique",
        "academic e-mail",
        _MAIL,
        1,
        _C,
        "facts/identity-providers.md 3.4",
        derivation.staff_mail,
    ),
)

CATALOGUE = {attribute.code: attribute for attribute in _ROWS}
