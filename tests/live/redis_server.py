"""Owns the real Redis of the tests: Debian's redis-server, on a free loopback port, in a folder of its own."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from redis import Redis

from broker.stores.redis_store import RedisStore
from broker.stores.store_settings import StoreSettings
from tests.sandbox import free_ports

_STARTS = 3


@dataclass(frozen=True)
class RedisServer:
    """Tell where a Redis listens, and stop it before its time."""

    port: int
    process: subprocess.Popen[str]

    @property
    def url(self) -> str:
        """Return the URL of its first database."""
        return f"redis://127.0.0.1:{self.port}/0"

    def kill(self) -> None:
        """Kill it, as a machine that fails would."""
        self.process.kill()
        self.process.wait()


def need_redis() -> str:
    """Return the path of redis-server; skip without it, or fail where live tests must run (PREAU_LIVE=1)."""
    found = shutil.which("redis-server")
    if found is None:
        reason = "redis-server is not installed (on Debian: the redis-server package)"
        if os.environ.get("PREAU_LIVE") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@contextmanager
def running_redis(*options: str, tls: bool = False) -> Iterator[RedisServer]:
    """Run a Redis that keeps nothing on disk; `options` are further ones of its command line."""
    binary = need_redis()
    with TemporaryDirectory(prefix="preau-redis-") as folder:
        server = _start(binary, Path(folder), options, tls=tls)
        try:
            yield server
        finally:
            server.kill()
            if server.process.stdout is not None:
                server.process.stdout.close()


def _start(binary: str, folder: Path, options: tuple[str, ...], *, tls: bool) -> RedisServer:
    said = ""
    for _ in range(_STARTS):
        port = free_ports()
        ports = ["--port", "0", "--tls-port", str(port)] if tls else ["--port", str(port)]
        command = [binary, *ports, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
        process = subprocess.Popen([*command, *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # noqa: S603 - a fixed command
        assert process.stdout is not None
        for line in process.stdout:
            if "Ready to accept connections" in line:
                return RedisServer(port, process)
            said += line
        process.wait()
        process.stdout.close()
    pytest.fail(f"redis-server does not start:\n{said}")


def race(url: str, racers: int, rounds: int) -> tuple[list[int], list[int], list[int]]:
    """Race in a process of its own for values and names; return the numbers taken and added, and the counts.

    The racers start together: each waits, without sleeping, until all have come to the line.
    """
    store = RedisStore(StoreSettings(kind="redis", url=url))
    line = Redis.from_url(url)
    if line.incr("line") == racers:
        line.rpush("go", *(["go"] * racers))
    assert line.blpop(["go"], timeout=60) is not None
    taken = [number for number in range(rounds) if store.take(f"answer:{number}") is not None]
    added = [number for number in range(rounds) if store.add(f"assertion:{number}", b"", 60)]
    return taken, added, [store.count("attempts", 60) for _ in range(rounds)]
