"""Owns the counts of accesses in SQL: by day, school, public, resource and project; no row names anybody."""

from datetime import date

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
        self._one_more: PostgresqlInsert | SqliteInsert | None = None  # made once: every sign-on counts

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
            if self._one_more is None:
                more = {"accesses": ACCESS_COUNTS.c.accesses + 1}
                adding = insert_into(connection, ACCESS_COUNTS)
                self._one_more = adding.on_conflict_do_update(index_elements=list(key), set_=more)
            connection.execute(self._one_more, key | {"accesses": 1})

    def access_counts(self, first: date, last: date) -> tuple[AccessCount, ...]:
        """Return the counts of those days, both included, in order of day, school, public, resource and project."""
        columns = ACCESS_COUNTS.c
        key = (columns.day, columns.uai, columns.audience, columns.resource, columns.project)
        wanted = select(ACCESS_COUNTS).where(columns.day.between(first, last)).order_by(*key)
        with self._database.reading() as connection:
            return tuple(AccessCount(**row._mapping) for row in connection.execute(wanted))  # noqa: SLF001 - SQLAlchemy's public name
