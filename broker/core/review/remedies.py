"""Owns which single attribute of a resource, made coarser or withdrawn, puts people back among enough others."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from broker.core.contract import Contract
from broker.core.precision import Transformation
from broker.core.review.anonymity import Counting, Figures
from broker.core.review.columns import Column, Part, coarser_than, parts_of


@dataclass(frozen=True, slots=True)
class Remedy:
    """Describe one change of a contract and the figures after it.

    `change` is the coarser precision, None where the attribute is withdrawn; `restores` tells whether enough people
    are then in a set of at least the threshold; `required` that the service says it cannot do without.
    """

    code: str
    change: Transformation | None
    required: bool
    figures: Figures
    restores: bool


def find_remedies(counting: Counting, contract: Contract, parts: tuple[Part, ...], share: float) -> tuple[Remedy, ...]:
    """Return every single change of these parts, the best first: most people kept, then what takes least away.

    `share` is of the people (0 to 1) who must be in a set of at least the threshold.
    """
    remedies = []
    for part, change, changed in _changes(parts):
        figures = counting.count(contract, changed)
        restores = figures.share_kept >= share
        remedies.append(Remedy(part.column.code, change, part.required, figures, restores))
    return tuple(sorted(remedies, key=_rank))


def remedy_columns(contract: Contract) -> frozenset[Column]:
    """Return the columns that remedies of a contract ask about, besides its own."""
    return frozenset(coarser for part in parts_of(contract) for coarser in coarser_than(part.column))


def _changes(parts: tuple[Part, ...]) -> Iterator[tuple[Part, Transformation | None, tuple[Part, ...]]]:
    for part in parts:
        for coarser in coarser_than(part.column):
            instead = replace(part, column=coarser)
            yield part, coarser.transformation, tuple(instead if one is part else one for one in parts)
        yield part, None, tuple(one for one in parts if one is not part)


def _rank(remedy: Remedy) -> tuple[bool, int, bool, bool, str]:
    return (not remedy.restores, remedy.figures.below, remedy.required, remedy.change is None, remedy.code)
