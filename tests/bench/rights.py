"""Owns `rights.*`: decisions among a million assignments, and subscriptions created, on SQLite and on PostgreSQL."""

import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from broker.core.errors import Refusal
from broker.core.rights.notice import Notice
from broker.flows.access_desk import AccessDesk
from broker.records.database import Database
from broker.records.opening import FILE_NAME, Records
from broker.records.records_settings import RecordsSettings
from tests.bench.figure import Figure
from tests.bench.rights_world import SUBSCRIBED, Asking, assign, questions, subscriptions
from tests.builders import NOON, HandClock
from tests.live.postgresql_server import running_postgresql
from tests.rights import a_subscription

_FIGURES = ("decide.{}.p50_ms", "decide.{}.p99_ms", "decide.{}.cpu_ms", "create.{}.per_s", "create.{}.cpu_ms")
_FIGURES += ("create.{}.together_per_s", "create_all.{}.per_s")
SQLITE = tuple(f"rights.{figure.format('sqlite')}" for figure in _FIGURES)
POSTGRESQL = tuple(f"rights.{figure.format('postgresql')}" for figure in _FIGURES)
_AT_ONCE, _SINGLE, _THREADS = 1_000, 2_000, 8
_WARM_UP, _DECISIONS = 500, 5_000


def measure_sqlite() -> Iterator[Figure]:
    """Measure over a file of its own; each creation is durable before the next."""
    with TemporaryDirectory(prefix="preau-bench-") as folder:
        yield from _measure(SQLITE, None, Path(folder))


def measure_postgresql() -> Iterator[Figure]:
    """Measure over a real PostgreSQL, as durable; without one, say so and measure nothing."""
    try:
        with running_postgresql(durable=True) as url, TemporaryDirectory(prefix="preau-bench-") as folder:
            yield from _measure(POSTGRESQL, url, Path(folder))
    except pytest.skip.Exception as absent:
        sys.stderr.write(f"{POSTGRESQL[0]} and others: skipped, {absent}\n")


def _measure(names: tuple[str, ...], url: str | None, folder: Path) -> Iterator[Figure]:
    records = Records(RecordsSettings(url=url), folder)
    try:
        whole = _create_all(records)
        single, single_cpu = _create_each(records)
        together = _create_together(records)
        database = Database(url or f"sqlite:///{folder / FILE_NAME}")
        assign(database)
        database.close()
        times, spent = _time_decisions(records, questions(_WARM_UP + _DECISIONS))
    finally:
        records.close()
    yield Figure(names[0], statistics.median(times) * 1e3, "ms")
    yield Figure(names[1], statistics.quantiles(times, n=100)[98] * 1e3, "ms")
    yield Figure(names[2], statistics.median(spent) * 1e3, "ms")
    yield Figure(names[3], single, "1/s")
    yield Figure(names[4], single_cpu * 1e3, "ms")
    yield Figure(names[5], together, "1/s")
    yield Figure(names[6], whole, "1/s")


def _create_all(records: Records) -> float:
    """Create every subscription, so many in each transaction; return how many a second."""
    left, spent = subscriptions(), 0.0
    while piece := tuple(islice(left, _AT_ONCE)):
        start = time.perf_counter()
        records.subscriptions.create_all(piece)
        spent += time.perf_counter() - start
    return SUBSCRIBED / spent


def _create_each(records: Records) -> tuple[float, float]:
    """Create subscriptions one after the other; return how many a second, and the CPU seconds of each."""
    single = [a_subscription(f"T{number:06d}") for number in range(_SINGLE)]
    start, start_cpu = time.perf_counter(), time.process_time()
    for subscription in single:
        records.subscriptions.create(subscription)
    return _SINGLE / (time.perf_counter() - start), (time.process_time() - start_cpu) / _SINGLE


def _create_together(records: Records) -> float:
    """Create subscriptions one by one from several threads, as a service does; return how many a second."""
    single = [a_subscription(f"U{number:06d}") for number in range(_SINGLE)]
    with ThreadPoolExecutor(_THREADS) as pool:
        start = time.perf_counter()
        list(pool.map(records.subscriptions.create, single))
        return _SINGLE / (time.perf_counter() - start)


def _time_decisions(records: Records, asked: list[Asking]) -> tuple[list[float], list[float]]:
    """Return the seconds of each decision and those of CPU in this process, once warm; about two in three open."""
    desk = AccessDesk(HandClock(NOON), _NoNotices(), records.rights, records.assignments, records.access_counts)
    answers: Counter[str] = Counter()
    times, spent = [], []
    for asking in asked:
        start, start_cpu = time.perf_counter(), time.thread_time()
        answers[_decide(desk, asking)] += 1
        times.append(time.perf_counter() - start)
        spent.append(time.thread_time() - start_cpu)
    assert answers["open"] > len(asked) / 2, answers
    assert {"rights.not_assigned", "rights.over", "rights.school_not_covered"} <= set(answers), answers
    return times[_WARM_UP:], spent[_WARM_UP:]


def _decide(desk: AccessDesk, asking: Asking) -> str:
    try:
        desk.preview(asking.person, asking.membership, asking.contract)
    except Refusal as refusal:
        return refusal.code
    return "open"


class _NoNotices:
    """Know no notice: each resource is then decided by its subscriptions alone."""

    def find(self, resource: str) -> Notice | None:
        del resource
        return None

    def all(self) -> tuple[Notice, ...]:
        return ()

    def daughters(self, mother: str) -> tuple[Notice, ...]:
        del mother
        return ()
