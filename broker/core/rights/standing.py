"""Owns how a subscription stands in one school today: whether it may be assigned, and the licences left."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from broker.core.refusals.subscription import SubscriptionNotAssignable
from broker.core.rights.audience import Audience
from broker.core.rights.subscription import UNLIMITED, AssignmentKind, Subscription
from broker.core.school import School


class State(StrEnum):
    """Say where a subscription stands: its time is to come, runs, or is over; or it was deleted."""

    COMING = "coming"
    CURRENT = "current"
    OVER = "over"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Pool:
    """Hold the licences of one pool (see `Subscription.pools`): `most` may be UNLIMITED, and so is `remaining` then."""

    name: str
    most: int
    used: int

    @property
    def remaining(self) -> int:
        """Return how many are left."""
        return UNLIMITED if self.most == UNLIMITED else max(self.most - self.used, 0)

    def holds(self, wanted: int) -> bool:
        """Tell whether so many are left."""
        return self.most == UNLIMITED or wanted <= self.remaining


@dataclass(frozen=True, slots=True)
class Standing:
    """Hold a subscription that covers a school, its licences by pool, and where it stands today."""

    subscription: Subscription
    pools: Mapping[str, Pool]
    state: State

    @property
    def is_individual(self) -> bool:
        """Tell whether it is assigned at all; a school's own is open to everybody of its publics."""
        return self.subscription.kind is AssignmentKind.INDIVIDUAL

    @property
    def is_assignable(self) -> bool:
        """Tell whether it may be assigned today."""
        return self.is_individual and self.state in {State.COMING, State.CURRENT}

    def pool_of(self, audience: Audience) -> Pool:
        """Return the pool from which a public takes its licences; an empty one where the subscription is not for it."""
        name = self.subscription.pool_of(audience)
        return self.pools.get(name) or Pool(name, 0, 0)


def standing_of(subscription: Subscription, used: Mapping[str, int], now: datetime) -> Standing:
    """Return how a subscription stands, given the licences taken by pool."""
    pools = {name: Pool(name, most, used.get(name, 0)) for name, most in subscription.pools.items()}
    return Standing(subscription, pools, state_of(subscription, now))


def is_covered(school: School, subscription: Subscription) -> bool:
    """Tell whether a subscription, not deleted, covers a school."""
    by_kind = school.nature in subscription.natures
    return subscription.deleted is None and (school.uai in subscription.schools or by_kind)


def check_assignable(standing: Standing, audiences: Iterable[Audience]) -> None:
    """Refuse what is not assigned: open to a whole school, over, or not meant for one of these publics.

    One that has not started yet may be: it opens on its day (a simulated assumption).
    """
    subscription = standing.subscription
    if not standing.is_individual:
        raise SubscriptionNotAssignable(expected="typeAffectation INDIV", received=subscription.kind)
    if standing.state is State.OVER:
        raise SubscriptionNotAssignable(expected="a subscription that is not over", received=subscription.id)
    foreign = sorted(set(audiences) - subscription.audiences)
    if foreign:
        raise SubscriptionNotAssignable(expected=", ".join(sorted(subscription.audiences)), received=", ".join(foreign))


def state_of(subscription: Subscription, now: datetime) -> State:
    """Return where a subscription stands."""
    if subscription.deleted is not None:
        return State.DELETED
    if now < subscription.starts:
        return State.COMING
    return State.CURRENT if now <= subscription.last_moment else State.OVER
