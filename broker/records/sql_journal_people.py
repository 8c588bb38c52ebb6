"""Owns who the journal's references are, in SQL: a row ties lines of a school year to a person, until it is erased."""

import secrets
from datetime import date

from sqlalchemy import Connection, bindparam, delete, insert, select

from broker.core.journal.commitment import SECRET_BYTES
from broker.flows.journal_ports import JournalPerson
from broker.records.act_tables import JOURNAL_PEOPLE
from broker.records.database import Database, sqlite_driver

_INSERT = insert(JOURNAL_PEOPLE)
_FIND = select(JOURNAL_PEOPLE.c.reference, JOURNAL_PEOPLE.c.secret).where(JOURNAL_PEOPLE.c.mark == bindparam("wanted"))
_FIND_YEAR = _FIND.where(JOURNAL_PEOPLE.c.ends == bindparam("year_end"))
_FIND_YEAR_TEXT = "SELECT reference, secret FROM journal_people WHERE mark = ? AND ends = ?"
_REFERENCE_BYTES = 16


def find_or_make(connection: Connection, mark: str, ends: date) -> JournalPerson:
    """Return a person's of the school year that ends so, made where there is none; nobody else has a turn meanwhile."""
    found = _find_of_year(connection, mark, ends)
    if found is not None:
        return found
    made = JournalPerson(secrets.token_hex(_REFERENCE_BYTES), secrets.token_hex(SECRET_BYTES))
    connection.execute(_INSERT, {"mark": mark, "ends": ends, "reference": made.reference, "secret": made.secret})
    return made


def _find_of_year(connection: Connection, mark: str, ends: date) -> JournalPerson | None:
    driver = sqlite_driver(connection)
    if driver is not None:
        found = driver.execute(_FIND_YEAR_TEXT, (mark, ends.isoformat())).fetchone()
        return JournalPerson(*found) if found else None
    row = connection.execute(_FIND_YEAR, {"wanted": mark, "year_end": ends}).first()
    return None if row is None else JournalPerson(row.reference, row.secret)


def cut_person(connection: Connection, mark: str) -> bool:
    """Erase what ties lines to a person; tell whether there was anything."""
    return connection.execute(delete(JOURNAL_PEOPLE).where(JOURNAL_PEOPLE.c.mark == mark)).rowcount > 0


class SqlJournalPeople:
    """Keep who the references are in a database (port `JournalPeople`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find_all(self, mark: str) -> tuple[JournalPerson, ...]:
        """Return the references and secrets of a person, one a school year; none for one whom no line is about."""
        with self._database.reading() as connection:
            rows = connection.execute(_FIND.order_by(JOURNAL_PEOPLE.c.ends), {"wanted": mark}).all()
        return tuple(JournalPerson(row.reference, row.secret) for row in rows)

    def find_secret(self, reference: str) -> str | None:
        """Return the secret behind a reference; None once it was cut."""
        wanted = select(JOURNAL_PEOPLE.c.secret).where(JOURNAL_PEOPLE.c.reference == reference)
        with self._database.reading() as connection:
            return connection.execute(wanted).scalar()

    def cut(self, mark: str) -> bool:
        """Erase what ties lines to a person, and leave no trace of it in a SQLite file or the log beside it."""
        with self._database.writing() as connection:
            was_there = cut_person(connection, mark)
        self._database.wipe()
        return was_there
