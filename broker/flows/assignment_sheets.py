"""Owns taking a school's assignments out as a sheet, and bringing a sheet in: read whole first, then all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from broker.core.errors import Refusal
from broker.core.refusals.subscription import (
    LicencesShort,
    RightsRefused,
    SheetWrong,
    SubscriptionUnknown,
    TargetUnknown,
)
from broker.core.rights.assignment import Assignment, Target, TargetKind
from broker.core.rights.population import Population
from broker.core.rights.sheet import SheetLine, read_sheet, word_of, write_sheet
from broker.core.rights.standing import Standing, check_assignable
from broker.core.school import School
from broker.flows.assigning import AssignmentDesk, Forecast


class LineState(StrEnum):
    """Say what a line of a sheet does."""

    NEW = "new"
    THERE = "there"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class LineResult:
    """Say what one line would do: `people` it is for, `takers` among them of a licence, or the refusal it meets."""

    line: SheetLine
    state: LineState
    target: Target | None = None
    people: int = 0
    takers: int = 0
    refusal: Refusal | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """Hold what a whole sheet would do, line by line in its order."""

    lines: tuple[LineResult, ...]

    def count(self, state: LineState) -> int:
        """Return how many lines are in a state."""
        return sum(result.state is state for result in self.lines)

    @property
    def is_right(self) -> bool:
        """Tell whether no line is wrong."""
        return not self.count(LineState.WRONG)


@dataclass(frozen=True, slots=True)
class AssignmentSheets:
    """Read and write the sheets of schools."""

    desk: AssignmentDesk

    def write(self, school: School) -> bytes:
        """Return the school's assignments as a sheet, subscription by subscription."""
        population = self.desk.population(school.uai)
        found = sorted(self.desk.assignments.of_school(school.uai), key=lambda one: (one.subscription, one.at, one.id))
        resources = {name: self._resource_of(name) for name in {one.subscription for one in found}}
        return write_sheet(_row(one, resources[one.subscription], population) for one in found)

    def plan(self, school: School, content: bytes) -> SheetPlan:
        """Return what a sheet would do, and change nothing; raise `SheetUnreadable`."""
        return _Reading(self.desk, school).plan(read_sheet(content))

    def apply(self, school: School, content: bytes) -> SheetPlan:
        """Make every new assignment of a sheet, in one transaction.

        Raises `SheetUnreadable`, `SheetWrong`, or what the records refuse when others were faster.
        """
        reading = _Reading(self.desk, school)
        plan = reading.plan(read_sheet(content))
        if not plan.is_right:
            wrong = [str(result.line.number) for result in plan.lines if result.state is LineState.WRONG]
            raise SheetWrong(expected="no wrong line", received=f"lines {', '.join(wrong[:10])}")
        batch = [
            made
            for result in plan.lines
            if result.state is LineState.NEW and result.target is not None
            for made in self.desk.make_batch(
                reading.standing(result.line.subscription), reading.population, (result.target,)
            )
        ]
        if batch:
            self.desk.assignments.assign_all(batch)
        return plan

    def _resource_of(self, subscription: str) -> str:
        found = self.desk.subscriptions.find(subscription)
        return found.resource if found else ""


class _Reading:
    """Read one sheet for one school: each subscription is looked up once."""

    def __init__(self, desk: AssignmentDesk, school: School) -> None:
        self.population = desk.population(school.uai)
        self._desk, self._school = desk, school
        self._standings = {one.subscription.id: one for one in desk.standings(school)}
        self._there = {(one.subscription, one.target) for one in desk.assignments.of_school(school.uai)}

    def standing(self, subscription: str) -> Standing:
        if subscription not in self._standings:
            raise SubscriptionUnknown(expected="a subscription that covers the school", received=subscription[:45])
        return self._standings[subscription]

    def plan(self, lines: Sequence[SheetLine]) -> SheetPlan:
        results, seen = [self._read(line) for line in lines], set[tuple[str, Target]]()
        for place, result in enumerate(results):
            if result.target is not None and (result.line.subscription, result.target) in seen:
                results[place] = replace(result, state=LineState.THERE)
            elif result.target is not None:
                seen.add((result.line.subscription, result.target))
        for subscription in dict.fromkeys(one.line.subscription for one in results if one.state is LineState.NEW):
            self._weigh(subscription, results)
        return SheetPlan(tuple(results))

    def _read(self, line: SheetLine) -> LineResult:
        try:
            target = self._own(line.read_target())
            if (line.subscription, target) in self._there:
                return LineResult(line, LineState.THERE, target, len(self.population.people((target,))))
            self._check(line, target)
        except RightsRefused as refusal:
            return LineResult(line, LineState.WRONG, refusal=refusal)
        return LineResult(line, LineState.NEW, target)

    def _check(self, line: SheetLine, target: Target) -> None:
        standing = self.standing(line.subscription)
        if line.resource not in {"", standing.subscription.resource}:
            raise SubscriptionUnknown(expected=standing.subscription.resource, received=line.resource[:80])
        check_assignable(standing, (target.audience,))
        if not self.population.knows(target):
            raise TargetUnknown(expected=f"a {target.kind} of {self._school.uai}", received="another")

    def _own(self, target: Target) -> Target:
        """Return a person's target with the ENT project, which a sheet may leave out where one alone fits."""
        if target.kind is not TargetKind.PERSON or target.project:
            return target
        named = (member.itself for member in self.population.members if member.person.identifier == target.code)
        fitting = [itself for itself in named if itself.audience is target.audience]
        return fitting[0] if len(fitting) == 1 else target

    def _weigh(self, subscription: str, results: list[LineResult]) -> None:
        """Say how many licences each new line takes; a line for which none are left any more is wrong."""
        mine = {place: result for place, result in enumerate(results) if _is_new(result, subscription)}
        foreseen = self._forecast(subscription, [result.target for result in mine.values() if result.target])
        left = {name: pool.remaining for name, pool in foreseen.standing.pools.items()}
        for place, effect in zip(mine, foreseen.effects, strict=True):
            pool = foreseen.standing.pool_of(effect.target.audience)
            weighed = replace(results[place], people=effect.people, takers=effect.takers)
            if left[pool.name] >= 0:  # UNLIMITED is below
                left[pool.name] -= effect.takers
                if left[pool.name] < 0:
                    short = LicencesShort(expected=f"{effect.takers} licences left", received=subscription)
                    weighed = replace(weighed, state=LineState.WRONG, refusal=short)
                    left[pool.name] += effect.takers
            results[place] = weighed

    def _forecast(self, subscription: str, targets: Sequence[Target]) -> Forecast:
        return self._desk.forecast_in(self.standing(subscription), self.population, tuple(targets))


def _is_new(result: LineResult, subscription: str) -> bool:
    return result.state is LineState.NEW and result.line.subscription == subscription


def _row(one: Assignment, resource: str, population: Population) -> dict[str, str]:
    return {
        "idAbonnement": one.subscription,
        "idRessource": resource,
        "cible": word_of(one.target.kind),
        "code": one.target.code,
        "public": one.target.audience.value,
        "projet": one.target.project,
        "libelle": population.title_of(one.target),
        "personnes": str(len(population.concerned(one.target))),
    }
