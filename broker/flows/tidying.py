"""Owns giving back the licences of people who have left: being transferable, they are for whoever comes next."""

from dataclasses import dataclass, field

from broker.core.identity import PersonKey
from broker.core.rights.assignment import Assignment, Licence, TargetKind
from broker.core.rights.population import Population
from broker.core.rights.standing import Standing
from broker.core.school import School
from broker.flows.assigning import AssignmentDesk


@dataclass(frozen=True, slots=True)
class Leftover:
    """Hold what of one subscription belongs to nobody any more: licences, and assignments to people who have left."""

    standing: Standing
    licences: tuple[Licence, ...] = field(repr=False)
    assignments: tuple[Assignment, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Tidying:
    """Find and free what people who left a school, or one of its divisions and groups, still hold there."""

    desk: AssignmentDesk

    def find(self, school: School) -> tuple[Leftover, ...]:
        """Return what would be freed, subscription by subscription; nothing is changed."""
        population = self.desk.population(school.uai)
        found = (self._leftover(school, population, standing) for standing in self.desk.standings(school))
        return tuple(one for one in found if one.licences or one.assignments)

    def tidy(self, school: School) -> int:
        """Withdraw what names people who have left, free what nobody needs, and return how many licences went."""
        freed = 0
        for leftover in self.find(school):
            freed += self.desk.withdraw(school, [one.id for one in leftover.assignments]).freed
            gone = {one.id for one in leftover.assignments}
            freed += self.desk.assignments.free_licences(
                [one for one in leftover.licences if one.assignment not in gone]
            )
        return freed

    def _leftover(self, school: School, population: Population, standing: Standing) -> Leftover:
        subscription = standing.subscription
        assignments = self.desk.assignments.of_school(school.uai, subscription.id)
        entitled = self._entitled(population, standing, assignments)
        held = self.desk.assignments.licences(subscription.id, school.uai)
        lost = (one for one in assignments if one.target.kind is TargetKind.PERSON)
        return Leftover(
            standing,
            tuple(one for one in held if one.person not in entitled),
            tuple(one for one in lost if not population.knows(one.target)),
        )

    @staticmethod
    def _entitled(
        population: Population, standing: Standing, assignments: tuple[Assignment, ...]
    ) -> frozenset[PersonKey]:
        """Return who of the school may hold a licence: whom an assignment names, or everybody of a school's publics."""
        if standing.is_individual:
            return population.people(one.target for one in assignments)
        audiences = standing.subscription.audiences
        return frozenset(member.person for member in population.members if member.audience in audiences)
