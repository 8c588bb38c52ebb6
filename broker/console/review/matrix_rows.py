"""Owns the rows of the matrix as they are read: profiles of which a contract says the same stand together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from broker.console.review.matrix_documents import why_of
from broker.core.precision import Precision
from broker.core.profile import Profile
from broker.core.review.release_matrix import Answer, Cell, Row, covers
from broker.core.sentence import Sentence
from broker.flows.matrix_desk import MatrixTable

_MOST_NAMED = 2


class Naming(StrEnum):
    """Say how the profiles of a row are named: these, all, all but these, or the others."""

    THESE = "these"
    ALL = "all"
    ALL_BUT = "all_but"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class JoinedRow:
    """Hold rows of one contract that say the same; `profiles` are those to name."""

    naming: Naming
    profiles: tuple[Profile, ...]
    first: Row
    standing: Sentence | None


def rows_by_contract(table: MatrixTable) -> Iterator[tuple[JoinedRow, ...]]:
    """Yield the joined rows of each contract of a table, those about nobody last."""
    by_contract: dict[str, list[Row]] = {}
    for row in table.rows:
        by_contract.setdefault(row.contract.name, []).append(row)
    for rows in by_contract.values():
        yield tuple(_join(rows))


def standing_of(row: Row) -> Sentence | None:
    """Return what stands in place of all cells: the refusal that everybody meets, or that nobody is there."""
    nobody = all(cell.answer is Answer.NOBODY for cell in row.cells)
    return why_of(row, row.cells[0]) if nobody or row.refusal is not None else None


def mark_of(cell: Cell) -> str:
    """Return the signs beside a code that leaves: `*` where it is required, `≈` where it is less precise."""
    return ("*" if cell.clause and cell.clause.required else "") + ("≈" if is_coarser(cell) else "")


def is_coarser(cell: Cell) -> bool:
    """Tell whether a value leaves less precise than it is."""
    return cell.transformation is not None and cell.transformation.precision is not Precision.AS_IT_IS


def _join(rows: list[Row]) -> Iterator[JoinedRow]:
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        standing = standing_of(row)
        said = (standing.en,) if standing else row.cells
        groups.setdefault((said, row.by_policy), []).append(row)
    for alike in sorted(groups.values(), key=lambda found: not covers(found[0])):
        naming, profiles = _name(alike, rows)
        yield JoinedRow(naming, profiles, alike[0], standing_of(alike[0]))


def _name(alike: Sequence[Row], rows: Sequence[Row]) -> tuple[Naming, tuple[Profile, ...]]:
    others = tuple(row.profile for row in rows if row not in alike)
    own = tuple(row.profile for row in alike)
    if len(rows) > 1 and not others:
        return Naming.ALL, ()
    if len(own) > _MOST_NAMED and not covers(alike[0]):
        return Naming.OTHERS, ()
    if len(own) > _MOST_NAMED and len(others) <= _MOST_NAMED:
        return Naming.ALL_BUT, others
    return Naming.THESE, own
