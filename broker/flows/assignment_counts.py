"""Owns the counting of assignments for a distributor: by subscription and school, of its own only."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from broker.core.refusals.subscription import SubscriptionUnknown
from broker.core.rights.school_counts import SchoolCount
from broker.core.rights.subscription import Subscription
from broker.flows.rights_ports import Subscriptions, SubscriptionSearch

_PAGE = 5000  # each page is found by counting through those before it: few large ones cost less


@dataclass(frozen=True, slots=True)
class AssignmentCounting:
    """Count who holds licences, school by school; raises `RecordsUnavailable`."""

    subscriptions: Subscriptions

    def of(self, found: Sequence[Subscription]) -> tuple[SchoolCount, ...]:
        """Return the counts of these subscriptions, in their order and in that of the schools."""
        used = self.subscriptions.used_by_schools([one.id for one in found])
        return tuple(SchoolCount(one, uai, held) for one in found for uai, held in used.get(one.id, {}).items())

    def of_subscription(self, distributor: str, identifier: str) -> tuple[SchoolCount, ...]:
        """Return the counts of one subscription of the distributor's own; raise `SubscriptionUnknown`."""
        found = self.subscriptions.find(identifier)
        if found is None or found.distributor != distributor:
            raise SubscriptionUnknown(received=identifier)
        return self.of((found,))

    def of_project(self, distributor: str, project_code: str) -> tuple[SchoolCount, ...]:
        """Return the counts of the distributor's own subscriptions of one project of resources."""
        return self.of(self.every(SubscriptionSearch({"distributor": distributor, "project_code": project_code})))

    def every(self, search: SubscriptionSearch) -> tuple[Subscription, ...]:
        """Return all that a search finds, whatever its page; each once, though others come and go meanwhile."""
        found: dict[str, Subscription] = {}
        offset = 0
        while page := self.subscriptions.search(replace(search, offset=offset, limit=_PAGE)):
            found |= {one.id: one for one in page}
            offset += len(page)
        return tuple(found.values())
