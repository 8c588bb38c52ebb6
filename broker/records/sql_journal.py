"""Owns the journal in SQL: each line chained to the one before; the database itself refuses any change of a line."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, desc, insert, select, text

from broker.core.account_event import AccountEvent, Actor, JournalEntry
from broker.records.database import Database
from broker.records.tables import JOURNAL

_FIRST = "0" * 64
_AT_A_TIME = 1000


def write_entry(connection: Connection, entry: JournalEntry) -> None:
    """Add one line within a transaction, after the last."""
    if connection.dialect.name == "postgresql":  # one line follows another; SQLite's writers wait in any case
        connection.execute(text("LOCK TABLE journal IN SHARE ROW EXCLUSIVE MODE"))
    last = connection.execute(select(JOURNAL).order_by(desc(JOURNAL.c.position)).limit(1)).first()
    position, previous = (last.position, last.digest) if last else (0, _FIRST)
    connection.execute(
        insert(JOURNAL).values(
            position=position + 1,
            at=entry.at.isoformat(),
            issuer=entry.issuer,
            account=entry.account,
            actor=entry.actor.value,
            event=entry.event.value,
            digest=entry.digest(previous),
        )
    )


def is_chain_whole(connection: Connection) -> bool:
    """Tell whether each line still follows from the one before."""
    previous = _FIRST
    lines = select(JOURNAL).order_by(JOURNAL.c.position).execution_options(yield_per=_AT_A_TIME)
    with connection.execute(lines) as found:
        for number, row in enumerate(found, start=1):
            if row.position != number or row.digest != _entry(row).digest(previous):
                return False
            previous = row.digest
    return True


class SqlJournal:
    """Keep the journal in a database (port `Journal`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, entry: JournalEntry) -> None:
        """Add one line."""
        with self._database.writing() as connection:
            write_entry(connection, entry)

    def read(self, issuer: str, account: str | None = None, limit: int = 100) -> tuple[JournalEntry, ...]:
        """Return the latest lines, newest first, of one account or of all."""
        wanted = select(JOURNAL).where(JOURNAL.c.issuer == issuer)
        if account is not None:
            wanted = wanted.where(JOURNAL.c.account == account)
        with self._database.reading() as connection:
            rows = connection.execute(wanted.order_by(desc(JOURNAL.c.position)).limit(limit)).all()
        return tuple(_entry(row) for row in rows)

    def is_whole(self) -> bool:
        """Tell whether each line still follows from the one before."""
        with self._database.snapshot() as connection:
            return is_chain_whole(connection)


def _entry(row: Row[Any]) -> JournalEntry:
    return JournalEntry(
        at=datetime.fromisoformat(row.at),
        issuer=row.issuer,
        account=row.account,
        actor=Actor(row.actor),
        event=AccountEvent(row.event),
    )
