"""Owns `rights.*`: decisions among a million assignments, and subscriptions created, on SQLite and on PostgreSQL."""

import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
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

_FIGURES = ("decide.{}.p50_ms", "decide.{}.p99_ms", "create.{}.per_s", "create_all.{}.per_s")
SQLITE = tuple(f"rights.{figure.format('sqlite')}" for figure in _FIGURES)
POSTGRESQL = tuple(f"rights.{figure.format('postgresql')}" for figure in _FIGURES)
_AT_ONCE, _SINGLE = 1_000, 3_000
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
        single = _create_each(records)
        database = Database(url or f"sqlite:///{folder / FILE_NAME}")
        assign(database)
        database.close()
        times = _time_decisions(records, questions(_WARM_UP + _DECISIONS))
    finally:
        records.close()
    yield Figure(names[0], statistics.median(times) * 1e3, "ms")
    yield Figure(names[1], statistics.quantiles(times, n=100)[98] * 1e3, "ms")
    yield Figure(names[2], single, "1/s")
    yield Figure(names[3], whole, "1/s")


def _create_all(records: Records) -> float:
    """Create every subscription, so many in each transaction; return how many a second."""
    left, spent = subscriptions(), 0.0
    while piece := tuple(islice(left, _AT_ONCE)):
        start = time.perf_counter()
        records.subscriptions.create_all(piece)
        spent += time.perf_counter() - start
    return SUBSCRIBED / spent


def _create_each(records: Records) -> float:
    """Create subscriptions one by one, of a school where nobody asks; return how many a second."""
    single = [a_subscription(f"T{number:06d}") for number in range(_SINGLE)]
    start = time.perf_counter()
    for subscription in single:
        records.subscriptions.create(subscription)
    return _SINGLE / (time.perf_counter() - start)


def _time_decisions(records: Records, asked: list[Asking]) -> list[float]:
    """Return the seconds of each decision, once warm; about two in three open the door."""
    desk = AccessDesk(HandClock(NOON), _NoNotices(), records.rights, records.assignments, records.access_counts)
    answers: Counter[str] = Counter()
    times = []
    for asking in asked:
        start = time.perf_counter()
        try:
            desk.preview(asking.person, asking.membership, asking.contract)
            answer = "open"
        except Refusal as refusal:
            answer = refusal.code
        times.append(time.perf_counter() - start)
        answers[answer] += 1
    assert answers["open"] > len(asked) / 2, answers
    assert {"rights.not_assigned", "rights.over", "rights.school_not_covered"} <= set(answers), answers
    return times[_WARM_UP:]


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
