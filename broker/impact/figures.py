"""Owns the figures of one resource: who gains, who loses, by school and profile, as far as they may be shown.

Small counts are kept back as the statistics keep them back (`stats.suppression`): what is small is a count of one
school, profile and effect, and it enters sums only in whole packets.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from broker.core.impact.deltas import Delta
from broker.core.impact.judging import Seen
from broker.core.impact.survey import Counts, School
from broker.core.impact.world import Pair
from broker.core.profile import Profile
from broker.impact.running import Surveyed
from broker.stats.suppression import Tally

Key = TypeVar("Key")
Place = tuple[int, str, int]  # people alike, the school, how many
VERBS = ("gained", "lost", "changed", "coarser", "finer")


@dataclass(slots=True)
class Sum:
    """Hold what may be shown of a sum of people."""

    tally: Tally

    def add(self, count: int) -> None:
        """Add one count of one school, profile and effect."""
        self.tally.add(count)

    @property
    def shown(self) -> int | None:
        """Return the number, or None below the smallest shown: nobody is then as somebody."""
        return self.tally.shown or (0 if self.tally.smallest == 1 else None)


@dataclass(slots=True)
class Sums:
    """Hold sums by name, each begun when it is first added to."""

    smallest: int
    found: dict[str, Sum] = field(default_factory=dict)

    def add(self, name: str, count: int) -> None:
        """Add one count to a sum."""
        if name not in self.found:
            self.found[name] = Sum(Tally(self.smallest))
        self.found[name].add(count)

    def shown(self, name: str) -> int | None:
        """Return what is shown of a sum; one that nothing was added to is as one of too few."""
        return self.found.get(name, Sum(Tally(self.smallest))).shown

    @property
    def is_shown(self) -> bool:
        """Tell whether any number of these may be shown."""
        return any(self.shown(name) for name in self.found)


@dataclass(frozen=True, slots=True)
class Example:
    """Hold people alike of whom there are enough to be spoken of, and what happens to them."""

    seen: Seen
    nature: str
    delta: Delta


@dataclass(slots=True)
class Figures:
    """Hold the sums of one resource: `whole`, and by school, by profile, by attribute, by change of outcome."""

    pair: Pair
    smallest: int
    gives_more: bool = False
    gives_less: bool = False
    affects: bool = False
    whole: Sums = field(init=False)
    schools: dict[str, Sums] = field(default_factory=dict)
    profiles: dict[Profile, Sums] = field(default_factory=dict)
    attributes: dict[str, Sums] = field(default_factory=dict)
    outcomes: dict[tuple[str, str], Sums] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()

    def __post_init__(self) -> None:
        """Begin with nobody."""
        self.whole = Sums(self.smallest)

    @property
    def shown_people(self) -> dict[str, int | None]:
        """Return how many get in before, and after as far as those who enter and leave are shown."""
        before, entering, shut_out = (self.whole.shown(name) or 0 for name in ("before", "entering", "shut_out"))
        shown = {"before": before, "after": max(before + entering - shut_out, 0)}
        return {name: count or (0 if self.smallest == 1 else None) for name, count in shown.items()}

    def add(self, uai: str, profile: Profile, delta: Delta, count: int) -> None:
        """Add people of one school and profile on whom the change has one effect."""
        if delta.is_nothing:
            return
        self.affects = True
        self.gives_more |= delta.gives_more
        self.gives_less |= delta.gives_less
        self._add_moves(delta, count)
        places = (self.whole, self._of(self.schools, uai), self._of(self.profiles, profile))
        for name in _effects(delta):
            for sums in places:
                sums.add(name, count)

    def _add_moves(self, delta: Delta, count: int) -> None:
        for verb in VERBS:
            for code in getattr(delta, verb):
                self._of(self.attributes, code).add(verb, count)
        if delta.before != delta.after:
            self._of(self.outcomes, (delta.before, delta.after)).add("people", count)

    def _of(self, found: dict[Key, Sums], key: Key) -> Sums:
        return found.setdefault(key, Sums(self.smallest))


def _effects(delta: Delta) -> Iterator[str]:
    yield "affected"
    if delta.before and not delta.after:
        yield "entering"
    if delta.after and not delta.before:
        yield "shut_out"
    for name, so in (("more", delta.gives_more), ("less", delta.gives_less), ("other", bool(delta.changed))):
        if so:
            yield name


def figures_of(surveyed: Surveyed, smallest: int) -> Iterator[Figures]:
    """Yield the figures of each resource of one directory, one after another."""
    counts = surveyed.counts
    for number, group in enumerate(surveyed.groups):
        places = [(alike, uai, count) for (of, alike, uai), count in counts.places.items() if of == number]
        for index, pair in enumerate(group.pairs):
            deltas = [seen.deltas[index] for seen in counts.seen[number]]
            figures = Figures(pair, smallest)
            _add_up(figures, places, counts.seen[number], deltas)
            figures.examples = tuple(_examples(places, counts, number, deltas, smallest))
            yield figures


def _add_up(figures: Figures, places: list[Place], seen: list[Seen], deltas: list[Delta]) -> None:
    """Add people up by school, profile and effect, then those to the figures."""
    numbers = {delta: number for number, delta in enumerate(deltas)}
    effects = [numbers[delta] for delta in deltas]
    cells: Counter[tuple[str, Profile, int]] = Counter()
    for alike, uai, count in places:
        cells[uai, seen[alike].profile, effects[alike]] += count
    present: Counter[tuple[str, Profile]] = Counter()
    for (uai, profile, effect), count in cells.items():
        figures.add(uai, profile, deltas[effect], count)
        if not deltas[effect].before:
            present[uai, profile] += count
    for count in present.values():  # whatever the change does to whom: else few of them would show as a difference
        figures.whole.add("before", count)


def _examples(places: list[Place], counts: Counts, group: int, deltas: list[Delta], smallest: int) -> Iterator[Example]:
    """Yield the most numerous people alike for each effect, of whom there are enough."""
    found: Counter[tuple[int, str]] = Counter()
    for alike, uai, count in places:
        if not deltas[alike].is_nothing:
            found[alike, _nature(counts.schools, uai)] += count
    told: set[Delta] = set()
    for (alike, nature), count in found.most_common():
        if count >= smallest and deltas[alike] not in told:
            told.add(deltas[alike])
            yield Example(counts.seen[group][alike], nature, deltas[alike])


def _nature(schools: dict[str, School], uai: str) -> str:
    return schools[uai].nature if uai in schools else ""
