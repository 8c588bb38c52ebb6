"""Owns who the journal's references are, in SQL: a row ties lines to a person, and its erasure cuts them off."""

import secrets

from sqlalchemy import Connection, bindparam, delete, insert, select

from broker.core.journal.commitment import SECRET_BYTES
from broker.flows.journal_ports import JournalPerson
from broker.records.act_tables import JOURNAL_PEOPLE
from broker.records.database import Database

_INSERT = insert(JOURNAL_PEOPLE)
_FIND = select(JOURNAL_PEOPLE.c.reference, JOURNAL_PEOPLE.c.secret).where(JOURNAL_PEOPLE.c.mark == bindparam("wanted"))
_REFERENCE_BYTES = 16


def find_person(connection: Connection, mark: str) -> JournalPerson | None:
    """Return the reference and the secret of a person."""
    row = connection.execute(_FIND, {"wanted": mark}).first()
    return None if row is None else JournalPerson(row.reference, row.secret)


def find_or_make(connection: Connection, mark: str) -> JournalPerson:
    """Return a person's, made where there is none; while it is one's turn, nobody else makes another."""
    found = find_person(connection, mark)
    if found is not None:
        return found
    made = JournalPerson(secrets.token_hex(_REFERENCE_BYTES), secrets.token_hex(SECRET_BYTES))
    connection.execute(_INSERT, {"mark": mark, "reference": made.reference, "secret": made.secret})
    return made


def cut_person(connection: Connection, mark: str) -> bool:
    """Erase what ties lines to a person; tell whether there was anything."""
    return connection.execute(delete(JOURNAL_PEOPLE).where(JOURNAL_PEOPLE.c.mark == mark)).rowcount > 0


class SqlJournalPeople:
    """Keep who the references are in a database (port `JournalPeople`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find_person(self, mark: str) -> JournalPerson | None:
        """Return the reference and the secret of a person; None for one whom no line is about."""
        with self._database.reading() as connection:
            return find_person(connection, mark)

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
