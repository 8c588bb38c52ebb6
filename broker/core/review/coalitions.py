"""Owns whether two parties can join their users: on what both were sent, or because their pseudonyms are the same.

A person is joined where exactly one person on each side has what they have: counts only, never a value.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import combinations, compress, count
from operator import eq, mul

from broker.core.pseudonym import Sector
from broker.core.review.anonymity import Counting
from broker.core.review.aspects import Telling
from broker.core.review.columns import Column, Part
from broker.core.review.crowd import Combination, Crowd
from broker.core.review.parties import Party, coarser_tellings, shared_tellings, telling_columns
from broker.core.review.release_table import NOTHING
from broker.core.review.rows import both, either

Tellings = tuple[Telling, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """Name one thing that both are told, and the attributes by which each is."""

    telling: Telling
    codes: tuple[str, ...]
    other_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JoinRemedy:
    """Describe one change to what both are told, and who is joined after it; `coarser` is None for a withdrawal."""

    shared: Shared
    coarser: Telling | None
    joined: int
    restores: bool


@dataclass(frozen=True, slots=True)
class Coalition:
    """Hold what two parties could do together: `common` people known to both, of whom `joined` on what both were sent.

    `same_pseudonym` tells that nothing needs joining: the sector gives both one name for a person.
    """

    one: Party
    other: Party
    shared: tuple[Shared, ...]
    common: int
    joined: int
    same_pseudonym: bool
    remedies: tuple[JoinRemedy, ...] = ()

    @property
    def share_joined(self) -> float:
        """Return the share of the common people whom the two can join, from 0 to 1."""
        if self.same_pseudonym:
            return 1.0 if self.common else 0.0
        return self.joined / self.common if self.common else 0.0


def coalition_columns(parties: Sequence[Party]) -> frozenset[Column]:
    """Return the columns that coalitions, and the remedies of each, ask about."""
    found: set[Column] = set()
    for pair in combinations(parties, 2):
        tellings = shared_tellings(*pair)
        coarser = [lesser for telling in tellings for lesser in coarser_tellings(telling, pair)]
        found |= telling_columns(pair, (*tellings, *coarser))
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class _Known:
    """Hold what a party knows by some tellings: a number per row, and the rows whose number no other person has."""

    numbers: list[int]
    unique: bytes


@dataclass(slots=True)
class Joining:
    """Join parties pair by pair over one table; what a party was told is put together once."""

    counting: Counting
    share: float
    _rows: dict[Party, bytes] = field(default_factory=dict)
    _told: dict[tuple[Party, Telling], Sequence[int]] = field(default_factory=dict)
    _known: dict[tuple[Party, Tellings], _Known] = field(default_factory=dict)
    _numbers: dict[Tellings, dict[Combination, int]] = field(default_factory=dict)
    _fresh: Iterator[int] = field(default_factory=lambda: count(NOTHING + 1))

    def join(self, one: Party, other: Party, *, with_remedies: bool = False) -> Coalition:
        """Return what two parties could do together; with what would keep them apart, where too many are joined."""
        tellings = shared_tellings(one, other)
        shared = tuple(Shared(t, one.codes_telling(t), other.codes_telling(t)) for t in tellings)
        met = both(self._rows_of(one), self._rows_of(other))
        found = Coalition(
            one,
            other,
            shared,
            common=len(set(compress(self.counting.table.persons, met))),
            joined=self._count_joined((one, other), tellings, met),
            same_pseudonym=_is_one_pseudonym(one, other),
        )
        if not with_remedies or found.joined <= (1 - self.share) * found.common:
            return found
        return replace(found, remedies=self._find_remedies(found, met))

    def _find_remedies(self, found: Coalition, met: bytes) -> tuple[JoinRemedy, ...]:
        pair, tellings = (found.one, found.other), tuple(shared.telling for shared in found.shared)
        remedies = []
        for shared in found.shared:
            others = tuple(telling for telling in tellings if telling is not shared.telling)
            for lesser in (*coarser_tellings(shared.telling, pair), None):
                joined = self._count_joined(pair, (*others, lesser) if lesser else others, met)
                restores = joined <= (1 - self.share) * found.common
                remedies.append(JoinRemedy(shared, lesser, joined, restores))
        return tuple(sorted(remedies, key=lambda remedy: (remedy.joined, remedy.coarser is None)))

    def _count_joined(self, pair: tuple[Party, Party], tellings: Tellings, met: bytes) -> int:
        """Count the people of whom one row on each side, and no other, says the same; none where nothing is shared."""
        if not tellings:
            return 0
        here, there = (self._known_to(party, tellings) for party in pair)
        alike = bytes(map(eq, here.numbers, there.numbers))
        joined = both(both(met, alike), both(here.unique, there.unique))
        return len(set(compress(self.counting.table.persons, joined)))

    def _known_to(self, party: Party, tellings: Tellings) -> _Known:
        key = (party, tellings)
        if key not in self._known:
            known = self._numbers.setdefault(tellings, {(NOTHING,) * len(tellings): NOTHING})
            columns = [self._told_to(party, telling) for telling in tellings]
            numbers = list(map(known.setdefault, zip(*columns, strict=True), self._fresh))
            crowd = Crowd(self.counting.table, self._rows_of(party), [numbers])
            unique = bytes(map(crowd.unique.__contains__, zip(numbers, strict=True)))
            self._known[key] = _Known(numbers, unique)
        return self._known[key]

    def _told_to(self, party: Party, telling: Telling) -> Sequence[int]:
        """Return what a party was told in each of its rows, by whichever of its resources."""
        key = (party, telling)
        if key not in self._told:
            rows: dict[Part, bytes] = {}
            for contract, part in party.parts_telling(telling):
                whose, own = replace(part, required=False), self.counting.rows_of(contract)
                rows[whose] = either(rows[whose], own) if whose in rows else own
            columns = [list(map(mul, self.counting.values_of(part), own)) for part, own in rows.items()]
            self._told[key] = list(map(max, *columns)) if len(columns) > 1 else columns[0]
        return self._told[key]

    def _rows_of(self, party: Party) -> bytes:
        if party not in self._rows:
            self._rows[party] = reduce(either, map(self.counting.rows_of, party.contracts))
        return self._rows[party]


def _is_one_pseudonym(one: Party, other: Party) -> bool:
    """Tell whether both are sent one name for a person; resources looked at alone are as of other providers."""
    of_provider = one.sector.startswith(f"{Sector.PROVIDER}:")
    if one.sector != other.sector or (of_provider and one.alone):
        return False
    return one.gets_pseudonym and other.gets_pseudonym
