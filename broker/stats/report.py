"""Owns the report of one question: the total and its tables, as far as they may be shown."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from broker.stats.groupings import PUBLICS, Access, Grouping
from broker.stats.periods import Unit
from broker.stats.question import By, Question, value_of
from broker.stats.suppression import sum_shown


@dataclass(frozen=True, slots=True)
class Table:
    """Hold one table: each value with what is shown of its accesses. A value of which nothing is shown has no row.

    The values along a unit of time are codes of periods.
    """

    by: By
    rows: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Hold what is shown for a question.

    `total`, like each count of the tables, may be short of the truth by less than `smallest`; 0 where nothing is shown.
    """

    question: Question
    smallest: int
    total: int
    tables: tuple[Table, ...]


def make_report(question: Question, accesses: Iterable[Access], smallest: int) -> Report:
    """Return the report of a question; `smallest` is the least count shown."""
    found = [one for one in accesses if question.fits(one)]
    total = sum_shown((one.accesses for one in found), smallest)
    return Report(question, smallest, total, tuple(_table(found, by, smallest) for by in question.lines))


def _table(found: Iterable[Access], by: By, smallest: int) -> Table:
    counts: defaultdict[str, list[int]] = defaultdict(list)
    for one in found:
        counts[value_of(one, by)].append(one.accesses)
    shown = {value: sum_shown(held, smallest) for value, held in counts.items()}
    return Table(by, _in_order(by, {value: count for value, count in shown.items() if count}))


def _in_order(by: By, counts: dict[str, int]) -> tuple[tuple[str, int], ...]:
    """Return time as it goes, publics as the official data name them, everything else from the most to the least."""
    if isinstance(by, Unit):
        return tuple(sorted(counts.items()))
    if by is Grouping.AUDIENCE:
        return tuple((name, counts[name]) for name in PUBLICS if name in counts)
    return tuple(sorted(counts.items(), key=lambda found: (-found[1], found[0])))
