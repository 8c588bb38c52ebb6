"""Owns which attributes tell the same thing, and how finely: what two providers can compare, whatever their words.

A grain says how finely an aspect is told; of two, the lesser can be made from the greater, never the reverse. That a
division tells the level of its pupils is the sandbox's judgement: a simulated assumption.
"""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from broker.core.precision import AS_IT_IS, Precision, Transformation

FULL: Final = 1_000_000
_YEAR: Final = 1
_ECT = "{ECT"  # the account's opaque names at ÉduConnect, one for each service

DIVISION, LEVEL, BIRTH = "division", "level", "birth"
_CODES: dict[str, str] = {
    "surname": "NOM sn ctln family_name",
    "first_name": "PRE givenName ctfn given_name",
    "whole_name": "displayName cn",
    "civility": "CIV FrEduCtCivilite codecivilite",
    "mail": "P_MEL ctemail mail email",
    "school": "UAI FrEduCtEleveUAI supannEtablissement ENTPersonStructRattachUAI rne",
    "profile": "PRO ENTPersonProfils",
    DIVISION: "DIV ENTEleveClasses",
    LEVEL: "E_MS4 P_MS4 FrEduCtEleveNiveau supannEtuEtape",
    "course": "E_MEF P_MEF",
    BIRTH: "FrEduCtDateNaissance supannOIDCDateDeNaissance datenaissance birthdate",
    "project": "idENT idEnt",
}
_ASPECTS = {code: aspect for aspect, codes in _CODES.items() for code in codes.split()}
_TELL_LEVEL = frozenset({DIVISION})


@dataclass(frozen=True, slots=True)
class Telling:
    """Say that something tells an aspect of a person, and how finely."""

    aspect: str
    grain: int = FULL


def aspect_of(code: str, transformation: Transformation) -> str:
    """Return what an attribute tells at a precision; what nothing else tells is an aspect of its own."""
    return LEVEL if transformation.precision is Precision.LEVEL else _ASPECTS.get(code, code)


def tellings_of(code: str, transformation: Transformation) -> tuple[Telling, ...]:
    """Return everything that an attribute tells at a precision."""
    aspect, precision = aspect_of(code, transformation), transformation.precision
    if precision is Precision.YEAR:
        return (Telling(aspect, _YEAR),)
    if precision is Precision.TRUNCATED:
        return (Telling(aspect, transformation.length),)
    return (Telling(aspect), *((Telling(LEVEL),) if aspect in _TELL_LEVEL else ()))


def transformation_to(code: str, telling: Telling) -> Transformation:
    """Return the precision at which an attribute tells just so much, given that it tells as much at all."""
    if telling.aspect == LEVEL and _ASPECTS.get(code) != LEVEL:
        return Transformation(Precision.LEVEL)
    if telling.grain == FULL:
        return AS_IT_IS
    if telling.aspect == BIRTH:
        return Transformation(Precision.YEAR)
    return Transformation(Precision.TRUNCATED, telling.grain)


def compare_by(code: str, transformation: Transformation, values: tuple[str, ...]) -> tuple[str, ...]:
    """Return values in the form in which they are compared with other attributes that tell the same."""
    if transformation.precision is Precision.LEVEL:
        return tuple(map(_level, values))
    reader = _READERS.get(code)
    return values if reader is None else tuple(map(reader, values))


def _level(value: str) -> str:
    """Return a level that stands twice, as code and as label."""
    return value[: (len(value) - len("##")) // 2]


def _account(value: str) -> str:
    """Leave out a name made for one service: it is a pseudonym."""
    return "" if value.startswith(_ECT) else value


_READERS: Mapping[str, Callable[[str], str]] = {
    "supannEtablissement": lambda value: value.removeprefix("{UAI}"),
    "supannEtuEtape": lambda value: value.rpartition("}")[2],
    "PRO": str.casefold,
    "ENTPersonProfils": str.casefold,
    "idENT": lambda value: base64.b64decode(value).decode(errors="replace"),
    "FrEduCtRefId": _account,
}
