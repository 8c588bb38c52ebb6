"""Owns the in-memory fake of subscriptions, for tests of those who ask them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from broker.core.refusals.subscription import SubscriptionExists, SubscriptionUnknown
from broker.core.rights.subscription import Subscription
from broker.flows.rights_ports import SubscriptionSearch


@dataclass(frozen=True, slots=True)
class FewSubscriptions:
    """Keep subscriptions by identifier; a search is remembered, and finds what its equal fields fit."""

    kept: dict[str, Subscription] = field(default_factory=dict)
    searched: list[SubscriptionSearch] = field(default_factory=list)

    def create(self, subscription: Subscription) -> None:
        if subscription.id in self.kept:
            raise SubscriptionExists
        self.kept[subscription.id] = subscription

    def create_all(self, subscriptions: Sequence[Subscription]) -> None:
        for subscription in subscriptions:
            self.create(subscription)

    def change(self, subscription: Subscription) -> None:
        former = self.kept.get(subscription.id)
        if former is None or former.distributor != subscription.distributor:
            raise SubscriptionUnknown
        self.kept[subscription.id] = subscription

    def delete(self, subscription: str, distributor: str, at: datetime) -> None:
        former = self.kept.get(subscription)
        if former is None or former.distributor != distributor or former.deleted is not None:
            raise SubscriptionUnknown
        del self.kept[subscription]
        self.kept[f"_{subscription}"] = replace(former, id=f"_{subscription}", deleted=at)

    def find(self, subscription: str) -> Subscription | None:
        return self.kept.get(subscription)

    def search(self, search: SubscriptionSearch) -> tuple[Subscription, ...]:
        self.searched.append(search)
        found = (one for one in self.kept.values() if search.deleted or one.deleted is None)
        fitting = (one for one in found if all(getattr(one, name) == value for name, value in search.equals.items()))
        return tuple(sorted(fitting, key=lambda one: one.id))[search.offset : search.offset + search.limit]

    def count(self, search: SubscriptionSearch) -> int:
        return len(self.search(replace(search, offset=0)))

    def covering(self, uai: str, nature: str) -> tuple[Subscription, ...]:
        return tuple(one for one in self.kept.values() if uai in one.schools or nature == one.nature)

    def used(self, subscriptions: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        return {subscription: {} for subscription in subscriptions}

    def used_by_school(self, subscription: str) -> Mapping[str, Mapping[str, int]]:
        del subscription
        return {}
