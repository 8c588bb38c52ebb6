"""Owns the journal's signed heads in SQL; the database itself refuses any change of one."""

import json
from base64 import b64decode
from typing import Any

from sqlalchemy import Row, Select, desc, insert, select
from sqlalchemy.exc import IntegrityError

from broker.core.journal.head import read_head
from broker.flows.journal_ports import SignedHead
from broker.records.act_tables import JOURNAL_HEADS
from broker.records.database import Database

_BY_NUMBER = JOURNAL_HEADS.c.number


class SqlHeads:
    """Keep the signed heads in a database (port `Heads`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, signed: SignedHead) -> bool:
        """Add the next head; tell whether no other came first."""
        head = signed.head
        row = {"number": head.number, "first": head.first, "last": head.last, "envelope": signed.envelope}
        with self._database.writing() as connection:
            try:
                with connection.begin_nested():
                    connection.execute(insert(JOURNAL_HEADS), row)
            except IntegrityError:
                return False
        return True

    def latest(self) -> SignedHead | None:
        """Return the last head."""
        return self._one(select(JOURNAL_HEADS).order_by(desc(_BY_NUMBER)).limit(1))

    def covering(self, position: int) -> SignedHead | None:
        """Return the head of the block in which a line stands; None where none was signed yet."""
        within = (JOURNAL_HEADS.c.first <= position) & (JOURNAL_HEADS.c.last >= position)
        return self._one(select(JOURNAL_HEADS).where(within).order_by(desc(_BY_NUMBER)).limit(1))

    def all(self) -> tuple[SignedHead | None, ...]:
        """Return every head, in order; None for each that cannot be read."""
        with self._database.reading() as connection:
            rows = connection.execute(select(JOURNAL_HEADS).order_by(_BY_NUMBER)).all()
        return tuple(_try(row) for row in rows)

    def _one(self, wanted: Select[Any]) -> SignedHead | None:
        with self._database.reading() as connection:
            row = connection.execute(wanted).first()
        return None if row is None else _try(row)


def _try(row: Row[Any]) -> SignedHead | None:
    try:
        return _read(row)
    except ValueError:
        return None


def _read(row: Row[Any]) -> SignedHead:
    """Read a head from its envelope, whose signature is not looked at here; raises ValueError."""
    document = json.loads(row.envelope)
    if not isinstance(document, dict):
        raise ValueError("no envelope")  # noqa: TRY004 - what is wrong is a row's content
    head = read_head(b64decode(str(document.get("payload")), validate=True))
    if (head.number, head.first, head.last) != (row.number, row.first, row.last):
        raise ValueError("a head of another place")
    return SignedHead(head, row.envelope)
