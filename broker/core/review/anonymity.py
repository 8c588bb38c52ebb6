"""Owns the counting of how many people share each released combination: counts only, never a value.

A person with several schools is counted once, by the smallest of the sets that they are in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median_low

from broker.core.contract import Contract
from broker.core.profile import Profile
from broker.core.review.columns import Column, Gate, Part, gate_of, parts_of
from broker.core.review.crowd import Crowd
from broker.core.review.release_table import FAILED, NOTHING, ReleaseTable
from broker.core.review.rows import both


@dataclass(frozen=True, slots=True)
class Figures:
    """Hold how large the sets are of people who share a combination.

    `minimum` and `median` are of the people's sets; `alone` counts the people whose combination nobody shares,
    `below` those in a set smaller than the threshold, `schools` the schools in which there is any of these.
    """

    people: int
    sets: int
    minimum: int
    median: int
    alone: int
    below: int
    schools: int

    @property
    def share_alone(self) -> float:
        """Return the share of people who are alone, from 0 to 1."""
        return self.alone / self.people if self.people else 0.0

    @property
    def share_kept(self) -> float:
        """Return the share of people whose set is at least the threshold; 1 where there is nobody."""
        return 1 - self.below / self.people if self.people else 1.0


NOBODY = Figures(0, 0, 0, 0, 0, 0, 0)


@dataclass(slots=True)
class Counting:
    """Count over one table; what two resources have in common is counted once."""

    table: ReleaseTable
    threshold: int
    _masked: dict[tuple[Column, frozenset[Profile]], Sequence[int]] = field(default_factory=dict)
    _rows: dict[Contract, bytes] = field(default_factory=dict)
    _counted: dict[tuple[frozenset[tuple[Column, frozenset[Profile]]], bytes], Figures] = field(default_factory=dict)

    def count(self, contract: Contract, parts: Iterable[Part]) -> Figures:
        """Return the figures of a contract whose combinations are made of these of its parts."""
        return self.count_rows(parts, self.rows_of(contract))

    def count_rows(self, parts: Iterable[Part], rows: bytes) -> Figures:
        """Return the figures of combinations of parts over these rows (bytes of 0 and 1)."""
        chosen = tuple(parts)
        key = (frozenset((part.column, part.profiles) for part in chosen), rows)
        if key not in self._counted:
            self._counted[key] = self._count(chosen, rows)
        return self._counted[key]

    def rows_of(self, contract: Contract) -> bytes:
        """Return the rows that come in: who lacks what is required is refused, and who a rule fails about."""
        if contract not in self._rows:
            self._rows[contract] = self._find_rows(gate_of(contract), parts_of(contract))
        return self._rows[contract]

    def _find_rows(self, gate: Gate, parts: tuple[Part, ...]) -> bytes:
        rows = self.table.gates[gate]
        for part in parts:
            values = self.table.columns[part.column]
            if part.required:
                lacking = (value > FAILED or here not in part.profiles for value, here in self._placed(values))
                rows = both(rows, bytes(lacking))
            elif FAILED in values:
                failing = (value != FAILED or here not in part.profiles for value, here in self._placed(values))
                rows = both(rows, bytes(failing))
        return rows

    def values_of(self, part: Part) -> Sequence[int]:
        """Return a part's column, with nothing for those of whom it does not leave."""
        key = (part.column, part.profiles)
        if key not in self._masked:
            values = self.table.columns[part.column]
            absent = set(self.table.profiles) - part.profiles
            self._masked[key] = (
                [value if here in part.profiles else NOTHING for value, here in self._placed(values)]
                if absent
                else values
            )
        return self._masked[key]

    def _placed(self, values: Sequence[int]) -> Iterable[tuple[int, Profile]]:
        return zip(values, self.table.profiles, strict=True)

    def _count(self, parts: tuple[Part, ...], rows: bytes) -> Figures:
        crowd = Crowd(self.table, rows, [self.values_of(part) for part in parts])
        found = crowd.people_by_size()
        if not found:
            return NOBODY
        return Figures(
            people=found.total(),
            sets=len(crowd.sizes),
            minimum=min(found),
            median=median_low(found.elements()),
            alone=found[1],
            below=sum(people for size, people in found.items() if size < self.threshold),
            schools=crowd.count_schools(self.threshold),
        )
