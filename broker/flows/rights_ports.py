"""Owns the ports of rights: subscriptions, assignments, notices and the counts of accesses, as shapes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from broker.core.identity import PersonKey
from broker.core.rights.access import Candidate, Door, Visitor
from broker.core.rights.assignment import Assignment, Licence
from broker.core.rights.notice import Notice
from broker.core.rights.subscription import Subscription


@dataclass(frozen=True, slots=True)
class DateFilter:
    """Keep subscriptions whose `field` lies between two moments; `field` is named as in `SubscriptionSearch`."""

    field: str
    before: datetime | None = None
    after: datetime | None = None


@dataclass(frozen=True, slots=True)
class SubscriptionSearch:
    """Say which subscriptions are wanted: fields of `Subscription` by name, all of which must fit.

    `equals` may name `id`, `distributor`, `resource`, `kind`, `category`, `project_code`, `nature`; `school` is a UAI
    and `audience` a public among its own. Those deleted are left out unless `deleted`; a date filter may name `deleted`
    too, so that only they are found. Sorted by one field (`sort`:
    any of `equals`, `resource_kind`, `label`, `audiences`, `created`, `modified`, `starts`, `ends`), then by
    identifier.
    """

    equals: Mapping[str, str]
    school: str | None = None
    audience: str | None = None
    dates: tuple[DateFilter, ...] = ()
    deleted: bool = False
    sort: str = "id"
    descending: bool = False
    offset: int = 0
    limit: int = 5000


class Subscriptions(Protocol):
    """Keep subscriptions. Every change is all or nothing, and durable once it returns. Raises `RecordsUnavailable`."""

    def create(self, subscription: Subscription) -> None:
        """Keep a new one; raise `SubscriptionExists`."""
        ...

    def create_all(self, subscriptions: Sequence[Subscription]) -> None:
        """Keep several new ones in one transaction; raise `SubscriptionExists`."""
        ...

    def change(self, subscription: Subscription) -> None:
        """Put one in the place of the former of its identifier and distributor.

        Raises `SubscriptionUnknown`, or `LicencesInUse` where licences taken would not fit any more.
        """
        ...

    def delete(self, subscription: str, distributor: str, at: datetime) -> None:
        """Delete one: its licences and assignments go, and it stays to be seen under `_` and its identifier.

        Raises `SubscriptionUnknown`.
        """
        ...

    def find(self, subscription: str) -> Subscription | None:
        """Return one by its identifier."""
        ...

    def search(self, search: SubscriptionSearch) -> tuple[Subscription, ...]:
        """Return those wanted, one page of them."""
        ...

    def count(self, search: SubscriptionSearch) -> int:
        """Return how many there are, whatever the page."""
        ...

    def covering(self, uai: str, nature: str) -> tuple[Subscription, ...]:
        """Return those, not deleted, that cover a school, in order of identifier."""
        ...

    def used(self, subscriptions: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        """Return how many licences are taken, by subscription and pool (see `Subscription.pools`)."""
        ...

    def used_by_school(self, subscription: str) -> Mapping[str, Mapping[str, int]]:
        """Return how many licences people hold, by UAI and public, of one subscription."""
        ...

    def used_by_schools(self, subscriptions: Sequence[str]) -> Mapping[str, Mapping[str, Mapping[str, int]]]:
        """Return the same of several, by subscription; schools come in order of UAI."""
        ...


class Assignments(Protocol):
    """Keep assignments and licences. Atomic: two workers cannot take one licence. Raises `RecordsUnavailable`."""

    def assign(self, assignment: Assignment, people: Sequence[PersonKey]) -> None:
        """Keep an assignment and give each of these people a licence who holds none; all or nothing.

        Raises `AssignmentExists`, `LicencesShort`, or `SubscriptionUnknown`.
        """
        ...

    def assign_all(self, batch: Sequence[tuple[Assignment, Sequence[PersonKey]]]) -> None:
        """Keep several assignments, of one subscription or of more, each as `assign` does; all or nothing."""
        ...

    def withdraw(self, assignment: str, uai: str, kept: Mapping[PersonKey, str]) -> None:
        """Take an assignment out and free its people's licences, except of those kept by another assignment.

        `kept` names, by person, that other assignment; where it has gone meanwhile, the licence is freed all the same.
        Raises `AssignmentUnknown`.
        """
        ...

    def find(self, assignment: str) -> Assignment | None:
        """Return one by its identifier."""
        ...

    def of_school(self, uai: str, subscription: str | None = None) -> tuple[Assignment, ...]:
        """Return the assignments of one school, of one subscription or of all, the oldest first."""
        ...

    def licences(self, subscription: str, uai: str) -> tuple[Licence, ...]:
        """Return the licences that people of a school hold of a subscription."""
        ...

    def take_licence(self, licence: Licence) -> bool:
        """Take a licence for a person who holds none; tell whether the person holds one now."""
        ...

    def free_licences(self, licences: Sequence[Licence]) -> int:
        """Free licences, except those that have gone or hang on another assignment meanwhile; return how many went."""
        ...

    def name_delegate(self, uai: str, person: PersonKey, *, is_delegate: bool) -> None:
        """Make a person a delegate of a school's responsible, or no more."""
        ...

    def delegates(self, uai: str) -> tuple[PersonKey, ...]:
        """Return the delegates of a school's responsible."""
        ...

    def forget_person(self, person: PersonKey) -> int:
        """Take out all that names a person, and free the licences; return how many lines went."""
        ...


class Rights(Protocol):
    """Answer what the decision needs, in as few questions as can be. Raises `RecordsUnavailable`."""

    def candidates(self, visitor: Visitor, resources: Sequence[str] | None) -> tuple[Candidate, ...]:
        """Return the subscriptions to one of these resources (None: to any) that cover the visitor's school."""
        ...

    def is_subscribed_elsewhere(self, resources: Sequence[str]) -> bool:
        """Tell whether any school has a subscription to one of these resources."""
        ...


@dataclass(frozen=True, slots=True)
class AccessCount:
    """Hold how often a resource was opened in one day, in one school, by one public; it names nobody."""

    day: date
    uai: str
    audience: str
    resource: str
    project: str
    accesses: int


class AccessCounts(Protocol):
    """Count accesses: successful connections that created a session on the resource (facts/gar.md 4.4)."""

    def count_access(self, door: Door, day: date) -> None:
        """Add one."""
        ...

    def access_counts(self, first: date, last: date) -> tuple[AccessCount, ...]:
        """Return the counts of those days, both included, in order of day."""
        ...


class Notices(Protocol):
    """Know the notices of resources: kept as files, and for every other declared resource drawn from its contract."""

    def find(self, resource: str) -> Notice | None:
        """Return the notice of a resource."""
        ...

    def all(self) -> tuple[Notice, ...]:
        """Return every notice, in order of resource."""
        ...

    def daughters(self, mother: str) -> tuple[Notice, ...]:
        """Return the notices of a family's daughters."""
        ...
