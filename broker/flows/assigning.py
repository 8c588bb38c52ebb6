"""Owns assigning in one school: how its subscriptions stand, whom an assignment would concern, giving and taking back.

Knows the school that it is told, and nobody's page: who may assign there is settled before (`core.rights.responsible`).
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from broker.core.identity import PersonKey
from broker.core.refusals.subscription import AssignmentExists, AssignmentUnknown, SubscriptionUnknown, TargetUnknown
from broker.core.rights.assignment import Assignment, Licence, Target
from broker.core.rights.population import Population, population_of
from broker.core.rights.standing import Pool, Standing, check_assignable, is_covered, standing_of
from broker.core.school import School
from broker.flows.ports import Clock, Directory
from broker.flows.rights_ports import Assignments, Subscriptions


@dataclass(frozen=True, slots=True)
class Effect:
    """Say what an assignment to a target would do: whom it is for, and who of them would take a licence."""

    target: Target
    people: int
    takers: int
    exists: bool


@dataclass(frozen=True, slots=True)
class Forecast:
    """Say what assigning a subscription to some targets would do, before it is done.

    `needs` holds each pool with how many licences would be taken of it; nobody is counted twice.
    """

    standing: Standing
    effects: tuple[Effect, ...]
    needs: tuple[tuple[Pool, int], ...]

    @property
    def is_short(self) -> bool:
        """Tell whether a pool would not do."""
        return any(not pool.holds(taken) for pool, taken in self.needs)

    @property
    def taken(self) -> int:
        """Return how many licences would be taken."""
        return sum(taken for _, taken in self.needs)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Say what withdrawing did: the licences freed, and those kept under another assignment."""

    freed: int
    kept: int


@dataclass(frozen=True, slots=True)
class AssignmentDesk:
    """Assign in the schools of one installation."""

    clock: Clock
    directory: Directory
    subscriptions: Subscriptions
    assignments: Assignments

    def population(self, uai: str) -> Population:
        """Return who is in a school today."""
        return population_of(uai, self.directory.find_school_people(uai))

    def standings(self, school: School) -> tuple[Standing, ...]:
        """Return every subscription that covers a school, by identifier: what was created a moment ago as well."""
        found, now = self.subscriptions.covering(school.uai, school.nature), self.clock.now()
        used = self.subscriptions.used([one.id for one in found])
        return tuple(standing_of(one, used.get(one.id, {}), now) for one in found)

    def standing(self, school: School, subscription: str) -> Standing:
        """Return how one subscription stands; raise `SubscriptionUnknown` unless it covers the school."""
        found = self.subscriptions.find(subscription)
        if found is None or not is_covered(school, found):
            raise SubscriptionUnknown(expected="a subscription that covers the school", received=subscription[:45])
        return standing_of(found, self.subscriptions.used([found.id]).get(found.id, {}), self.clock.now())

    def forecast(self, school: School, subscription: str, targets: Iterable[Target]) -> Forecast:
        """Return what assigning would do; refuse what could not be assigned at all.

        Raises `SubscriptionUnknown`, `SubscriptionNotAssignable` or `TargetUnknown`.
        """
        return self.forecast_in(self.standing(school, subscription), self.population(school.uai), tuple(targets))

    def forecast_in(self, standing: Standing, population: Population, targets: tuple[Target, ...]) -> Forecast:
        """Return what assigning would do, given how the subscription stands and who is in the school."""
        check_assignable(standing, (target.audience for target in targets))
        for target in targets:
            if not population.knows(target):
                raise TargetUnknown(expected=f"a {target.kind} of {population.uai}", received="another")
        subscription = standing.subscription.id
        there = {one.target for one in self.assignments.of_school(population.uai, subscription)}
        holding = {one.person for one in self.assignments.licences(subscription, population.uai)}
        effects, needs = [], dict.fromkeys((pool.name for pool in standing.pools.values()), 0)
        for target in dict.fromkeys(targets):
            people, exists = population.people((target,)), target in there
            takers = frozenset() if exists else people - holding
            needs[standing.pool_of(target.audience).name] += len(takers)
            holding |= takers
            effects.append(Effect(target, len(people), len(takers), exists))
        wanted = ((standing.pools[name], taken) for name, taken in needs.items() if taken)
        return Forecast(standing, tuple(effects), tuple(wanted))

    def assign(self, school: School, subscription: str, targets: Iterable[Target]) -> Forecast:
        """Assign a subscription to targets, all or nothing; those that exist stay as they are. Return what was done.

        Raises as `forecast` does, `AssignmentExists` where all of them exist, and `LicencesShort`.
        """
        population, standing = self.population(school.uai), self.standing(school, subscription)
        foreseen = self.forecast_in(standing, population, tuple(targets))
        batch = self.make_batch(standing, population, [one.target for one in foreseen.effects if not one.exists])
        if not batch:
            raise AssignmentExists(expected="a target of its own", received=subscription)
        self.assignments.assign_all(batch)
        return foreseen

    def make_batch(
        self, standing: Standing, population: Population, targets: Iterable[Target]
    ) -> list[tuple[Assignment, Sequence[PersonKey]]]:
        """Return new assignments of a subscription, each with the people who get a licence by it."""
        named, now = (population.uai, standing.subscription.id), self.clock.now()
        return [
            (Assignment(secrets.token_urlsafe(12), named[1], named[0], target, now), sorted(people, key=_order))
            for target, people in ((target, population.people((target,))) for target in targets)
        ]

    def withdraw(self, school: School, assignments: Iterable[str]) -> Withdrawal:
        """Withdraw assignments of one subscription or of several: their licences are free, or kept by what is left.

        A licence is kept where another assignment of the same subscription, that is not withdrawn here, still names
        its holder. Raises `AssignmentUnknown` before anything is withdrawn.
        """
        wanted = tuple(dict.fromkeys(assignments))
        found = [self._own(school, one) for one in wanted]
        population, freed, kept = self.population(school.uai), 0, 0
        for one in found:
            holders = [licence for licence in self._licences(school, one.subscription) if licence.assignment == one.id]
            stays = self._kept(population, one, [licence.person for licence in holders], set(wanted))
            try:
                self.assignments.withdraw(one.id, school.uai, stays)
            except AssignmentUnknown:  # another responsible has withdrawn it meanwhile, which is what was wanted
                continue
            freed, kept = freed + len(holders) - len(stays), kept + len(stays)
        return Withdrawal(freed, kept)

    def _own(self, school: School, assignment: str) -> Assignment:
        found = self.assignments.find(assignment)
        if found is None or found.uai != school.uai:  # another school's gets the same answer as none
            raise AssignmentUnknown(expected="an assignment of this school", received=assignment[:60])
        return found

    def _licences(self, school: School, subscription: str) -> tuple[Licence, ...]:
        return self.assignments.licences(subscription, school.uai)

    def _kept(
        self, population: Population, withdrawn: Assignment, holders: Sequence[PersonKey], gone: set[str]
    ) -> Mapping[PersonKey, str]:
        """Return, by holder, the oldest other assignment that names them still."""
        others = self.assignments.of_school(withdrawn.uai, withdrawn.subscription)
        kept: dict[PersonKey, str] = {}
        for other in others:
            if other.id not in gone:
                for person in population.people((other.target,)):
                    kept.setdefault(person, other.id)
        return {person: kept[person] for person in holders if person in kept}


def _order(person: PersonKey) -> tuple[str, str]:
    return person.project, person.identifier
