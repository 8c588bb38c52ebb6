"""Owns the database: opened when something is first looked for or kept, migrated to the newest tables before use."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, inspect, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from broker.core.refusals.account import RecordsUnavailable
from broker.records.records_settings import POSTGRESQL

NEWEST = "0002"  # a test holds it to the last of the migrations
_MIGRATIONS = Path(__file__).resolve().parent / "migrations"
_WAIT_SECONDS = 5


class Database:
    """Give connections to one database, whose tables are the newest."""

    def __init__(self, url: str) -> None:
        """Prepare the engine; nothing is opened yet."""
        self._engine = _make_engine(url)
        self._lock, self._is_ready = Lock(), False

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection to read by; raise `RecordsUnavailable` when the database does not answer."""
        try:
            self._prepare()
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                yield connection
        except SQLAlchemyError as error:
            raise RecordsUnavailable(cause=type(error).__name__) from None

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection to write by, all or nothing."""
        try:
            self._prepare()
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise RecordsUnavailable(cause=type(error).__name__) from None

    def check(self) -> None:
        """Open it and bring its tables up to date; raise `RecordsUnavailable` when it does not answer."""
        with self.reading() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Close the pooled connections."""
        self._engine.dispose()

    def _prepare(self) -> None:
        if self._is_ready:
            return
        with self._lock:
            if not self._is_ready:
                migrate(self._engine)
                self._is_ready = True


def migrate(engine: Engine) -> None:
    """Bring the tables up to date; Alembic, which takes its time to import, is asked only where they are not."""
    with engine.begin() as connection:
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
        return create_engine(chosen, pool_pre_ping=True, connect_args={"connect_timeout": _WAIT_SECONDS})
    # A connection for each use: opening a file costs little, and none is left open by a thread that is gone.
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": _WAIT_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_at_once)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own connection
    connection.isolation_level = None  # transactions are ours to begin: see below
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_at_once(connection: Connection) -> None:
    """Take the lock to write from the start: what is read in a transaction is what its writes follow from."""
    if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
