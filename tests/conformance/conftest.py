"""Owns what books and records are tried over: memory and a real Redis, SQLite and a real PostgreSQL.

Each test has a prefix, a file or a schema of its own.
"""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy

from broker.flows.ports import Store
from broker.records.database import Database
from broker.records.opening import FILE_NAME, Records
from broker.records.records_settings import RecordsSettings
from broker.stores.memory_store import MemoryStore
from broker.stores.redis_store import RedisStore
from broker.stores.store_settings import StoreSettings
from tests.builders import HandClock
from tests.live.postgresql_server import running_postgresql
from tests.live.redis_server import RedisServer, running_redis


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with running_redis() as server:
        yield server


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.live)])
def store(request: pytest.FixtureRequest) -> Store:
    if request.param == "memory":
        return MemoryStore(HandClock())
    server: RedisServer = request.getfixturevalue("redis")
    return RedisStore(StoreSettings(kind="redis", url=server.url, prefix=f"{secrets.token_hex(8)}:"))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    with running_postgresql() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.live)])
def url(request: pytest.FixtureRequest) -> str | None:
    if request.param == "sqlite":
        return None
    server: str = request.getfixturevalue("postgresql")
    name = f"r{secrets.token_hex(8)}"
    engine = sqlalchemy.create_engine(server.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text(f"CREATE SCHEMA {name}"))
    engine.dispose()
    return f"{server}?options=-csearch_path%3D{name}"


@pytest.fixture
def records(url: str | None, tmp_path: Path) -> Iterator[Records]:
    records = Records(RecordsSettings(url=url), tmp_path)
    yield records
    records.close()


@pytest.fixture
def database(url: str | None, tmp_path: Path) -> Iterator[Database]:
    database = Database(url or f"sqlite:///{tmp_path}/{FILE_NAME}")
    database.check()  # the tables are there from here on
    yield database
    database.close()
