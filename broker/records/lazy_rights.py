"""Owns the rights of records that may be blank: what is looked for there is nothing, and makes no file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from broker.core.identity import PersonKey
from broker.core.refusals.subscription import AssignmentUnknown, SubscriptionUnknown
from broker.core.rights.access import Candidate, Door, Visitor
from broker.core.rights.assignment import Assignment, Licence
from broker.core.rights.subscription import Subscription
from broker.flows.rights_ports import (
    AccessCount,
    AccessCounts,
    Assignments,
    Rights,
    Subscriptions,
    SubscriptionSearch,
)


@dataclass(frozen=True, slots=True)
class LazySubscriptions:
    """Hold subscriptions (port `Subscriptions`): `find_kept` gives None while nothing was ever kept."""

    find_kept: Callable[[], Subscriptions | None]
    open: Callable[[], Subscriptions]

    def create(self, subscription: Subscription) -> None:
        """Keep a new one; raise `SubscriptionExists`."""
        self.open().create(subscription)

    def create_all(self, subscriptions: Sequence[Subscription]) -> None:
        """Keep several new ones in one transaction; raise `SubscriptionExists`."""
        self.open().create_all(subscriptions)

    def change(self, subscription: Subscription) -> None:
        """Put one in the place of the former; raise `SubscriptionUnknown` or `LicencesInUse`."""
        self._kept(subscription.id).change(subscription)

    def delete(self, subscription: str, distributor: str, at: datetime) -> None:
        """Delete one; raise `SubscriptionUnknown`."""
        self._kept(subscription).delete(subscription, distributor, at)

    def find(self, subscription: str) -> Subscription | None:
        """Return one by its identifier."""
        kept = self.find_kept()
        return kept.find(subscription) if kept else None

    def search(self, search: SubscriptionSearch) -> tuple[Subscription, ...]:
        """Return those wanted, one page of them."""
        kept = self.find_kept()
        return kept.search(search) if kept else ()

    def count(self, search: SubscriptionSearch) -> int:
        """Return how many there are, whatever the page."""
        kept = self.find_kept()
        return kept.count(search) if kept else 0

    def covering(self, uai: str, nature: str) -> tuple[Subscription, ...]:
        """Return those, not deleted, that cover a school, in order of identifier."""
        kept = self.find_kept()
        return kept.covering(uai, nature) if kept else ()

    def used(self, subscriptions: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        """Return how many licences are taken, by subscription and pool."""
        kept = self.find_kept()
        return kept.used(subscriptions) if kept else {}

    def used_by_school(self, subscription: str) -> Mapping[str, Mapping[str, int]]:
        """Return how many licences people hold, by UAI and public, of one subscription."""
        kept = self.find_kept()
        return kept.used_by_school(subscription) if kept else {}

    def used_by_schools(self, subscriptions: Sequence[str]) -> Mapping[str, Mapping[str, Mapping[str, int]]]:
        """Return the same of several, by subscription."""
        kept = self.find_kept()
        return kept.used_by_schools(subscriptions) if kept else {}

    def _kept(self, subscription: str) -> Subscriptions:
        kept = self.find_kept()
        if kept is None:
            raise SubscriptionUnknown(received=subscription)
        return kept


@dataclass(frozen=True, slots=True)
class LazyAssignments:
    """Hold assignments and licences (port `Assignments`)."""

    find_kept: Callable[[], Assignments | None]
    open: Callable[[], Assignments]

    def assign(self, assignment: Assignment, people: Sequence[PersonKey]) -> None:
        """Keep an assignment and give licences; raise `SubscriptionUnknown`, `AssignmentExists` or `LicencesShort`."""
        kept = self.find_kept()
        if kept is None:
            raise SubscriptionUnknown(expected="a subscription", received=assignment.subscription)
        kept.assign(assignment, people)

    def assign_all(self, batch: Sequence[tuple[Assignment, Sequence[PersonKey]]]) -> None:
        """Keep several assignments, all or nothing; raise as `assign` does."""
        kept = self.find_kept()
        if kept is None:
            names = (assignment.subscription for assignment, _ in batch)
            raise SubscriptionUnknown(expected="a subscription", received=next(names, ""))
        kept.assign_all(batch)

    def withdraw(self, assignment: str, uai: str, kept: Mapping[PersonKey, str]) -> None:
        """Take an assignment out and free its people's licences but for those kept; raise `AssignmentUnknown`."""
        there = self.find_kept()
        if there is None:
            raise AssignmentUnknown(expected="an assignment of the school", received=assignment)
        there.withdraw(assignment, uai, kept)

    def find(self, assignment: str) -> Assignment | None:
        """Return one by its identifier."""
        kept = self.find_kept()
        return kept.find(assignment) if kept else None

    def of_school(self, uai: str, subscription: str | None = None) -> tuple[Assignment, ...]:
        """Return the assignments of one school, of one subscription or of all, the oldest first."""
        kept = self.find_kept()
        return kept.of_school(uai, subscription) if kept else ()

    def licences(self, subscription: str, uai: str) -> tuple[Licence, ...]:
        """Return the licences that people of a school hold of a subscription."""
        kept = self.find_kept()
        return kept.licences(subscription, uai) if kept else ()

    def take_licence(self, licence: Licence) -> bool:
        """Take a licence for a person who holds none; tell whether the person holds one now."""
        kept = self.find_kept()
        return kept.take_licence(licence) if kept else False

    def free_licences(self, licences: Sequence[Licence]) -> int:
        """Free licences that still stand so; return how many went."""
        kept = self.find_kept()
        return kept.free_licences(licences) if kept else 0

    def name_delegate(self, uai: str, person: PersonKey, *, is_delegate: bool) -> None:
        """Make a person a delegate of a school's responsible, or no more."""
        self.open().name_delegate(uai, person, is_delegate=is_delegate)

    def delegates(self, uai: str) -> tuple[PersonKey, ...]:
        """Return the delegates of a school's responsible."""
        kept = self.find_kept()
        return kept.delegates(uai) if kept else ()

    def forget_person(self, person: PersonKey) -> int:
        """Take out all that names a person, and free the licences; return how many lines went."""
        kept = self.find_kept()
        return kept.forget_person(person) if kept else 0


@dataclass(frozen=True, slots=True)
class LazyRights:
    """Answer what the decision needs (port `Rights`)."""

    find_kept: Callable[[], Rights | None]

    def candidates(self, visitor: Visitor, resources: Sequence[str] | None) -> tuple[Candidate, ...]:
        """Return the subscriptions to one of these resources (None: to any) that cover the visitor's school."""
        kept = self.find_kept()
        return kept.candidates(visitor, resources) if kept else ()

    def is_subscribed_elsewhere(self, resources: Sequence[str]) -> bool:
        """Tell whether any school has a subscription to one of these resources."""
        kept = self.find_kept()
        return kept.is_subscribed_elsewhere(resources) if kept else False


@dataclass(frozen=True, slots=True)
class LazyAccessCounts:
    """Hold the counts of accesses (port `AccessCounts`)."""

    find_kept: Callable[[], AccessCounts | None]
    open: Callable[[], AccessCounts]

    def count_access(self, door: Door, day: date) -> None:
        """Add one."""
        self.open().count_access(door, day)

    def access_counts(self, first: date, last: date) -> tuple[AccessCount, ...]:
        """Return the counts of those days, both included, in order of day."""
        kept = self.find_kept()
        return kept.access_counts(first, last) if kept else ()
