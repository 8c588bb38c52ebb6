"""Owns the ports of rights held in memory, as their docstrings say, so that flows can be tried without a database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from broker.core.identity import PersonKey
from broker.core.rights.access import Candidate, Door, Visitor
from broker.core.rights.assignment import Assignment, Licence, Target, TargetKind
from broker.core.rights.audience import Audience
from broker.core.rights.notice import Notice
from broker.core.rights.subscription import UNLIMITED, AssignmentKind, Subscription
from broker.flows.access_desk import AccessDesk
from broker.flows.ports import Clock
from broker.flows.rights_ports import AccessCount
from tests.builders import COLLEGE, NOON

ALL_PUBLICS = frozenset(Audience)


@dataclass(slots=True)
class RightsInMemory:
    """Hold subscriptions, assignments and licences; answer as Subscriptions' reader, Rights and Assignments do."""

    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    assignments: dict[str, Assignment] = field(default_factory=dict)
    held: dict[tuple[str, PersonKey], Licence] = field(default_factory=dict)
    named: dict[tuple[str, PersonKey], bool] = field(default_factory=dict)
    questions: int = 0

    def put(self, *things: Subscription | Assignment | Licence) -> "RightsInMemory":
        for thing in things:
            if isinstance(thing, Subscription):
                self.subscriptions[thing.id] = thing
            elif isinstance(thing, Assignment):
                self.assignments[thing.id] = thing
            else:
                self.held[thing.subscription, thing.person] = thing
        return self

    def candidates(self, visitor: Visitor, resources: Sequence[str] | None) -> tuple[Candidate, ...]:
        self.questions += 1
        return tuple(
            self._candidate(one, visitor)
            for one in sorted(self.subscriptions.values(), key=lambda one: one.id)
            if (resources is None or one.resource in resources) and _covers(one, visitor)
        )

    def is_subscribed_elsewhere(self, resources: Sequence[str]) -> bool:
        return any(one.resource in resources and one.deleted is None for one in self.subscriptions.values())

    def _candidate(self, one: Subscription, visitor: Visitor) -> Candidate:
        naming = (found for found in self.assignments.values() if _names(found, one, visitor))
        assignment = next(naming, None)
        return Candidate(
            subscription=one.id,
            distributor=one.distributor,
            resource=one.resource,
            kind=one.kind,
            audiences=one.audiences,
            starts=one.starts,
            last_moment=one.last_moment,
            assignment=assignment.id if assignment else None,
            target=assignment.target.kind if assignment else None,
            holds_licence=(one.id, visitor.person) in self.held,
            remaining=self._remaining(one, visitor.audience),
        )

    def _remaining(self, one: Subscription, audience: Audience | None) -> int:
        if audience is None:
            return 0
        pool = one.pool_of(audience)
        most = one.pools.get(pool, 0)
        taken = [held for held in self.held.values() if held.subscription == one.id]
        used = sum(one.pool_of(held.audience) == pool for held in taken)
        return UNLIMITED if most == UNLIMITED else most - used

    def take_licence(self, licence: Licence) -> bool:
        one = self.subscriptions.get(licence.subscription)
        if (licence.subscription, licence.person) in self.held:
            return True
        if one is None or not self._remaining(one, licence.audience):
            return False
        self.put(licence)
        return True

    def assign(self, assignment: Assignment, people: Sequence[PersonKey]) -> None:
        self.put(assignment)
        one = assignment
        for person in people:
            self.take_licence(Licence(one.subscription, person, one.uai, one.target.audience, one.id))

    def assign_all(self, batch: Sequence[tuple[Assignment, Sequence[PersonKey]]]) -> None:
        for assignment, people in batch:
            self.assign(assignment, people)

    def free_licences(self, licences: Sequence[Licence]) -> int:
        return sum(self.held.pop((one.subscription, one.person), None) is not None for one in licences)

    def withdraw(self, assignment: str, uai: str, kept: Mapping[PersonKey, str]) -> None:
        assert self.assignments[assignment].uai == uai
        del self.assignments[assignment]
        freed = [key for key, held in self.held.items() if held.assignment == assignment and held.person not in kept]
        for key in freed:
            del self.held[key]

    def find(self, assignment: str) -> Assignment | None:
        return self.assignments.get(assignment)

    def of_school(self, uai: str, subscription: str | None = None) -> tuple[Assignment, ...]:
        found = (one for one in self.assignments.values() if one.uai == uai)
        return tuple(one for one in found if subscription in (None, one.subscription))

    def licences(self, subscription: str, uai: str) -> tuple[Licence, ...]:
        return tuple(one for one in self.held.values() if (one.subscription, one.uai) == (subscription, uai))

    def name_delegate(self, uai: str, person: PersonKey, *, is_delegate: bool) -> None:
        if is_delegate:
            self.named[uai, person] = True
        else:
            self.named.pop((uai, person), None)

    def delegates(self, uai: str) -> tuple[PersonKey, ...]:
        return tuple(person for school, person in self.named if school == uai)

    def forget_person(self, person: PersonKey) -> int:
        mine = [key for key in self.held if key[1] == person]
        named = [key for key in self.named if key[1] == person]
        whole = (person.project, person.identifier)
        made = [one.id for one in self.assignments.values() if (one.target.project, one.target.code) == whole]
        for key in mine:
            del self.held[key]
        for pair in named:
            del self.named[pair]
        for name in made:
            del self.assignments[name]
        return len(mine) + len(named) + len(made)


