"""Owns what a distributor does to its subscriptions: create, change, delete, search; each only its own."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Protocol

from broker.core.refusals.subscription import SubscriptionUnknown
from broker.core.refusals.subscription_body import SubscriptionInvalid, SubscriptionMisaddressed, SubscriptionOfAnother
from broker.core.rights.subscription import Subscription
from broker.core.rights.subscription_draft import SubscriptionDraft
from broker.core.rights.subscription_reading import read_subscription
from broker.core.rights.subscription_rules import Circumstances, check_rules
from broker.core.rights.subscription_shape import check_shape
from broker.core.school import School, is_of_first_degree
from broker.core.violation import MOST_SAID
from broker.flows.ports import Clock
from broker.flows.rights_ports import Subscriptions, SubscriptionSearch

_MOST_ASKED = 20


class SchoolDirectory(Protocol):
    """Know schools: what is needed here of the port `Directory`."""

    def find_school(self, uai: str) -> School | None:
        """Return the school of that UAI, or None."""
        ...

    def find_schools(self) -> tuple[School, ...]:
        """Return each school."""
        ...


@dataclass(frozen=True, slots=True)
class SubscriptionDesk:
    """Serve one distributor at a time; the directory tells what kind of school a UAI is (RG11)."""

    clock: Clock
    subscriptions: Subscriptions
    directory: SchoolDirectory

    def create(self, distributor: str, address: str, draft: SubscriptionDraft) -> Subscription:
        """Keep a new subscription, whole or not at all.

        Raises `SubscriptionInvalid` with every rule broken, `SubscriptionOfAnother`, `SubscriptionMisaddressed`, or
        `SubscriptionExists`, of another distributor's identifier too: an identifier is unique among all.
        """
        self._check(distributor, address, draft, former=None)
        subscription = read_subscription(draft, self.clock.now())
        self.subscriptions.create(subscription)
        return subscription

    def change(self, distributor: str, address: str, draft: SubscriptionDraft) -> Subscription:
        """Put a subscription in the place of the former; raises as `create`, `SubscriptionUnknown`, `LicencesInUse`."""
        former = self.find_kept(distributor, address)
        self._check(distributor, address, draft, former=former)
        subscription = read_subscription(draft, self.clock.now(), former)
        self.subscriptions.change(subscription)
        return subscription

    def delete(self, distributor: str, address: str) -> None:
        """Delete a subscription; raises `SubscriptionUnknown`."""
        self.subscriptions.delete(address, distributor, self.clock.now())

    def find(self, distributor: str, identifier: str) -> Subscription:
        """Return one of the distributor's own, a deleted one too; raises `SubscriptionUnknown`."""
        found = self.subscriptions.find(identifier)
        if found is None or found.distributor != distributor:
            raise SubscriptionUnknown(received=identifier)
        return found

    def search(self, distributor: str, search: SubscriptionSearch) -> tuple[Subscription, ...]:
        """Return the distributor's own subscriptions among those searched; raises `SubscriptionOfAnother`."""
        asked = search.equals.get("distributor", distributor)
        if asked != distributor:
            raise SubscriptionOfAnother(expected=distributor, received=asked)
        return self.subscriptions.search(replace(search, equals={**search.equals, "distributor": distributor}))

    def find_kept(self, distributor: str, address: str) -> Subscription:
        """Return one of the distributor's own that is not deleted; raises `SubscriptionUnknown`."""
        found = self.find(distributor, address)
        if found.deleted is not None:
            raise SubscriptionUnknown(received=address)
        return found

    def _check(self, distributor: str, address: str, draft: SubscriptionDraft, *, former: Subscription | None) -> None:
        rules = check_rules(draft, Circumstances(former is not None, self._first_degree(draft, former)))
        violations = (*draft.unknown, *check_shape(draft), *rules)
        if violations:
            raise SubscriptionInvalid(violations[:MOST_SAID])
        if draft.one("idDistributeurCom") != distributor:
            raise SubscriptionOfAnother(expected=distributor, received=draft.one("idDistributeurCom"))
        if draft.one("idAbonnement") != address:
            raise SubscriptionMisaddressed(expected=address, received=draft.one("idAbonnement"))

    def _first_degree(self, draft: SubscriptionDraft, former: Subscription | None) -> tuple[str, ...]:
        """Return what is of the first degree among the places that it will cover, where librarians are meant at all.

        A school that the directory does not know counts as of no degree: a simulated assumption.
        """
        if not draft.means_librarians:
            return ()
        uais, natures = draft.all("uaiEtab"), draft.natures
        if former is not None and not uais and not natures:
            uais, natures = tuple(sorted(former.schools)), former.natures
        schools = self._find_schools({uai.upper() for uai in uais})
        kinds = (code for code in natures if is_of_first_degree(code))
        return (*(school.uai for school in schools if school.is_first_degree), *kinds)

    def _find_schools(self, uais: Collection[str]) -> tuple[School, ...]:
        """Return those that the directory knows: one by one where they are few, all at once where not."""
        if len(uais) > _MOST_ASKED:
            return tuple(school for school in self.directory.find_schools() if school.uai in uais)
        found = (self.directory.find_school(uai) for uai in sorted(uais))
        return tuple(school for school in found if school is not None)
