"""Owns the ageing of rows in SQL: which are older than a day, and their taking out once they stand elsewhere.

Its text is that of an export, so that an archive is read back, to be consulted, into records that hold nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, Connection, Table, delete, func, select

from broker.core.retention import DataKind
from broker.records.database import Database
from broker.records.exporting import ending, header
from broker.records.report_table import REPORTS
from broker.records.rights_tables import ACCESS_COUNTS, ASSIGNMENTS, COVERAGE, LICENCES, POOLS, SUBSCRIPTIONS
from broker.records.row_text import write_row
from broker.records.schema import TABLES
from broker.records.tables import OUTBOX

_ROWS = 1000


@dataclass(frozen=True, slots=True)
class _Ageing:
    """Say which table ages by which moment; `followers` point at its rows by their number, and go with them."""

    table: Table
    moment: ColumnElement[datetime] | ColumnElement[date]
    followers: tuple[Table, ...] = ()


_ended = func.coalesce(SUBSCRIPTIONS.c.deleted, SUBSCRIPTIONS.c.last_moment)
_KINDS = {
    DataKind.OUTBOX: _Ageing(OUTBOX, OUTBOX.c.at),
    DataKind.SUBSCRIPTIONS: _Ageing(SUBSCRIPTIONS, _ended, (COVERAGE, POOLS, ASSIGNMENTS, LICENCES)),
    DataKind.REPORTS: _Ageing(REPORTS, REPORTS.c.made),
    DataKind.ACCESS_COUNTS: _Ageing(ACCESS_COUNTS, ACCESS_COUNTS.c.day),
}


class SqlAgeing:
    """Know how old the rows of a database are (port `Ageing`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, kind: DataKind, before: date) -> tuple[int, int]:
        """Return how many rows of a kind there are, and of these how many are older than a day."""
        ageing = _KINDS[kind]
        wanted = select(func.count()).select_from(ageing.table)
        with self._database.reading() as connection:
            rows = connection.execute(wanted).scalar_one()
            return rows, connection.execute(wanted.where(_is_older(ageing, before))).scalar_one()

    @contextmanager
    def removing(self, kind: DataKind, before: date) -> Iterator[Iterator[str]]:
        """Give the rows older than a day as lines of text; they are taken out once they were all read, or none is."""
        parts = _parts(_KINDS[kind], before)
        with self._database.writing() as connection:
            yield _lines(connection, parts)
            for table, is_older in reversed(parts):
                connection.execute(delete(table).where(is_older))
        self._database.wipe()


def _parts(ageing: _Ageing, before: date) -> list[tuple[Table, ColumnElement[bool]]]:
    """Return each table with which of its rows go, those that others point at first."""
    is_older = _is_older(ageing, before)
    if not ageing.followers:
        return [(ageing.table, is_older)]
    numbers = select(ageing.table.c.number).where(is_older)
    return [(ageing.table, is_older), *((table, table.c.subscription.in_(numbers)) for table in ageing.followers)]


def _is_older(ageing: _Ageing, before: date) -> ColumnElement[bool]:
    edge = before if ageing.table is ACCESS_COUNTS else datetime.combine(before, time(), UTC)
    return ageing.moment < edge


def _lines(connection: Connection, parts: list[tuple[Table, ColumnElement[bool]]]) -> Iterator[str]:
    yield header()
    counts = {table.name: 0 for table in TABLES}
    for table, is_older in parts:
        wanted = select(table).where(is_older).order_by(*table.primary_key).execution_options(yield_per=_ROWS)
        for row in connection.execute(wanted):
            yield write_row(table, row)
            counts[table.name] += 1
    yield ending(counts)