@dataclass(slots=True)
class CountsInMemory:
    """Count accesses by what a count holds."""

    counted: dict[tuple[date, str, str, str, str], int] = field(default_factory=dict)

    def count_access(self, door: Door, day: date) -> None:
        key = (day, door.uai, door.audience or "", door.resource, door.project)
        self.counted[key] = self.counted.get(key, 0) + 1

    def access_counts(self, first: date, last: date) -> tuple[AccessCount, ...]:
        found = sorted((key, number) for key, number in self.counted.items() if first <= key[0] <= last)
        return tuple(AccessCount(*key, number) for key, number in found)


@dataclass(frozen=True, slots=True)
class FewNotices:
    """Know the notices given."""

    notices: tuple[Notice, ...] = ()

    def find(self, resource: str) -> Notice | None:
        return next((one for one in self.notices if one.resource == resource), None)

    def all(self) -> tuple[Notice, ...]:
        return self.notices

    def daughters(self, mother: str) -> tuple[Notice, ...]:
        return tuple(one for one in self.notices if one.mother == mother)


def a_desk(rights: RightsInMemory, clock: Clock, *notices: Notice) -> AccessDesk:
    """Return the desk that decides on rights held in memory."""
    return AccessDesk(clock, FewNotices(notices), rights, rights, CountsInMemory())


def _covers(one: Subscription, visitor: Visitor) -> bool:
    of_nature = bool(one.nature) and one.nature == visitor.nature
    return one.deleted is None and (visitor.uai in one.schools or of_nature)


def _names(found: Assignment, one: Subscription, visitor: Visitor) -> bool:
    target = found.target
    named = {
        TargetKind.PERSON: PersonKey(target.project, target.code) == visitor.person,
        TargetKind.DIVISION: target.code in visitor.divisions,
        TargetKind.GROUP: target.code in visitor.groups,
        TargetKind.AUDIENCE: True,
    }
    here = (found.subscription, found.uai) == (one.id, visitor.uai)
    return here and target.audience is visitor.audience and named[target.kind]


def a_subscription(**changes: object) -> Subscription:
    """Return a subscription of the collège to the hopscotch, open to every public of the school."""
    subscription = Subscription(
        id="S1",
        distributor="777777771_0000000000000001",
        resource="ark:/77777/marelle",
        starts=NOON.replace(month=1),
        ends=NOON.replace(month=7),
        audiences=ALL_PUBLICS,
        kind=AssignmentKind.SCHOOL,
        created=NOON.replace(month=1),
        modified=NOON.replace(month=1),
        schools=frozenset({COLLEGE}),
        licences_overall=UNLIMITED,
    )
    return replace(subscription, **changes)  # type: ignore[arg-type] # any field of the type


def an_individual(**changes: object) -> Subscription:
    """Return a subscription that opens to whom it is assigned."""
    return a_subscription(**({"kind": AssignmentKind.INDIVIDUAL} | changes))


def an_assignment(target: Target, **changes: object) -> Assignment:
    """Return an assignment of the subscription in the collège."""
    assignment = Assignment("A1", "S1", COLLEGE, target, at(2026, 2))
    return replace(assignment, **changes)  # type: ignore[arg-type] # any field of the type


def at(year: int, month: int) -> datetime:
    """Return noon of the second of a month."""
    return NOON.replace(year=year, month=month)
