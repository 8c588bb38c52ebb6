"""Owns what one row of the catalogue says: an attribute, its form, how sure we are of it, how it is drawn."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from broker.core.derivation import Derivation, Subject
from broker.core.sentence import Sentence


class Confidence(StrEnum):
    """Say how sure the form is: the marks of facts/gar.md."""

    CONFIRMED = "C"
    ONE_INTEGRATOR = "C1"
    INFERRED = "I"
    ASSUMED = "M"


CONFIRMED, ONE_INTEGRATOR, INFERRED, ASSUMED = Confidence


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
BARRED = r"\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff"
WORD = rf"[^\s{BARRED}]"
TEXT = re.compile(rf"[^{BARRED}]{{1,500}}")
CODED = re.compile(rf"[^{BARRED}#]{{1,255}}##[^{BARRED}]{{1,255}}")
MAIL = re.compile(rf"[^\s@{BARRED}]{{1,64}}@[^\s@{BARRED}]{{1,190}}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def row(  # noqa: PLR0913, PLR0917 - one argument per column of a vocabulary's table
    code: str,
    fr: str,
    en: str,
    form: re.Pattern[str],
    at_most: int | None,
    confidence: Confidence,
    source: str,
    derive: Callable[[Subject], Derivation],
) -> CatalogueAttribute:
    """Return one row of a vocabulary's table."""
    return CatalogueAttribute(code, Sentence(fr, en), form, at_most, confidence, source, derive)
