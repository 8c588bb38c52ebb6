"""Owns subscriptions in SQL: created, changed, deleted with what hangs on them, and searched."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from broker.core.refusals.subscription import LicencesInUse, SubscriptionExists, SubscriptionUnknown
from broker.core.rights.audience import Audience
from broker.core.rights.subscription import UNLIMITED, Subscription
from broker.flows.rights_ports import SubscriptionSearch
from broker.records.database import Database
from broker.records.licence_pools import in_pieces, lock_subscription
from broker.records.rights_tables import ASSIGNMENTS, COVERAGE, LICENCES, POOLS, SUBSCRIPTIONS
from broker.records.subscription_rows import (
    coverage_values,
    pool_values,
    read_subscription,
    select_whole,
    subscription_values,
)
from broker.records.subscription_search import count_all, find_page

_DELETED = "_"  # facts/gar.md 7.3, RG13
# Made once: making a statement takes as long as the insertion.
_ADD, _COVER, _POOL = insert(SUBSCRIPTIONS), insert(COVERAGE), insert(POOLS)
_ADD_SEVERAL = _ADD.returning(SUBSCRIPTIONS.c.number, SUBSCRIPTIONS.c.id)


class SqlSubscriptions:
    """Keep subscriptions in a database (port `Subscriptions`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, subscription: Subscription) -> None:
        """Keep a new one; raise `SubscriptionExists`."""
        self.create_all((subscription,))

    def create_all(self, subscriptions: Sequence[Subscription]) -> None:
        """Keep several new ones in one transaction; raise `SubscriptionExists`."""
        with self._database.writing() as connection:
            for piece in in_pieces(subscriptions):
                insert_subscriptions(connection, piece)

    def change(self, subscription: Subscription) -> None:
        """Put one in the place of the former of its identifier and distributor; the day of its creation stays.

        Raises `SubscriptionUnknown`, or `LicencesInUse` where licences taken would not fit any more: too few, or of
        people of a public or school that it would no longer cover. Whether a kind of school covers theirs is not
        known here, so a change that leaves a kind out counts as not covering them.
        """
        with self._database.writing() as connection:
            row = _lock_own(connection, subscription.id, subscription.distributor)
            used = _used_after(connection, row, subscription)
            values = subscription_values(subscription)
            del values["created"]
            connection.execute(update(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.number == row.number).values(**values))
            for table, rows in (
                (COVERAGE, coverage_values(row.number, subscription)),
                (POOLS, pool_values(row.number, subscription, used)),
            ):
                connection.execute(delete(table).where(table.c.subscription == row.number))
                if rows:
                    connection.execute(insert(table), rows)

    def delete(self, subscription: str, distributor: str, at: datetime) -> None:
        """Delete one: its licences and assignments go, and it stays to be seen under `_` and its identifier.

        Where one of that name was deleted before, a number follows. Raises `SubscriptionUnknown`.
        """
        with self._database.writing() as connection:
            number = _lock_own(connection, subscription, distributor).number
            for table in (LICENCES, ASSIGNMENTS):
                connection.execute(delete(table).where(table.c.subscription == number))
            connection.execute(update(POOLS).where(POOLS.c.subscription == number).values(used=0))
            values = {"id": _free_name(connection, f"{_DELETED}{subscription}"), "modified": at, "deleted": at}
            connection.execute(update(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.number == number).values(**values))

    def find(self, subscription: str) -> Subscription | None:
        """Return one by its identifier."""
        with self._database.reading() as connection:
            row = connection.execute(select_whole().where(SUBSCRIPTIONS.c.id == subscription)).first()
        return None if row is None else read_subscription(row)

    def search(self, search: SubscriptionSearch) -> tuple[Subscription, ...]:
        """Return those wanted, one page of them."""
        with self._database.reading() as connection:
            rows = connection.execute(find_page(search)).all()
        return tuple(read_subscription(row) for row in rows)

    def count(self, search: SubscriptionSearch) -> int:
        """Return how many there are, whatever the page."""
        with self._database.reading() as connection:
            return connection.execute(count_all(search)).scalar_one()

    def covering(self, uai: str, nature: str) -> tuple[Subscription, ...]:
        """Return those, not deleted, that cover a school, in order of identifier."""
        covered = select(COVERAGE.c.subscription).where(COVERAGE.c.place.in_({uai, nature} - {""}))
        wanted = select_whole().where(SUBSCRIPTIONS.c.number.in_(covered), SUBSCRIPTIONS.c.deleted.is_(None))
        with self._database.reading() as connection:
            rows = connection.execute(wanted.order_by(SUBSCRIPTIONS.c.id)).all()
        return tuple(read_subscription(row) for row in rows)

    def used(self, subscriptions: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        """Return how many licences are taken, by subscription and pool (see `Subscription.pools`)."""
        found: dict[str, dict[str, int]] = defaultdict(dict)
        joined = select(SUBSCRIPTIONS.c.id, POOLS.c.pool, POOLS.c.used).join_from(SUBSCRIPTIONS, POOLS)
        with self._database.reading() as connection:
            for piece in in_pieces(subscriptions):
                for row in connection.execute(joined.where(SUBSCRIPTIONS.c.id.in_(piece))):
                    found[row.id][row.pool] = row.used
        return dict(found)

    def used_by_school(self, subscription: str) -> Mapping[str, Mapping[str, int]]:
        """Return how many licences people hold, by UAI and public, of one subscription."""
        return self.used_by_schools((subscription,)).get(subscription, {})

    def used_by_schools(self, subscriptions: Sequence[str]) -> Mapping[str, Mapping[str, Mapping[str, int]]]:
        """Return the same of several, by subscription; schools come in order of UAI."""
        by = (SUBSCRIPTIONS.c.id, LICENCES.c.uai, LICENCES.c.audience)
        counted = select(*by, func.count().label("held")).join_from(LICENCES, SUBSCRIPTIONS).group_by(*by).order_by(*by)
        found: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
        with self._database.reading() as connection:
            for piece in in_pieces(subscriptions):
                for row in connection.execute(counted.where(SUBSCRIPTIONS.c.id.in_(piece))):
                    found[row.id][row.uai][row.audience] = row.held
        return {identifier: dict(schools) for identifier, schools in found.items()}


def insert_subscriptions(connection: Connection, subscriptions: Sequence[Subscription]) -> None:
    """Keep new subscriptions inside a transaction; raise `SubscriptionExists`."""
    numbers = _add(connection, subscriptions)
    coverage = [row for one in subscriptions for row in coverage_values(numbers[one.id], one)]
    pools = [row for one in subscriptions for row in pool_values(numbers[one.id], one, {})]
    if coverage:
        connection.execute(_COVER, coverage)
    if pools:
        connection.execute(_POOL, pools)


def _add(connection: Connection, subscriptions: Sequence[Subscription]) -> Mapping[str, int]:
    """Insert their rows and return the number of each; one alone, as the service creates them, takes half the time."""
    try:
        if len(subscriptions) == 1:
            added = connection.execute(_ADD, subscription_values(subscriptions[0]))
            assert added.inserted_primary_key is not None, "the number is the primary key"
            return {subscriptions[0].id: added.inserted_primary_key[0]}
        rows = connection.execute(_ADD_SEVERAL, [subscription_values(one) for one in subscriptions]).all()
    except IntegrityError:
        received = subscriptions[0].id if len(subscriptions) == 1 else f"{len(subscriptions)} subscriptions"
        raise SubscriptionExists(received=received) from None
    return {row.id: row.number for row in rows}


def _lock_own(connection: Connection, subscription: str, distributor: str) -> Row[Any]:
    row = lock_subscription(connection, subscription)
    if row is None or row.distributor != distributor:
        raise SubscriptionUnknown(received=subscription)
    return row


def _used_after(connection: Connection, row: Row[Any], changed: Subscription) -> Mapping[str, int]:
    """Return what will be used of each pool; refuse where somebody who holds a licence would not be covered."""
    by = (LICENCES.c.uai, LICENCES.c.audience)
    counted = select(*by, func.count().label("held")).where(LICENCES.c.subscription == row.number).group_by(*by)
    used: Counter[str] = Counter()
    for held in connection.execute(counted):
        used[changed.pool_of(Audience(held.audience))] += held.held
        if not _covers(changed, held.uai, row.nature) or held.audience not in changed.audiences:
            raise LicencesInUse(expected=f"{held.audience}, {held.uai}", received="licences taken there")
    for pool, taken in used.items():
        most = changed.pools.get(pool)
        if most is None or UNLIMITED != most < taken:
            raise LicencesInUse(expected=f"≥ {taken} {pool}".rstrip(), received=str(most or 0))
    return used


def _covers(changed: Subscription, uai: str, former_nature: str) -> bool:
    return uai in changed.schools or (former_nature != "" and {*former_nature.split(",")} <= {*changed.natures})


def _free_name(connection: Connection, wanted: str) -> str:
    for number in count(1):
        name = wanted if number == 1 else f"{wanted}_{number}"
        if connection.execute(select(SUBSCRIPTIONS.c.number).where(SUBSCRIPTIONS.c.id == name)).first() is None:
            return name
    raise AssertionError("numbers do not end")
