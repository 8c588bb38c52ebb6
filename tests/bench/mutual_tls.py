"""Owns `mtls.call.per_s`: what a call of the web services takes when there is nothing to look up, on one connection."""

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from broker.core.roles import Holder, Role
from tests.bench.figure import Figure
from tests.bench.hub_process import Hub
from tests.bench.machine_caller import MachineCaller, machine_caller, running_services
from tests.sandbox import free_ports

NAMES = ("mtls.call.per_s", "mtls.call.cpu_ms", "mtls.handshake.per_s")
_ROUNDS = 6
_CALLS = 300
_HANDSHAKES = 40
_OK = 200
_MILLISECONDS = 1000


def measure() -> Iterator[Figure]:
    """Measure 1,800 calls after 300 of warm-up, one after the other, then new connections; medians of six rounds."""
    client = Holder(Role.ENT, "P0")
    with TemporaryDirectory(prefix="preau-bench-") as folder:
        workspace, port = Path(folder), free_ports()
        with running_services(workspace, port) as services:
            with machine_caller(workspace, port, client) as caller:
                _round(services, caller)
                rounds = [_round(services, caller) for _ in range(_ROUNDS)]
            connections = [_open_connections(workspace, port, client) for _ in range(_ROUNDS)]
    yield Figure(NAMES[0], median(per_second for per_second, _ in rounds), "/s")
    yield Figure(NAMES[1], median(cpu for _, cpu in rounds), "ms")
    yield Figure(NAMES[2], median(connections), "/s")


def _round(services: Hub, caller: MachineCaller) -> tuple[float, float]:
    """Return calls per second by the clock, and the services' CPU time per call in milliseconds."""
    cpu, began = services.cpu_seconds(), time.perf_counter()
    for _ in range(_CALLS):
        _check(caller)
    took = time.perf_counter() - began
    return _CALLS / took, (services.cpu_seconds() - cpu) * _MILLISECONDS / _CALLS


def _open_connections(workspace: Path, port: int, client: Holder) -> float:
    began = time.perf_counter()
    for _ in range(_HANDSHAKES):
        with machine_caller(workspace, port, client) as caller:
            _check(caller)
    return _HANDSHAKES / (time.perf_counter() - began)


def _check(caller: MachineCaller) -> None:
    status, _body = caller.call("GET", "/")
    assert status == _OK, status
