"""Owns the database: opened when something is first looked for or kept, migrated to the newest tables before use."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any
from weakref import finalize

from sqlalchemy import Connection, Engine, Table, create_engine, event, inspect, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.exc import DisconnectionError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from broker.core.refusals.account import RecordsUnavailable
from broker.records.records_settings import POSTGRESQL
from broker.records.shared_commits import SharedCommits

NEWEST = "0004"  # a test holds it to the last of the migrations
_MIGRATIONS = Path(__file__).resolve().parent / "migrations"
_WAIT_SECONDS = 5  # for PostgreSQL to answer
_IDLE_SECONDS = 1  # after which a connection is tried before it is used
_USED_AT = "preau_used_at"
_WIPE_SECONDS, _WIPE_AGAIN_SECONDS = 0.1, 1.0  # to wait for who reads: writers wait with us; and until another try
_TURN_SECONDS = 30  # for another process to have written: who waits for a file looks now and then, in no order


@dataclass(frozen=True, slots=True)
class _Place:
    """Say where connections hold: in the process that opened them, and for SQLite to the file that was there then."""

    process: int
    file: tuple[int, int] | None


class Database:
    """Give connections to one database, whose tables are the newest; they are kept open for the next use."""

    def __init__(self, url: str) -> None:
        """Prepare the engine; nothing is opened yet."""
        self._engine = _make_engine(url)
        self._file = self._engine.url.database if self._engine.dialect.name == "sqlite" else None
        together = self._engine.execution_options(isolation_level="READ COMMITTED").begin
        self._writing = together if self._file is None else SharedCommits(self._engine).writing
        self._unwiped = None if self._file is None else Path(f"{self._file}-unwiped")
        self._wipe_again_at = 0.0
        self._lock = Lock()
        self._ready_at: _Place | None = None
        # No connection is left open by records that nobody closed; as a process ends, the system does so.
        finalize(self, self._engine.dispose).atexit = False

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection to read by; raise `RecordsUnavailable` when the database does not answer."""
        try:
            self._prepare()
            with self._engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise RecordsUnavailable(cause=type(error).__name__) from None

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Give a connection to read by, to which everything stays as it is at the first look."""
        try:
            self._prepare()
            with self._engine.connect() as connection:
                if self._file is None:
                    connection.execution_options(isolation_level="REPEATABLE READ")
                else:
                    connection.exec_driver_sql("BEGIN")
                yield connection
        except SQLAlchemyError as error:
            raise RecordsUnavailable(cause=type(error).__name__) from None

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection to write by, all or nothing."""
        try:
            self._prepare()
            with self._writing() as connection:
                yield connection
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise RecordsUnavailable(cause=type(error).__name__) from None
        if monotonic() >= self._wipe_again_at and self._is_unwiped():
            self._wipe_again_at = monotonic() + _WIPE_AGAIN_SECONDS
            self._wipe_within(0)

    def check(self) -> None:
        """Open it and bring its tables up to date; raise `RecordsUnavailable` when it does not answer."""
        with self.reading() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Close the connections that were kept; the next use opens others."""
        if self._is_unwiped():
            self._wipe_within(_WIPE_SECONDS)
        self._engine.dispose()

    def wipe(self) -> bool:
        """Leave no trace of what was deleted in a SQLite file and the log beside it; PostgreSQL vacuums by itself.

        Tells whether that is done. While somebody reads it cannot be: then a file beside tells every process, and
        whoever writes or closes next tries again.
        """
        return self._wipe_within(_WIPE_SECONDS)

    def _wipe_within(self, seconds: float) -> bool:
        if self._unwiped is None:
            return True
        self._unwiped.unlink(missing_ok=True)  # first: who deletes something meanwhile says so again
        try:
            with self.reading() as connection:
                is_done = _empty_log(connection, seconds)
        except RecordsUnavailable:
            is_done = False
        if not is_done:
            self._unwiped.touch(mode=0o600)
        return is_done

    def _is_unwiped(self) -> bool:
        return self._unwiped is not None and self._unwiped.exists()

    def _prepare(self) -> None:
        """Bring the tables up to date before the first use: of this process, and of a file that took another's place.

        What another process opened is left to it, unclosed: a forked one would end its parent's conversation.
        """
        if self._ready_at == self._place():
            return
        with self._lock:
            place = self._place()
            if self._ready_at != place:
                self._engine.dispose(close=self._ready_at is None or self._ready_at.process == place.process)
                if self._file is not None and place.file is None:
                    _make_private(self._file)
                with self._writing() as connection:
                    migrate(connection)
                self._ready_at = self._place()

    def _place(self) -> _Place:
        if self._file is None:
            return _Place(os.getpid(), None)
        try:
            found = os.stat(self._file)  # noqa: PTH116 - asked before every use: a Path takes several times as long
        except FileNotFoundError:
            return _Place(os.getpid(), None)
        return _Place(os.getpid(), (found.st_dev, found.st_ino))


def _make_private(file: str) -> None:
    """Make a file that nobody but its owner reads, as SQLite will those beside it: contacts and hashes come into it."""
    try:
        Path(file).touch(mode=0o600)
    except OSError as error:
        raise RecordsUnavailable(cause=type(error).__name__) from None


def migrate(connection: Connection) -> None:
    """Bring the tables up to date; Alembic, which takes its time to import, is asked only where they are not."""
    if connection.dialect.name == "postgresql":  # one process at a time; SQLite's own lock does so there
        connection.execute(text("SELECT pg_advisory_xact_lock(720426)"))
    if _revision(connection) == NEWEST:
        return
    from alembic import command  # noqa: PLC0415 - see above

    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def alembic_config() -> Any:  # noqa: ANN401 - Alembic's Config, which is not imported here
    """Return the configuration by which Alembic finds the migrations."""
    from alembic.config import Config  # noqa: PLC0415 - see migrate

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def _empty_log(connection: Connection, seconds: float) -> bool:
    """Bring the log beside a SQLite file into it, and cut it to nothing; tell whether nobody was in the way."""
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
    try:
        return connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar() == 0
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {_TURN_SECONDS * 1000}")


def sqlite_driver(connection: Connection) -> sqlite3.Connection | None:
    """Return the driver's own connection to a SQLite file, for what is said many times a second; None elsewhere."""
    driver = connection.connection.driver_connection
    return driver if isinstance(driver, sqlite3.Connection) else None


