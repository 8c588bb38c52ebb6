"""Owns the counting of everybody: how many people alike there are in each school, before and after a change."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from broker.core.contract import Contract
from broker.core.identity import Identity, Membership
from broker.core.impact.judging import Judge, Seen
from broker.core.impact.world import Pair, Standing, World
from broker.core.profile import Profile

Place = tuple[int, int, str]  # the group of resources, the number of people alike, the school


@dataclass(frozen=True, slots=True)
class School:
    """Describe a school as it is shown: the kind is one of `core.school`."""

    name: str
    nature: str


@dataclass(slots=True)
class Counts:
    """Hold how many people there are of each kind, `seen` group by group: no person, no value."""

    seen: list[list[Seen]]
    places: Counter[Place] = field(default_factory=Counter)
    people: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    schools: dict[str, School] = field(default_factory=dict)

    def join(self, other: "Counts") -> None:
        """Add what was counted elsewhere, where people alike have other numbers."""
        numbers = [_renumber(own, new) for own, new in zip(self.seen, other.seen, strict=True)]
        for (group, number, uai), count in other.places.items():
            self.places[group, numbers[group][number], uai] += count
        self.people.update(other.people)
        self.schools.update(other.schools)


def _renumber(own: list[Seen], new: list[Seen]) -> list[int]:
    """Return the number here of each kind of people that has another there; those not known here are added."""
    known = {seen: number for number, seen in enumerate(own)}
    for seen in new:
        if known.setdefault(seen, len(own)) == len(own):
            own.append(seen)
    return [known[seen] for seen in new]


@dataclass(frozen=True, slots=True)
class Group:
    """Hold resources that take people alike: school by school, or whole under the first profile that may come."""

    pairs: tuple[Pair, ...]
    per_school: bool

    def standings(
        self, before: Identity | None, after: Identity | None
    ) -> Iterator[tuple[Standing | None, Standing | None]]:
        """Yield as whom a person comes, before and after; the same object twice where nothing changed."""
        if not self.per_school:
            yield from self._whole(before, after)
            return
        ties = {_place(one): one for one in after.memberships} if after else {}
        for one in before.memberships if before else ():
            yield _both(before, one, after, ties.pop(_place(one), None))
        for one in ties.values():
            yield None, _stand(after, one)

    def _whole(
        self, before: Identity | None, after: Identity | None
    ) -> Iterator[tuple[Standing | None, Standing | None]]:
        chosen = [self.pairs[0].choose(person, side) if person else None for side, person in enumerate((before, after))]
        if chosen[0] or chosen[1]:
            yield _both(before, chosen[0], after, chosen[1])


class Survey:
    """Count what becomes of everybody who is shown."""

    def __init__(self, pairs: Sequence[Pair], worlds: tuple[World, World], now: datetime) -> None:
        """Group the resources; `groups` says in which order."""
        self.groups = tuple(_group(pairs))
        self._judges = tuple(Judge(group.pairs, worlds, now) for group in self.groups)

    def start(self) -> Counts:
        """Return counts of nobody, to which others are joined."""
        return Counts([[] for _ in self.groups])

    def count(self, people: Iterator[tuple[Identity | None, Identity | None]]) -> Counts:
        """Judge people one by one, as they were and as they are; what was counted before is not in it."""
        counts = Counts([judge.seen for judge in self._judges])
        for before, after in people:
            self._count_person(counts, before, after)
            for number, (group, judge) in enumerate(zip(self.groups, self._judges, strict=True)):
                for first, last in group.standings(before, after):
                    counts.places[number, judge.judge(first, last), _uai(first, last)] += 1
        return counts

    @staticmethod
    def _count_person(counts: Counts, before: Identity | None, after: Identity | None) -> None:
        """Count a person in their first school; in none where they have none."""
        person = after or before
        ties = person.memberships if person else ()
        for one in ties:
            counts.schools.setdefault(one.uai, School(one.school_name, one.nature))
        place = (ties[0].uai, str(ties[0].profile)) if ties else ("", "")
        counts.people[(_kind(before, after), *place)] += 1


def _kind(before: Identity | None, after: Identity | None) -> str:
    if before is None:
        return "added"
    if after is None:
        return "removed"
    return "same" if before is after else "changed"


def _group(pairs: Sequence[Pair]) -> Iterator[Group]:
    """Yield the resources that take people school by school, then those that take them whole, by profiles."""
    by_school = [pair for pair in pairs if _is_per_school(pair)]
    if by_school:
        yield Group(tuple(by_school), per_school=True)
    whole: dict[tuple[object, ...], list[Pair]] = {}
    for pair in pairs:
        if not _is_per_school(pair):
            whole.setdefault((_profiles(pair.before), _profiles(pair.after)), []).append(pair)
    for alike in whole.values():
        yield Group(tuple(alike), per_school=False)


def _is_per_school(pair: Pair) -> bool:
    return all(one.per_school for one in (pair.before, pair.after) if one is not None)


def _profiles(contract: Contract | None) -> frozenset[Profile]:
    return contract.profiles if contract else frozenset()


def _place(membership: Membership) -> tuple[str, Profile]:
    return (membership.uai, membership.profile)


def _stand(person: Identity | None, membership: Membership | None) -> Standing | None:
    return Standing(person, membership) if person is not None and membership is not None else None


def _both(
    before: Identity | None, first: Membership | None, after: Identity | None, last: Membership | None
) -> tuple[Standing | None, Standing | None]:
    standing = _stand(before, first)
    return (standing, standing if before is after and first is last else _stand(after, last))


def _uai(first: Standing | None, last: Standing | None) -> str:
    one = last or first
    return one.membership.uai if one else ""
