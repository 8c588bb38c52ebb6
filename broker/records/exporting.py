"""Owns the export of the records: every row of every table as text, as they all are at one moment.

Lines hold what the tables hold: contacts and password hashes among them. They are to be kept as the database is.
"""

import json
from collections.abc import Iterator

from sqlalchemy import Connection, String, Table, select

from broker.records.database import NEWEST, Database
from broker.records.row_text import write_row
from broker.records.schema import TABLES

FORMAT = "preau_records"
VERSION, END = "schema", "end"
_ROWS = 1000  # how many are in memory at a time


def header() -> str:
    """Return the first line: what this is, and of which tables."""
    return json.dumps({FORMAT: 1, VERSION: NEWEST})


def ending(counts: dict[str, int]) -> str:
    """Return the last line, without which the text was cut short: how many rows there are of each table."""
    return json.dumps({END: counts})


def export_lines(database: Database | None) -> Iterator[str]:
    """Yield the lines, in one order whatever the database; of blank records (None), the first and the last only."""
    yield header()
    counts = {table.name: 0 for table in TABLES}
    if database is not None:
        with database.snapshot() as connection:
            for table in TABLES:
                for line in _rows(connection, table):
                    yield line
                    counts[table.name] += 1
    yield ending(counts)


def _rows(connection: Connection, table: Table) -> Iterator[str]:
    is_postgresql = connection.dialect.name == "postgresql"  # where a text's order depends on the server's language
    order = [
        key.collate("C") if is_postgresql and isinstance(key.type, String) else key for key in table.primary_key.columns
    ]
    wanted = select(table).order_by(*order).execution_options(yield_per=_ROWS)
    for row in connection.execute(wanted):
        yield write_row(table, row)
