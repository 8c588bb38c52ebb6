"""Owns `list.*`: lists of 200 resources, JSON, through mutual TLS, out of one process, on either database."""

import gzip
import json
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import psycopg
import pytest

from broker.core.profile import Profile
from broker.core.rights.assignment import Assignment, Target, TargetKind
from broker.core.rights.audience import Audience
from broker.core.rights.subscription import UNLIMITED, AssignmentKind, Subscription
from broker.core.roles import Holder, Role
from broker.directories.ldif_directory import LdifDirectory
from broker.directories.sandbox_academy import ACADEMY_FILE
from broker.records.opening import Records
from broker.records.records_settings import RecordsSettings
from tests.bench.figure import Figure
from tests.bench.hub_process import Hub
from tests.bench.machine_caller import MachineCaller, machine_caller, running_services
from tests.live.postgresql_server import running_postgresql
from tests.rights import a_subscription
from tests.sandbox import MovableClock, free_ports

SQLITE = ("list.per_s", "list.cpu_ms", "list.plain.per_s")
POSTGRESQL = tuple(name.replace("list.", "list.postgresql.") for name in SQLITE)
_RESOURCES, _PEOPLE, _ROUNDS, _CALLS = 200, 60, 6, 300
_CONNECTIONS = 4
_SCHOOL = "9990004A"
_DATA = Path(__file__).resolve().parents[2] / "metadata"
_PACKED = {"Accept": "application/json", "Accept-Encoding": "gzip"}
_PLAIN = {"Accept": "application/json"}
_OK = 200
_MILLISECONDS = 1_000


def measure_sqlite() -> Iterator[Figure]:
    """Measure over a file of its own."""
    yield from _measure(SQLITE, None)


def measure_postgresql() -> Iterator[Figure]:
    """Measure over a real PostgreSQL; without one, say so and measure nothing."""
    try:
        with running_postgresql(durable=True) as url:
            yield from _measure(POSTGRESQL, url)
    except pytest.skip.Exception as absent:
        sys.stderr.write(f"{POSTGRESQL[0]} and others: skipped, {absent}\n")


def _measure(names: tuple[str, ...], url: str | None) -> Iterator[Figure]:
    """Ask for sixty pupils' lists on four connections at once: 1,800 calls after 300, packed; then as many plain."""
    with TemporaryDirectory(prefix="preau-bench-") as folder:
        workspace, port = Path(folder), free_ports()
        _prepare(workspace, url)
        paths = [f"/ressources/P0/{_SCHOOL}/{identifier}" for identifier in _pupils()]
        with running_services(workspace, port) as services, ExitStack() as opened:
            client = Holder(Role.ENT, "P0")
            callers = [opened.enter_context(machine_caller(workspace, port, client)) for _ in range(_CONNECTIONS)]
            for path in paths:
                _check(callers[0], path)
            packed = [_round(services, callers, paths, _PACKED) for _ in range(_ROUNDS + 1)][1:]
            plain = [_round(services, callers, paths, _PLAIN) for _ in range(_ROUNDS + 1)][1:]
    yield Figure(names[0], median(per_second for per_second, _ in packed), "1/s")
    yield Figure(names[1], median(cpu for _, cpu in packed), "ms")
    yield Figure(names[2], median(per_second for per_second, _ in plain), "1/s")


def _round(
    services: Hub, callers: list[MachineCaller], paths: list[str], headers: dict[str, str]
) -> tuple[float, float]:
    """Return lists per second by the clock, and the services' CPU time per list in milliseconds."""
    every = list(islice(cycle(paths), _CALLS))
    cpu, began = services.cpu_seconds(), time.perf_counter()
    with ThreadPoolExecutor(len(callers)) as pool:
        shares = (every[place :: len(callers)] for place in range(len(callers)))
        for asked in [pool.submit(_ask, *pair, headers) for pair in zip(callers, shares, strict=True)]:
            asked.result()
    took = time.perf_counter() - began
    return _CALLS / took, (services.cpu_seconds() - cpu) * _MILLISECONDS / _CALLS


def _ask(caller: MachineCaller, paths: list[str], headers: dict[str, str]) -> None:
    for path in paths:
        status, body = caller.call("GET", path, headers=headers)
        assert status == _OK, body


def _check(caller: MachineCaller, path: str) -> None:
    """Each of them has all the resources, and the packed answer is the plain one."""
    _, packed = caller.call("GET", path, headers=_PACKED)
    _, plain = caller.call("GET", path, headers=_PLAIN)
    assert gzip.decompress(packed) == plain
    listed = json.loads(plain)["listeRessources"]["ressource"]
    assert sum("/bench-" in one["idRessource"] for one in listed) == _RESOURCES, plain[:400]


def _pupils() -> list[str]:
    people = LdifDirectory(ACADEMY_FILE).find_school_people(_SCHOOL)
    pupils = (one for one in people if any((m.uai, m.profile) == (_SCHOOL, Profile.PUPIL) for m in one.memberships))
    return [one.key.identifier for one in islice(pupils, _PEOPLE)]


def _prepare(workspace: Path, url: str | None) -> None:
    """Declare the resources, each with the notice and the contract of a shipped one, and let every pupil open them."""
    settings = f'[records]\nurl = "{url}"\n' if url else ""
    (workspace / "preau.toml").write_text(f"{settings}[rights]\nseed = false\n", encoding="utf-8")
    for kind in ("contracts", "notices"):
        (workspace / kind).mkdir()
        shipped = (_DATA / kind / "herbier.toml").read_text(encoding="utf-8")
        for number in range(_RESOURCES):
            text = shipped.replace("herbier", f"bench-{number:03d}").replace('fr = "L’', f'fr = "{number:03d} L’')
            (workspace / kind / f"bench-{number:03d}.toml").write_text(text, encoding="utf-8")
    records = Records(RecordsSettings(url=url), workspace)
    try:
        records.subscriptions.create_all([_subscription(number) for number in range(_RESOURCES)])
        for number in range(0, _RESOURCES, 2):
            records.assignments.assign(_assignment(number), ())
    finally:
        records.close()
    if url:  # what its autovacuum does within a minute: until then it takes the tables for empty, and plans for that
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("ANALYZE")


def _subscription(number: int) -> Subscription:
    """Return an even one, opened by an assignment, or an odd one, opened to the school."""
    kind = AssignmentKind.SCHOOL if number % 2 else AssignmentKind.INDIVIDUAL
    resource, now = f"ark:/77777/bench-{number:03d}", MovableClock().now()
    return replace(
        a_subscription(f"BENCH-{number:03d}", resource=resource, kind=kind, licences_overall=UNLIMITED),
        audiences=frozenset(Audience),
        schools=frozenset({_SCHOOL}),
        starts=now.replace(year=now.year - 1, day=1),
        ends=now.replace(year=now.year + 1, day=1),
    )


def _assignment(number: int) -> Assignment:
    target = Target(TargetKind.AUDIENCE, Audience.PUPIL.value, Audience.PUPIL)
    return Assignment(f"A-{number:03d}", f"BENCH-{number:03d}", _SCHOOL, target, MovableClock().now())
