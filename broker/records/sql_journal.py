"""Owns the part of the journal that is about accounts: lines among the others, of the one chain."""

from datetime import datetime

from sqlalchemy import Connection, desc, select

from broker.core.account_event import AccountEvent, Actor, JournalEntry
from broker.core.journal.act import Act, ActKind
from broker.core.journal.chain import FIELDS, FIRST, digest_after
from broker.records.act_tables import ACTS
from broker.records.database import Database
from broker.records.sql_acts import find_end, write_act

_AT_A_TIME = 1000
_LATEST = 10_000
_CHAINED = [ACTS.c[name] for name in (*FIELDS, "digest")]


def write_entry(connection: Connection, entry: JournalEntry) -> None:
    """Add one line within a transaction, after the last; the account's opaque number is its reference."""
    act = Act(
        at=entry.at,
        issuer=entry.issuer,
        kind=ActKind.ACCOUNT,
        what=entry.event.value,
        actor=entry.actor.value,
        reference=entry.account,
    )
    write_act(connection, act)


def is_chain_whole(connection: Connection, latest: int | None = None) -> bool:
    """Tell whether each line, or each of the latest, still follows from the one before."""
    first = max(1, find_end(connection).position - latest + 1) if latest else 1
    previous = FIRST
    if first > 1:
        previous = connection.execute(select(ACTS.c.digest).where(ACTS.c.position == first - 1)).scalar() or FIRST
    lines = select(*_CHAINED).where(ACTS.c.position >= first).order_by(ACTS.c.position)
    with connection.execute(lines.execution_options(yield_per=_AT_A_TIME)) as found:
        for number, row in enumerate(found, start=first):
            *fields, digest = row
            if row.position != number or digest != digest_after(previous, tuple(fields)):
                return False
            previous = digest
    return True


class SqlJournal:
    """Read and write what the journal says of accounts (port `Journal`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, entry: JournalEntry) -> None:
        """Add one line."""
        with self._database.writing() as connection:
            write_entry(connection, entry)

    def read(self, issuer: str, account: str | None = None, limit: int = 100) -> tuple[JournalEntry, ...]:
        """Return the latest lines, newest first, of one account or of all."""
        wanted = select(ACTS).where(ACTS.c.act == ActKind.ACCOUNT.value, ACTS.c.issuer == issuer)
        if account is not None:
            wanted = wanted.where(ACTS.c.about == account, ACTS.c.reference == account, ACTS.c.about != "")
        with self._database.reading() as connection:
            rows = connection.execute(wanted.order_by(desc(ACTS.c.position)).limit(limit)).all()
        return tuple(
            JournalEntry(
                at=datetime.fromisoformat(row.at),
                issuer=row.issuer,
                account=row.reference,
                actor=Actor(row.actor),
                event=AccountEvent(row.what),
            )
            for row in rows
        )

    def is_whole(self) -> bool:
        """Tell whether each of the latest lines still follows from the one before."""
        with self._database.snapshot() as connection:
            return is_chain_whole(connection, _LATEST)
