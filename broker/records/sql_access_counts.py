"""Owns the counts of accesses in SQL: by day, school, public, resource and project; no row names anybody."""

from datetime import date
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert

from broker.core.rights.access import Door
from broker.flows.rights_ports import AccessCount
from broker.records.database import Database, insert_into
from broker.records.rights_tables import ACCESS_COUNTS


class SqlAccessCounts:
    """Keep the counts of accesses in a database (port `AccessCounts`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count_access(self, door: Door, day: date) -> None:
        """Add one."""
        key = {
            "day": day,
            "uai": door.uai,
            "audience": door.audience.value if door.audience else "",
            "resource": door.resource,
            "project": door.project,
        }
        with self._database.writing() as connection:
            connection.execute(_adding(connection.dialect.name), key | {"accesses": 1})

    def access_counts(self, first: date, last: date) -> tuple[AccessCount, ...]:
        """Return the counts of those days, both included, in order of day, school, public, resource and project."""
        columns = ACCESS_COUNTS.c
        key = (columns.day, columns.uai, columns.audience, columns.resource, columns.project)
        wanted = select(ACCESS_COUNTS).where(columns.day.between(first, last)).order_by(*key)
        with self._database.reading() as connection:
            return tuple(AccessCount(**row._mapping) for row in connection.execute(wanted))  # noqa: SLF001 - SQLAlchemy's public name


@lru_cache
def _adding(dialect: str) -> PostgresqlInsert | SqliteInsert:
    """Return the statement that counts an access, made once: it is part of every sign-on."""
    one_more = {"accesses": ACCESS_COUNTS.c.accesses + 1}
    return insert_into(dialect, ACCESS_COUNTS).on_conflict_do_update(
        index_elements=list(ACCESS_COUNTS.primary_key.columns), set_=one_more
    )
