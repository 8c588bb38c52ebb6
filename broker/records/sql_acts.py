"""Owns the journal's lines in SQL: each chained to the one before; the database itself refuses any change of a line."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, desc, insert, select, text
from sqlalchemy import Row as SqlRow

from broker.core.journal.act import (
    Act,
    ActKind,
    ContractMark,
    Disclosure,
    Line,
    read_reasons,
    write_moment,
)
from broker.core.journal.chain import FIELDS, digest_after, fields_of
from broker.core.journal.commitment import decision_of, nonce_of, reference_of
from broker.core.journal.line_check import Row
from broker.core.journal.search import ActSearch
from broker.core.school_year import last_day_of_school_year
from broker.flows.journal_ports import End
from broker.records.act_tables import ACTS
from broker.records.database import Database, sqlite_driver
from broker.records.sql_journal_people import find_or_make

_INSERT = insert(ACTS)
_LAST = select(ACTS.c.position, ACTS.c.digest).order_by(desc(ACTS.c.position)).limit(1)
_LAST_TEXT = "SELECT position, digest FROM acts ORDER BY position DESC LIMIT 1"
_COLUMNS = (*FIELDS, "digest", "about")
_INSERT_TEXT = f"INSERT INTO acts ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608 - names of ours
_ID_BYTES = 16
_AT_A_TIME = 1000
_ROWS = f"SELECT {', '.join((*FIELDS, 'digest'))} FROM acts ORDER BY position"  # noqa: S608 - names of ours


def take_turn(connection: Connection) -> None:
    """Let no other process add a line until this transaction ends; SQLite's writers wait for one another in any case.

    Whoever takes other locks takes them first, so that no two wait for each other.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(720427)"))


def find_end(connection: Connection) -> End:
    """Return where the journal ends; while one's turn lasts it ends there."""
    driver = sqlite_driver(connection)
    if driver is not None:
        found = driver.execute(_LAST_TEXT).fetchone()
        return End(*found) if found else End()
    last = connection.execute(_LAST).first()
    return End(last.position, last.digest) if last else End()


def write_act(connection: Connection, act: Act, disclosure: Disclosure | None = None) -> Line:
    """Add one line within a transaction, after the last."""
    take_turn(connection)
    end, line_id, about = find_end(connection), "", act.reference
    if disclosure is not None:
        line_id = secrets.token_hex(_ID_BYTES)
        person = find_or_make(connection, disclosure.mark, last_day_of_school_year(act.at))
        decision = decision_of(nonce_of(person.secret, line_id), disclosure.statement)
        act, about = replace(act, reference=reference_of(person.secret, line_id), decision=decision), person.reference
    fields = fields_of(end.position + 1, line_id, act)
    digest = digest_after(end.digest, fields)
    driver = sqlite_driver(connection)
    if driver is not None:
        driver.execute(_INSERT_TEXT, (*fields, digest, about))
    else:
        connection.execute(_INSERT, dict(zip(_COLUMNS, (*fields, digest, about), strict=True)))
    return Line(end.position + 1, line_id, act, digest, about)


class SqlActs:
    """Keep the journal's lines in a database (port `Acts`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, act: Act, disclosure: Disclosure | None = None) -> Line:
        """Add one line, durable once this returns; of a release, with what commits to the person and to what left."""
        with self._database.writing() as connection:
            return write_act(connection, act, disclosure)

    def search(self, wanted: ActSearch) -> tuple[Line, ...]:
        """Return the lines that fit, newest first."""
        with self._database.reading() as connection:
            return tuple(read_line(row) for row in connection.execute(_selection(wanted)))

    def find(self, position: int) -> Line | None:
        """Return one line."""
        with self._database.reading() as connection:
            row = connection.execute(select(ACTS).where(ACTS.c.position == position)).first()
        return None if row is None else read_line(row)

    def digests(self, first: int, last: int) -> tuple[str, ...]:
        """Return the digests of the lines from one position to another, both included, as they stand."""
        wanted = select(ACTS.c.digest).where(ACTS.c.position.between(first, last)).order_by(ACTS.c.position)
        with self._database.reading() as connection:
            return tuple(connection.scalars(wanted))

    def rows(self) -> Iterator[Row]:
        """Yield every line as its fields and digest, by position, as all are at one moment: nothing is checked."""
        with self._database.snapshot() as connection:
            cursor = _open_cursor(connection)
            try:
                cursor.execute(_ROWS)
                while rows := cursor.fetchmany(_AT_A_TIME):
                    yield from rows
            finally:
                cursor.close()

    @property
    def end(self) -> End:
        """Return where the journal ends."""
        with self._database.reading() as connection:
            return find_end(connection)


def _open_cursor(connection: Connection) -> Any:  # noqa: ANN401 - the driver's own, many times as fast as our rows
    """Return a cursor of the driver that holds a few rows at a time: of PostgreSQL, one that the server keeps."""
    driver = connection.connection
    return driver.cursor() if connection.dialect.name == "sqlite" else driver.cursor("journal")


def read_line(row: SqlRow[Any]) -> Line:
    """Read one line from its row."""
    act = Act(
        at=datetime.fromisoformat(row.at),
        issuer=row.issuer,
        kind=ActKind(row.act),
        what=row.what,
        actor=row.actor,
        contract=ContractMark(row.contract, row.version, row.fingerprint),
        protocol=row.protocol,
        released=tuple(row.released.split()),
        withheld=read_reasons(row.withheld),
        reference=row.reference,
        decision=row.decision,
        journey=row.journey,
    )
    return Line(row.position, row.id, act, row.digest, row.about)


def _selection(wanted: ActSearch) -> Select[Any]:
    selection = select(ACTS)
    named: Sequence[tuple[Any, object]] = (
        (ACTS.c.act, wanted.kind.value if wanted.kind else None),
        (ACTS.c.contract, wanted.contract),
        (ACTS.c.issuer, wanted.issuer),
        (ACTS.c.what, wanted.what),
        (ACTS.c.about, wanted.about),
        (ACTS.c.journey, wanted.journey),
    )
    selection = selection.where(*(column == value for column, value in named if value is not None))
    if wanted.about is not None:
        selection = selection.where(ACTS.c.about != "")  # as the index says, so that it is used
    if wanted.journey is not None:
        selection = selection.where(ACTS.c.journey != "")
    if wanted.since is not None:
        selection = selection.where(ACTS.c.at >= write_moment(wanted.since))
    if wanted.until is not None:
        selection = selection.where(ACTS.c.at < write_moment(wanted.until))
    if wanted.before is not None:
        selection = selection.where(ACTS.c.position < wanted.before)
    return selection.order_by(desc(ACTS.c.position)).limit(wanted.limit)
