"""Owns the decision on rights: may this person, in this school, today, open this resource? Closed by default.

A grant names what opened the door; a refusal is one of a closed list, each explained (`core.refusals.rights`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from broker.core.errors import DecisionRefused
from broker.core.identity import Identity, Membership, PersonKey
from broker.core.refusals.rights import (
    LicencesSpent,
    MotherNotOpened,
    NoSubscription,
    NotAssigned,
    PublicNotTargeted,
    ResourceNotDisplayable,
    ResourceWithdrawn,
    SchoolNotCovered,
    SubscriptionNotYetValid,
    SubscriptionOver,
)
from broker.core.rights.assignment import TargetKind
from broker.core.rights.audience import Audience, audience_of
from broker.core.rights.notice import Notice
from broker.core.rights.subscription import UNLIMITED, AssignmentKind


class _Standing(IntEnum):
    """Say how near one subscription is to opening, the farthest first."""

    NOT_VALID = 0
    NOT_TARGETED = 1
    NOT_ASSIGNED = 2
    SPENT = 3
    SPARE = 4
    HELD = 5


# From the farthest from opening to the nearest: what one reads in several schools is the nearest.
_NEARNESS: tuple[type[DecisionRefused], ...] = (
    NoSubscription,
    SchoolNotCovered,
    SubscriptionOver,
    SubscriptionNotYetValid,
    PublicNotTargeted,
    NotAssigned,
    LicencesSpent,
)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Say who asks, in which school: `divisions` and `groups` are codes (before `##`), `nature` the kind of school."""

    person: PersonKey
    uai: str
    nature: str
    audience: Audience | None
    divisions: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """Hold one subscription that covers the visitor's school, and how it stands to the visitor.

    `resource` is what was subscribed to: the resource, or its family's mother. `assignment` is the identifier of an
    assignment that names the visitor, and `target` its kind, None where there is none; `holds_licence` tells whether
    the visitor holds a licence already, `remaining` how many are left for the visitor's public (or UNLIMITED).
    """

    subscription: str
    distributor: str
    resource: str
    kind: AssignmentKind
    audiences: frozenset[Audience]
    starts: datetime
    last_moment: datetime
    assignment: str | None = None
    target: TargetKind | None = None
    holds_licence: bool = False
    remaining: int = UNLIMITED


@dataclass(frozen=True, slots=True)
class Door:
    """Say what opened a resource to a visitor; with neither subscription nor assignment it is open to everybody.

    `takes_licence` says that the visitor holds none yet and takes one by entering. It names nobody.
    """

    resource: str
    uai: str
    project: str
    audience: Audience | None
    subscription: str = ""
    assignment: str = ""
    target: TargetKind | None = None
    by_family: bool = False
    takes_licence: bool = False


def visitor_of(identity: Identity, membership: Membership) -> Visitor:
    """Return who asks: a person under one membership."""
    return Visitor(
        person=identity.key,
        uai=membership.uai,
        nature=membership.nature,
        audience=audience_of(membership.profile),
        divisions=_codes(membership.divisions.values),
        groups=_codes(membership.groups.values),
    )


def check_notice(notice: Notice | None) -> None:
    """Refuse a resource that nobody may open: withdrawn, not displayable, or the virtual mother of a family."""
    if notice is None:
        return
    if not notice.distributable:
        raise ResourceWithdrawn(expected="a resource that is distributed", received=notice.resource)
    if not notice.displayable:
        raise ResourceNotDisplayable(expected="a resource that is displayable", received=notice.resource)
    if notice.is_mother:
        raise MotherNotOpened(expected="a daughter of the family", received=notice.resource)


def open_door(
    visitor: Visitor, resource: str, candidates: Iterable[Candidate], now: datetime, *, elsewhere: bool
) -> Door:
    """Return what opens a resource to a visitor, the best of what does; refuse with the nearest reason otherwise.

    `candidates` are the subscriptions to the resource, or to its mother, that cover the visitor's school; `elsewhere`
    tells whether there are others, for other schools.
    """
    found = tuple(candidates)
    opening = max(found, key=lambda one: _standing(one, visitor, now), default=None)  # the first of those alike
    if opening is None or _standing(opening, visitor, now) < _Standing.SPARE:
        raise _explain(visitor, resource, found, now, elsewhere=elsewhere)
    return Door(
        resource=resource,
        uai=visitor.uai,
        project=visitor.person.project,
        audience=visitor.audience,
        subscription=opening.subscription,
        assignment=opening.assignment or "",
        target=opening.target,
        by_family=opening.resource != resource,
        takes_licence=not opening.holds_licence,
    )


def nearest_refusal(refusals: Iterable[DecisionRefused]) -> DecisionRefused:
    """Return, of the refusals that one person met in several schools, the one that was nearest to opening."""
    return max(refusals, key=lambda one: _NEARNESS.index(type(one)) if type(one) in _NEARNESS else -1)


def _standing(one: Candidate, visitor: Visitor, now: datetime) -> _Standing:
    """Return how near a subscription is to opening: each condition after the one before."""
    if not one.starts <= now <= one.last_moment:
        return _Standing.NOT_VALID
    if visitor.audience not in one.audiences:
        return _Standing.NOT_TARGETED
    if one.kind is not AssignmentKind.SCHOOL and one.assignment is None:
        return _Standing.NOT_ASSIGNED
    if one.holds_licence:
        return _Standing.HELD
    return _Standing.SPARE if one.remaining else _Standing.SPENT


def _explain(
    visitor: Visitor, resource: str, found: tuple[Candidate, ...], now: datetime, *, elsewhere: bool
) -> DecisionRefused:
    """Return why none of the subscriptions opens, by those that are nearest to it."""
    if not found:
        if elsewhere:
            return SchoolNotCovered(expected="a subscription that covers the school", received=visitor.uai)
        return NoSubscription(expected="a subscription to the resource", received=resource)
    standing = max(_standing(one, visitor, now) for one in found)
    nearest = [one for one in found if _standing(one, visitor, now) is standing]
    names = ", ".join(one.subscription for one in nearest[:3])
    if standing is _Standing.SPENT:
        return LicencesSpent(expected="a licence left", received=names)
    if standing is _Standing.NOT_ASSIGNED:
        return NotAssigned(expected="an assignment", received=names)
    if standing is _Standing.NOT_TARGETED:
        asked = sorted({audience for one in nearest for audience in one.audiences})
        return PublicNotTargeted(expected=", ".join(asked), received=visitor.audience or "none")
    return _explain_time(found, now)


def _explain_time(candidates: tuple[Candidate, ...], now: datetime) -> DecisionRefused:
    coming = [one.starts for one in candidates if now < one.starts]
    if coming:
        return SubscriptionNotYetValid(expected=f"≥ {min(coming):%Y-%m-%d}", received=f"{now:%Y-%m-%d}")
    last = max(one.last_moment for one in candidates)
    return SubscriptionOver(expected=f"≤ {last:%Y-%m-%d}", received=f"{now:%Y-%m-%d}")


def _codes(values: tuple[str, ...]) -> frozenset[str]:
    return frozenset(value.partition("##")[0] for value in values)
