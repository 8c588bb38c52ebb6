"""Owns the report of one question: the total and its tables, as far as they may be shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from broker.flows.rights_ports import AccessCount
from broker.stats.groupings import KEPT, PUBLICS, Grouping, Names
from broker.stats.periods import Unit, period_of
from broker.stats.question import By, Question
from broker.stats.suppression import Tally, sum_shown

_DAY = "day"


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


def make_report(question: Question, counts: Iterable[AccessCount], names: Names, smallest: int) -> Report:
    """Return the report of a question; `smallest` is the least count shown."""
    found = _find(question, counts, names)
    total = sum_shown((one.accesses for one in found), smallest)
    tallies = {field: _add_up(found, field, smallest) for field in (_DAY, *set(KEPT.values()))}
    return Report(question, smallest, total, tuple(_table(by, tallies, names) for by in question.lines))


def _find(question: Question, counts: Iterable[AccessCount], names: Names) -> list[AccessCount]:
    found = [one for one in counts if question.period.holds(one.day)]
    for by, wanted in question.filters.items():
        read = attrgetter(KEPT[by])
        fitting = {kept for kept in map(read, found) if names.value(by, kept) == wanted}
        found = [one for one in found if read(one) in fitting]
    return found


def _add_up(found: Iterable[AccessCount], field: str, smallest: int) -> dict[Any, Tally]:
    """Return the sums of the accesses by what is kept of them in one field."""
    tallies: dict[Any, Tally] = {}
    read = attrgetter(field)
    for one in found:
        kept = read(one)
        tally = tallies.get(kept)
        if tally is None:
            tally = tallies[kept] = Tally(smallest)
        tally.add(one.accesses)
    return tallies


def _table(by: By, tallies: Mapping[str, Mapping[Any, Tally]], names: Names) -> Table:
    joined: dict[str, Tally] = {}
    for kept, tally in tallies[_DAY if isinstance(by, Unit) else KEPT[by]].items():
        value = period_of(kept, by).code if isinstance(by, Unit) else names.value(by, kept)
        joined.setdefault(value, Tally(tally.smallest)).join(tally)
    return Table(by, _in_order(by, {value: tally.shown for value, tally in joined.items() if tally.shown}))


def _in_order(by: By, counts: dict[str, int]) -> tuple[tuple[str, int], ...]:
    """Return time as it goes, publics as the official data name them, everything else from the most to the least."""
    if isinstance(by, Unit):
        return tuple(sorted(counts.items()))
    if by is Grouping.AUDIENCE:
        return tuple((name, counts[name]) for name in PUBLICS if name in counts)
    return tuple(sorted(counts.items(), key=lambda found: (-found[1], found[0])))
