"""Owns `subscriptions.*`: 100,000 subscriptions created through the service, by mutual TLS, on either database."""

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from broker.core.roles import Holder, Role
from broker.definitions.shipped_clients import DISTRIBUTORS
from tests.bench.figure import Figure
from tests.bench.machine_caller import MachineCaller, machine_caller, running_services
from tests.bench.process_figures import resident_mib_of
from tests.live.postgresql_server import running_postgresql
from tests.sandbox import free_ports
from tests.subscription_bodies import a_body

SQLITE = ("subscriptions.per_s", "subscriptions.cpu_ms", "subscriptions.mib_grown")
POSTGRESQL = tuple(name.replace("subscriptions.", "subscriptions.postgresql.") for name in SQLITE)
QUICK = "PREAU_BENCH_QUICK"  # set for development only: a twentieth of them
_ALL, _FEW, _WARM_UP = 100_000, 5_000, 2_000
_CONNECTIONS = 8
_MILLISECONDS = 1_000
_CREATED = 201
_PAGE = 5_000
_XML = {"Content-Type": "application/xml"}


def measure_sqlite() -> Iterator[Figure]:
    """Measure over a file of its own, each answer given once it is durable."""
    yield from _measure(SQLITE, "")


def measure_postgresql() -> Iterator[Figure]:
    """Measure over a real PostgreSQL, as durable; without one, say so and measure nothing."""
    try:
        with running_postgresql(durable=True) as url:
            yield from _measure(POSTGRESQL, f'[records]\nurl = "{url}"\n')
    except pytest.skip.Exception as absent:
        sys.stderr.write(f"{POSTGRESQL[0]} and others: skipped, {absent}\n")


def _measure(names: tuple[str, ...], settings: str) -> Iterator[Figure]:
    count = _FEW if os.environ.get(QUICK) else _ALL
    client = Holder(Role.DISTRIBUTOR, DISTRIBUTORS[0].identifier)
    with TemporaryDirectory(prefix="preau-bench-") as folder, ExitStack() as connections:
        workspace, port = Path(folder), free_ports()
        (workspace / "preau.toml").write_text(settings, encoding="utf-8")
        services = connections.enter_context(running_services(workspace, port))
        callers = [connections.enter_context(machine_caller(workspace, port, client)) for _ in range(_CONNECTIONS)]
        _create(callers, client.name, "warm", _WARM_UP)
        before, cpu, began = resident_mib_of(services.processes), services.cpu_seconds(), time.perf_counter()
        _create(callers, client.name, "abo", count)
        took, spent = time.perf_counter() - began, services.cpu_seconds() - cpu
        after = resident_mib_of(services.processes)
        _check_kept(callers[0], count)
    sys.stderr.write(f"{names[0]}: {count} created, resident {before:.1f} MiB before, {after:.1f} MiB after\n")
    yield Figure(names[0], count / took, "1/s")
    yield Figure(names[1], spent * _MILLISECONDS / count, "ms")
    yield Figure(names[2], after - before, "MiB")


@dataclass(slots=True)
class _Share:
    """Create one connection's share of them, and keep what went wrong."""

    caller: MachineCaller
    distributor: str
    identifiers: list[str]
    failures: list[BaseException] = field(default_factory=list)

    def run(self) -> None:
        """Create them, one after the other."""
        try:
            for identifier in self.identifiers:
                body = a_body(idAbonnement=identifier, idDistributeurCom=self.distributor)
                status, answer = self.caller.call("PUT", f"/{identifier}", body, _XML)
                assert status == _CREATED, answer
        except BaseException as failure:  # noqa: BLE001 - raised again by whoever waits for the thread
            self.failures.append(failure)


def _create(callers: list[MachineCaller], distributor: str, prefix: str, count: int) -> None:
    every = [f"{prefix}-{number:06d}" for number in range(count)]
    shares = [_Share(caller, distributor, every[place :: len(callers)]) for place, caller in enumerate(callers)]
    threads = [threading.Thread(target=share.run) for share in shares]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for share in shares:
        for failure in share.failures:
            raise failure


def _check_kept(caller: MachineCaller, count: int) -> None:
    """Read every page: what was answered 201 is there."""
    found, first = 0, 0
    while True:
        status, answer = caller.call("GET", f"/abonnements?debut={first}&fin={first + _PAGE}")
        assert status == 200, answer
        if b"<abonnement>" not in answer:
            break
        found += answer.count(b"<idAbonnement>abo-")
        first += _PAGE
    assert found == count, found
