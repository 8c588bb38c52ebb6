"""Owns how work in this process is timed: warmed up, in rounds that alternate with its floor, by the median."""

import time
from collections.abc import Callable
from statistics import median

_WARM_UP = 20
_NANOSECONDS = 1e9


def time_median(
    work: Callable[[], object], floor: Callable[[], object], rounds: int, calls: int
) -> tuple[float, float]:
    """Return the median seconds of one call of the work and of one call of its floor, both in the same minutes."""
    for _ in range(_WARM_UP):
        work()
        floor()
    spent: list[int] = []
    unavoidable: list[int] = []
    for _ in range(rounds):
        spent += _time(work, calls)
        unavoidable += _time(floor, calls)
    return median(spent) / _NANOSECONDS, median(unavoidable) / _NANOSECONDS


def _time(work: Callable[[], object], calls: int) -> list[int]:
    spent = []
    for _ in range(calls):
        start = time.perf_counter_ns()
        work()
        spent.append(time.perf_counter_ns() - start)
    return spent


def cpu_median(work: Callable[[], object], calls: int = 200) -> float:
    """Return the median seconds of CPU that one call takes in this thread."""
    spent = []
    for _ in range(calls):
        start = time.thread_time_ns()
        work()
        spent.append(time.thread_time_ns() - start)
    return median(spent) / _NANOSECONDS
