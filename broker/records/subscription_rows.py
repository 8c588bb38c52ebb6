"""Owns how a subscription is written as a row with its coverage and pools, and read back."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, func, select

from broker.core.rights.audience import Audience
from broker.core.rights.subscription import AssignmentKind, Subscription
from broker.records.rights_tables import COVERAGE, SUBSCRIPTIONS

_BETWEEN = "|"


def subscription_values(subscription: Subscription) -> dict[str, object]:
    """Return the columns of a subscription's row, but for its number."""
    licences = {audience.value: most for audience, most in sorted(subscription.licences.items())}
    return {
        "id": subscription.id,
        "distributor": subscription.distributor,
        "resource": subscription.resource,
        "resource_kind": subscription.resource_kind,
        "label": subscription.label,
        "comment": subscription.comment,
        "starts": subscription.starts,
        "ends": subscription.ends,
        "school_year_end": subscription.school_year_end,
        "last_moment": subscription.last_moment,
        "audiences": f"|{'|'.join(sorted(subscription.audiences))}|",
        "kind": subscription.kind.value,
        "category": subscription.category,
        "nature": subscription.nature,
        "licences_overall": subscription.licences_overall,
        "licences": json.dumps(licences, ensure_ascii=False) if licences else "",
        "project_code": subscription.project_code,
        "created": subscription.created,
        "modified": subscription.modified,
        "deleted": subscription.deleted,
    }


def coverage_values(number: int, subscription: Subscription) -> list[dict[str, object]]:
    """Return the rows that say where a subscription opens its resource: schools, or kinds of school."""
    places = {*subscription.schools, *subscription.natures}
    return [{"place": place, "resource": subscription.resource, "subscription": number} for place in sorted(places)]


def pool_values(number: int, subscription: Subscription, used: Mapping[str, int]) -> list[dict[str, object]]:
    """Return the rows of a subscription's pools, of which so many licences are used."""
    return [
        {"subscription": number, "pool": pool, "most": most, "used": used.get(pool, 0)}
        for pool, most in subscription.pools.items()
    ]


@lru_cache(maxsize=64)  # there are sixteen, and a list reads hundreds
def read_audiences(written: str) -> frozenset[Audience]:
    """Return the publics of a row."""
    return frozenset(Audience(word) for word in written.split("|") if word)


def select_whole() -> Select[Any]:
    """Return the statement that reads subscriptions with where they open: in one look, so that both fit."""
    places = select(func.aggregate_strings(COVERAGE.c.place, _BETWEEN)).where(
        COVERAGE.c.subscription == SUBSCRIPTIONS.c.number
    )
    return select(SUBSCRIPTIONS, places.scalar_subquery().label("places"))


def read_subscription(row: Row[Any]) -> Subscription:
    """Return the subscription of one row of `select_whole`."""
    places = frozenset((row.places or "").split(_BETWEEN)) - {"", *row.nature.split(",")}
    licences = json.loads(row.licences) if row.licences else {}
    return Subscription(
        id=row.id,
        distributor=row.distributor,
        resource=row.resource,
        starts=row.starts,
        audiences=read_audiences(row.audiences),
        kind=AssignmentKind(row.kind),
        created=row.created,
        modified=row.modified,
        label=row.label,
        comment=row.comment,
        resource_kind=row.resource_kind,
        ends=row.ends,
        school_year_end=row.school_year_end,
        schools=places,
        nature=row.nature,
        category=row.category,
        licences_overall=row.licences_overall,
        licences={Audience(word): most for word, most in licences.items()},
        project_code=row.project_code,
        deleted=row.deleted,
    )
