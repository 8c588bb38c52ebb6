"""Owns the judging of people before and after a change: each is decided upon, and those alike only once.

What settles a decision is asked of the person by `probes`; people with the same answers share one decision, which
`core.minimisation` makes. A test decides on everybody one by one and compares.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from broker.core.contract import Contract, Identifier
from broker.core.errors import Refusal
from broker.core.impact.comparisons import Comparison, comparisons_of
from broker.core.impact.deltas import NOWHERE, SUBJECT, Delta, Outcome, compare_precision
from broker.core.impact.probes import Probe, State, probes_of, state_of
from broker.core.impact.world import Pair, Standing, World
from broker.core.minimisation import decide_among
from broker.core.profile import Profile
from broker.core.refusals.decision import RequiredAttributeMissing

_SEVERAL = 2
States = tuple[State, ...]


class Seen(NamedTuple):
    """Describe people alike, without any value: what became of them at each resource, and in what they are alike."""

    profile: Profile
    divisions: int
    groups: int
    deltas: tuple[Delta, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """Hold, for one contract of one world, which answers settle it."""

    contract: Contract
    world: World
    needs: tuple[int, ...]


class Judge:
    """Judge people at resources; the deltas come in the order of the pairs."""

    def __init__(self, pairs: Sequence[Pair], worlds: tuple[World, World], now: datetime) -> None:
        """Plan which questions to ask, each once."""
        self._pairs, self._now = tuple(pairs), now
        probes: dict[tuple[object, ...], Probe] = {}
        self._plans = [
            [_plan(one, world, now, probes) for one, world in zip((pair.before, pair.after), worlds, strict=True)]
            for pair in self._pairs
        ]
        self._probes = tuple(probes.values())
        found: dict[tuple[object, ...], tuple[int, Comparison]] = {}
        self._asked = [_enter(comparisons_of(pair, worlds), found) for pair in self._pairs]
        self._comparisons = tuple(one for _, one in found.values())
        self._open = tuple(not one.is_settled for one in self._comparisons)
        self.seen: list[Seen] = []
        self._numbers: dict[tuple[object, ...], int] = {}
        self._alike: dict[Seen, int] = {}
        self._outcomes: dict[tuple[object, ...], Outcome] = {}
        self._deltas: dict[Delta, Delta] = {}

    def judge(self, before: Standing | None, after: Standing | None) -> int:
        """Judge one person in one school, as they were and as they are, the very same object where nothing changed.

        Returns the number, in `seen`, of those like them.
        """
        first = None if before is None else self._states(before)
        last = first if after is before else None if after is None else self._states(after)
        shape = (_alike(before), first, _alike(after), last, self._differences(before, after))
        found = self._numbers.get(shape)
        if found is None:
            found = self._numbers[shape] = self._number(self._decide((before, after), (first, last), shape[4]))
        return found

    def _number(self, seen: Seen) -> int:
        number = self._alike.setdefault(seen, len(self.seen))
        if number == len(self.seen):
            self.seen.append(seen)
        return number

    def _states(self, one: Standing) -> States:
        return tuple([state_of(probe.ask(one)) for probe in self._probes])

    def _differences(self, before: Standing | None, after: Standing | None) -> tuple[bool, ...]:
        if before is None or after is None:
            return ()
        asked = self._open if after is before else (True,) * len(self._open)
        pairs = zip(asked, self._comparisons, strict=True)
        return tuple([ask and one.differs(before, after) for ask, one in pairs])

    def _decide(
        self,
        standings: tuple[Standing | None, Standing | None],
        states: tuple[States | None, States | None],
        differences: tuple[bool, ...],
    ) -> Seen:
        described = standings[1] or standings[0]
        assert described is not None, "somebody is judged"
        deltas = []
        for number, pair in enumerate(self._pairs):
            outcomes = [self._outcome((number, side), standings[side], states[side]) for side in (0, 1)]
            named = self._asked[number].items() if differences else ()
            differing = frozenset(code for code, index in named if differences[index])
            delta = _compare(pair, outcomes[0], outcomes[1], differing)
            deltas.append(self._deltas.setdefault(delta, delta))
        _, divisions, groups = _alike(described)
        return Seen(described.membership.profile, divisions, groups, tuple(deltas))

    def _outcome(self, place: tuple[int, int], one: Standing | None, states: States | None) -> Outcome:
        plan = self._plans[place[0]][place[1]]
        if plan is None or one is None or states is None:
            return NOWHERE
        shape = (place, one.membership.profile, *(states[index] for index in plan.needs))
        found = self._outcomes.get(shape)
        if found is None:
            found = self._outcomes[shape] = decide_outcome(plan.contract, plan.world, one, self._now)
        return found


def decide_outcome(contract: Contract, world: World, one: Standing, now: datetime) -> Outcome:
    """Decide on one person, by the function that issues; keep the names only."""
    signed = Standing(world.signed(one.identity, contract), one.membership)
    try:
        release = decide_among(world.words_of(contract), signed.subject(contract, world.key), now)
    except RequiredAttributeMissing as refusal:
        return Outcome(f"{refusal.code}:{refusal.expected.partition(':')[0]}")
    except Refusal as refusal:
        return Outcome(refusal.code)
    known = (SUBJECT,) if contract.identifier is Identifier.PSEUDONYM else ()
    return Outcome("", frozenset((*known, *(sent.code for sent in release.released))))


def _compare(pair: Pair, before: Outcome, after: Outcome, differing: frozenset[str]) -> Delta:
    both = before.released & after.released & differing
    finer = {code for code in both if _compare_clauses(pair, code) > 0}
    coarser = {code for code in both if _compare_clauses(pair, code) < 0}
    sets = (after.released - before.released, before.released - after.released, both - finer - coarser, coarser, finer)
    return Delta(before.refusal, after.refusal, *(tuple(sorted(one)) for one in sets))


def _compare_clauses(pair: Pair, code: str) -> int:
    sides = (pair.before.clauses if pair.before else (), pair.after.clauses if pair.after else ())
    found = [next((one.transformation for one in clauses if one.code == code), None) for clauses in sides]
    return compare_precision(found[0], found[1]) if found[0] and found[1] else 0


def _alike(one: Standing | None) -> tuple[Profile | None, int, int]:
    """Say in what people are alike besides the answers: profile, and whether there are none, one or several."""
    if one is None:
        return (None, 0, 0)
    tie = one.membership
    return (tie.profile, min(len(tie.divisions.values), _SEVERAL), min(len(tie.groups.values), _SEVERAL))


def _plan(
    contract: Contract | None, world: World, now: datetime, probes: dict[tuple[object, ...], Probe]
) -> _Plan | None:
    if contract is None:
        return None
    needs = []
    for probe in probes_of(contract, world, now):
        probes.setdefault(probe.key, probe)
        needs.append(list(probes).index(probe.key))
    return _Plan(contract, world, tuple(needs))


def _enter(
    comparisons: Iterable[Comparison], found: dict[tuple[object, ...], tuple[int, Comparison]]
) -> dict[str, int]:
    """Give each comparison its number, those of one key the same."""
    named: dict[str, int] = {}
    for one in comparisons:
        named[one.code] = found.setdefault(one.key, (len(found), one))[0]
    return named
