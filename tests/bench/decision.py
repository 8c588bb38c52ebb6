"""Owns `core.decide.p50_us`: one release decided, with its explanation, for a shipped teacher."""

from collections.abc import Iterator
from datetime import UTC, datetime

from broker.core.minimisation import decide
from broker.core.pseudonym import PseudonymKey
from tests.bench.figure import Figure
from tests.bench.shipped import a_shipped_teacher, studio
from tests.bench.timing import time_median

_ROUNDS, _CALLS = 10, 200
_MICROSECONDS = 1e6
_MOMENT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def measure() -> Iterator[Figure]:
    """Measure the function that issues: it decides on every attribute of the catalogue and says why."""
    person, contract, key = a_shipped_teacher(), studio(), PseudonymKey(bytes(64), 1)
    here = person.memberships[0]
    release = decide(person, here, contract, key, _MOMENT)
    assert {part.code for part in release.released} == {clause.code for clause in contract.clauses}
    seconds, _ = time_median(lambda: decide(person, here, contract, key, _MOMENT), lambda: None, _ROUNDS, _CALLS)
    yield Figure("core.decide.p50_us", seconds * _MICROSECONDS, "us")
