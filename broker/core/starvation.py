"""Owns the starving of a release: attributes kept back or spoilt on purpose, to learn what a resource really needs.

What comes out can hold no value that the release did not hold, but markers that are nobody's: see `invent`.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from broker.core.catalogue import CATALOGUE
from broker.core.minimisation import with_attributes
from broker.core.release import Release, ReleasedAttribute
from broker.core.sentence import Sentence

_LETTERS = ("x", "a")  # the second where the form knows hexadecimal digits alone
_SUFFIX = "_RENOMME"


class Alteration(StrEnum):
    """Choose what becomes of an attribute: the closed list."""

    WITHHELD = "withheld"
    EMPTIED = "emptied"
    RENAMED = "renamed"
    MULTIPLIED = "multiplied"


TITLES = {
    Alteration.WITHHELD: Sentence("retenu", "withheld"),
    Alteration.EMPTIED: Sentence("vidé", "emptied"),
    Alteration.RENAMED: Sentence("renommé", "renamed"),
    Alteration.MULTIPLIED: Sentence("multiplié", "multiplied"),
}


@dataclass(frozen=True, slots=True)
class Cut:
    """Name one attribute by its catalogue code, and what becomes of it."""

    code: str
    alteration: Alteration

    def __str__(self) -> str:
        """Write the cut as reports and traces do."""
        return f"{self.code} {self.alteration}"


def starve(release: Release, cuts: tuple[Cut, ...]) -> Release:
    """Return a release with some of its attributes altered; the subject is no attribute, and stays.

    What the release does not hold cannot be altered, and such a cut changes nothing: a release is never widened.
    """
    by_code = {cut.code: cut.alteration for cut in cuts}
    altered = (_alter(sent, by_code.get(sent.code)) for sent in release.released)
    invented = frozenset(filter(None, (invent(sent) for sent in release.released)))
    return with_attributes(release, tuple(sent for sent in altered if sent is not None), invented)


def renamed(code: str) -> str:
    """Return the name that no vocabulary has, under which an attribute leaves once it is renamed."""
    return f"{code}{_SUFFIX}"


def invent(sent: ReleasedAttribute) -> str | None:
    """Return a second value of the same form that is visibly nobody's: each letter x (or a), each digit 9.

    None where no such value has the form that the attribute prescribes, as where its values are a closed list.
    """
    if not sent.values or sent.code not in CATALOGUE:
        return None
    form = CATALOGUE[sent.code].form
    masks = (_mask(sent.values[0], letter) for letter in _LETTERS)
    return next((mask for mask in masks if form.fullmatch(mask) and mask not in sent.values), None)


def _mask(value: str, letter: str) -> str:
    upper = re.sub(r"[A-ZÀ-ÖØ-Þ]", letter.upper(), re.sub(r"\d", "9", value))
    return re.sub(rf"[^\W\d_{letter.upper()}]", letter, upper)


def _alter(sent: ReleasedAttribute, alteration: Alteration | None) -> ReleasedAttribute | None:
    if alteration is None:
        return sent
    if alteration is Alteration.WITHHELD:
        return None
    if alteration is Alteration.EMPTIED:
        return replace(sent, values=("",))
    if alteration is Alteration.RENAMED:
        return replace(sent, code=renamed(sent.code))
    return replace(sent, values=(*sent.values, invent(sent) or sent.values[-1]))
