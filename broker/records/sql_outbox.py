"""Owns the outbox in SQL: the latest messages of each issuer, older ones forgotten."""

from datetime import UTC, datetime

from sqlalchemy import Connection, delete, desc, insert, select

from broker.core.account_message import Channel, Message, MessageKind
from broker.records.database import Database
from broker.records.tables import OUTBOX

_MOST = 200


def write_message(connection: Connection, message: Message) -> None:
    """Add one message within a transaction, and forget those of its issuer beyond the latest."""
    connection.execute(
        insert(OUTBOX).values(
            at=message.at,
            issuer=message.issuer,
            channel=message.channel.value,
            kind=message.kind.value,
            recipient=message.recipient,
            login=message.login,
            code=message.code,
            ends=message.ends,
        )
    )
    of_issuer = select(OUTBOX.c.position).where(OUTBOX.c.issuer == message.issuer)
    latest = of_issuer.order_by(desc(OUTBOX.c.position)).limit(1).offset(_MOST)
    oldest = connection.execute(latest).scalar()
    if oldest is not None:
        connection.execute(delete(OUTBOX).where(OUTBOX.c.issuer == message.issuer, OUTBOX.c.position <= oldest))


class SqlOutbox:
    """Keep the outbox in a database (port `Outbox`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, message: Message) -> None:
        """Add one message."""
        with self._database.writing() as connection:
            write_message(connection, message)

    def latest(self, issuer: str, limit: int = 50) -> tuple[Message, ...]:
        """Return the latest messages, newest first."""
        wanted = select(OUTBOX).where(OUTBOX.c.issuer == issuer).order_by(desc(OUTBOX.c.position)).limit(limit)
        with self._database.reading() as connection:
            rows = connection.execute(wanted).all()
        return tuple(
            Message(
                at=read_moment(row.at),
                issuer=row.issuer,
                channel=Channel(row.channel),
                kind=MessageKind(row.kind),
                recipient=row.recipient,
                login=row.login,
                code=row.code,
                ends=read_moment(row.ends) if row.ends else None,
            )
            for row in rows
        )


def read_moment(moment: datetime) -> datetime:
    """Return a moment as we write it, in UTC: SQLite gives it back without its zone, PostgreSQL in the server's."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