def insert_into(connection: Connection, table: Table) -> PostgresqlInsert | SqliteInsert:
    """Return the insertion that can say what becomes of a row that is there already, in the database's own words."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _make_engine(url: str) -> Engine:
    if url.startswith(POSTGRESQL):
        chosen = url.replace(POSTGRESQL, "postgresql+psycopg://", 1)
        engine = create_engine(chosen, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": _WAIT_SECONDS})
        event.listen(engine, "checkin", _note_use)
        event.listen(engine, "checkout", partial(_check_idle, engine))
        return engine
    # Without a limit: a connection is a file, and one more costs less than waiting for another's.
    options = {"timeout": _TURN_SECONDS, "check_same_thread": False}
    engine = create_engine(url, isolation_level="AUTOCOMMIT", max_overflow=-1, connect_args=options)
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own connection
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _note_use(_connection: object, record: ConnectionPoolEntry) -> None:
    record.info[_USED_AT] = monotonic()


def _check_idle(engine: Engine, connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:  # noqa: ANN401 - the driver's own connection
    """Try a connection that has been idle: the server may have been started anew. One that was just used is there."""
    idle = monotonic() - record.info.get(_USED_AT, 0)
    if idle > _IDLE_SECONDS and not _answers(engine, connection):
        raise DisconnectionError


def _answers(engine: Engine, connection: Any) -> bool:  # noqa: ANN401 - likewise
    try:
        return bool(engine.dialect.do_ping(connection))
    except engine.dialect.loaded_dbapi.Error:
        return False
