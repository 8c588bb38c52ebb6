"""Owns the shapes that the pages of identification risk show: counts, names of attributes, never a value."""

from collections.abc import Iterator
from dataclasses import dataclass

from broker.console.review.risk_charts import percent
from broker.core.catalogue import CATALOGUE
from broker.core.review.anonymity import Figures
from broker.core.review.aspects import LEVEL
from broker.core.review.attribute_kinds import KINDS, POWERS
from broker.core.review.coalitions import Coalition, JoinRemedy, Shared
from broker.core.review.remedies import Remedy
from broker.core.review.risk_report import ResourceRisk
from broker.core.sentence import Sentence

WITHDRAWN = Sentence("retiré", "withdrawn")
_COARSER = Sentence("moins précis chez l’un des deux", "coarser at one of the two")
_TOLD_LEVEL = Sentence("le niveau", "the level")


@dataclass(frozen=True, slots=True)
class FiguresView:
    """Show the figures of one combination, shares written out."""

    figures: Figures
    alone: str
    below: str


@dataclass(frozen=True, slots=True)
class RemedyView:
    """Show one change and what it brings."""

    what: Sentence
    codes: str
    restores: bool
    required: bool
    after: str
    minimum: int


@dataclass(frozen=True, slots=True)
class AttributeView:
    """Show one attribute of a combination."""

    code: str
    meaning: Sentence
    precision: Sentence
    power: Sentence
    required: bool


@dataclass(frozen=True, slots=True)
class CoalitionView:
    """Show what two parties could do together."""

    one: str
    other: str
    shared: tuple[tuple[Sentence, str], ...]
    common: int
    joined: int
    share: str
    same_pseudonym: bool
    remedies: tuple[RemedyView, ...]


def view_figures(figures: Figures) -> FiguresView:
    """Return figures with their shares written out."""
    return FiguresView(figures, percent(figures.share_alone), percent(1 - figures.share_kept))


def view_attributes(risk: ResourceRisk) -> tuple[AttributeView, ...]:
    """Return the attributes of a combination."""
    return tuple(
        AttributeView(
            part.column.code,
            CATALOGUE[part.column.code].meaning,
            part.column.transformation.title,
            POWERS[KINDS[part.column.code].power],
            part.required,
        )
        for part in risk.parts
    )


def view_remedies(remedies: tuple[Remedy, ...]) -> tuple[RemedyView, ...]:
    """Return the changes of a resource, in their order."""
    return tuple(
        RemedyView(
            remedy.change.title if remedy.change else WITHDRAWN,
            remedy.code,
            remedy.restores,
            remedy.required,
            percent(remedy.figures.share_kept),
            remedy.figures.minimum,
        )
        for remedy in remedies
    )


def view_coalition(found: Coalition) -> CoalitionView:
    """Return what two parties could do together."""
    return CoalitionView(
        found.one.name,
        found.other.name,
        tuple((_meaning(one), " / ".join(_codes(one))) for one in found.shared),
        found.common,
        found.joined,
        percent(found.share_joined),
        found.same_pseudonym,
        tuple(_view_join_remedies(found)),
    )


def _view_join_remedies(found: Coalition) -> Iterator[RemedyView]:
    for remedy in found.remedies:
        share = remedy.joined / found.common if found.common else 0.0
        codes = " / ".join(_codes(remedy.shared))
        yield RemedyView(_what(remedy), codes, remedy.restores, required=False, after=percent(share), minimum=0)


def _what(remedy: JoinRemedy) -> Sentence:
    return WITHDRAWN if remedy.coarser is None else _COARSER


def _meaning(shared: Shared) -> Sentence:
    return _TOLD_LEVEL if shared.telling.aspect == LEVEL else CATALOGUE[shared.codes[0]].meaning


def _codes(shared: Shared) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*shared.codes, *shared.other_codes)))
