"""Owns the counts of accesses in SQL: by day, school, public, resource and project; no row names anybody."""

from datetime import date

from sqlalchemy import Executable, select

from broker.core.rights.access import Door
from broker.flows.rights_ports import AccessCount
from broker.records.database import Database, insert_into
from broker.records.rights_tables import ACCESS_COUNTS

_KEY = ("day", "uai", "audience", "resource", "project")


class SqlAccessCounts:
    """Keep the counts of accesses in a database (port `AccessCounts`)."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._adding: Executable | None = None

    def count_access(self, door: Door, day: date) -> None:
        """Add one."""
        row = {
            "day": day,
            "uai": door.uai,
            "audience": door.audience.value if door.audience else "",
            "resource": door.resource,
            "project": door.project,
            "accesses": 1,
        }
        with self._database.writing() as connection:
            if self._adding is None:  # made once: to build it costs more than to run it
                one_more = {"accesses": ACCESS_COUNTS.c.accesses + 1}
                adding = insert_into(connection, ACCESS_COUNTS)
                self._adding = adding.on_conflict_do_update(index_elements=list(_KEY), set_=one_more)
            connection.execute(self._adding, row)

    def access_counts(self, first: date, last: date) -> tuple[AccessCount, ...]:
        """Return the counts of those days, both included, in order of day, school, public, resource and project."""
        days = ACCESS_COUNTS.c.day.between(first, last)
        wanted = select(ACCESS_COUNTS).where(days).order_by(*(ACCESS_COUNTS.c[name] for name in _KEY))
        with self._database.reading() as connection:
            return tuple(AccessCount(**row._mapping) for row in connection.execute(wanted))  # noqa: SLF001 - SQLAlchemy's public name
