"""Owns the putting of seeds into records that have never held a subscription: all of them at once, and once only.

Subscriptions that were deleted stay to be seen: records that once held some are never taken for new ones.
"""

from collections.abc import Callable

from sqlalchemy import Connection, exists, select

from broker.core.refusals.subscription import SubscriptionExists
from broker.core.rights.seeds import Seeds
from broker.records.database import Database
from broker.records.licence_pools import in_pieces
from broker.records.rights_tables import SUBSCRIPTIONS
from broker.records.sql_assignments import keep_assignment, keep_licence
from broker.records.sql_subscriptions import insert_subscriptions


class SqlSeeding:
    """Seed a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def plant(self, find_seeds: Callable[[], Seeds]) -> bool:
        """Put the seeds there in one transaction; tell whether they were put, False where anything was there before.

        They are asked for only where they are wanted: who they name must be looked for.
        """
        with self._database.reading() as connection:
            if _has_held_any(connection):
                return False
        seeds = find_seeds()
        try:
            with self._database.writing() as connection:
                if _has_held_any(connection):
                    return False
                _put(connection, seeds)
        except SubscriptionExists:  # another process was first, between the look and the writing
            return False
        return True


def _has_held_any(connection: Connection) -> bool:
    return bool(connection.execute(select(exists().where(SUBSCRIPTIONS.c.number.is_not(None)))).scalar())


def _put(connection: Connection, seeds: Seeds) -> None:
    for piece in in_pieces(seeds.subscriptions):
        insert_subscriptions(connection, piece)
    for seeded in seeds.assignments:
        keep_assignment(connection, seeded.assignment, seeded.people)
    for licence in seeds.licences:
        assert keep_licence(connection, licence), "a seeded subscription has the licences that are seeded"
