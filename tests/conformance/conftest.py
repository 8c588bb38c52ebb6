"""Owns the stores over which the books are tried: memory, and a real Redis under a prefix of each test's own."""

import secrets
from collections.abc import Iterator

import pytest

from broker.flows.ports import Store
from broker.stores.memory_store import MemoryStore
from broker.stores.redis_store import RedisStore
from broker.stores.store_settings import StoreSettings
from tests.builders import HandClock
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
