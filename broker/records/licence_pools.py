"""Owns the counters of licences: a subscription's row is locked first, then its pools are changed, in every write.

So no two transactions wait for each other, and `used` is the number of the licences held, whatever is done at once.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, delete, func, or_, select, update

from broker.core.rights.subscription import UNLIMITED
from broker.records.rights_tables import LICENCES, POOLS, SUBSCRIPTIONS

OVERALL = ""  # the pool of all publics together (`Subscription.pools`)
_PIECE = 500  # how many values stand in one statement
_T = TypeVar("_T")


def lock_subscription(connection: Connection, subscription: str) -> Row[Any] | None:
    """Return the row of a subscription that is not deleted, once no other transaction changes it or its licences."""
    wanted = select(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.id == subscription, SUBSCRIPTIONS.c.deleted.is_(None))
    return connection.execute(wanted.with_for_update()).first()  # SQLite's only writer needs no lock, and knows none


def pool_of(row: Row[Any], audience: str) -> str:
    """Return the pool from which a public takes its licences, by the subscription's row."""
    return OVERALL if row.licences_overall is not None else audience


def take_from_pool(connection: Connection, number: int, pool: str, count: int) -> bool:
    """Take so many licences; tell whether there were as many, and take none otherwise."""
    enough = or_(POOLS.c.most == UNLIMITED, POOLS.c.used + count <= POOLS.c.most)
    here = (POOLS.c.subscription == number) & (POOLS.c.pool == pool)
    taking = update(POOLS).where(here, enough).values(used=POOLS.c.used + count)
    return connection.execute(taking).rowcount == 1


def free_licences(connection: Connection, row: Row[Any], wanted: ColumnElement[bool]) -> int:
    """Free those licences of a locked subscription that are wanted, and give them back; return how many they were."""
    here = (LICENCES.c.subscription == row.number) & wanted
    counted = select(LICENCES.c.audience, func.count().label("held")).where(here).group_by(LICENCES.c.audience)
    freed: Counter[str] = Counter()
    for licences in connection.execute(counted).all():
        freed[pool_of(row, licences.audience)] += licences.held
    connection.execute(delete(LICENCES).where(here))
    for pool, count in freed.items():
        of_pool = (POOLS.c.subscription == row.number) & (POOLS.c.pool == pool)
        connection.execute(update(POOLS).where(of_pool).values(used=POOLS.c.used - count))
    return freed.total()


def in_pieces(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """Yield so many at a time as fit into one statement."""
    for start in range(0, len(values), _PIECE):
        yield values[start : start + _PIECE]
