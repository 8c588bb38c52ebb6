"""Owns the asking for a risk report from a page: found in a thread of its own, kept, and found anew when asked.

A page waits a short time; where everybody takes longer, it says how far the counting is and is asked again.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from broker.core.contract import Contract
from broker.core.refusals.risk import CountingsUnderway
from broker.core.review.risk_report import RiskQuestion, RiskReport
from broker.flows.ports import Clock

Find = Callable[[RiskQuestion, tuple[Contract, ...], Callable[[int], None]], RiskReport]
_KEPT = 4
_MOST_UNDERWAY = 2


@dataclass(frozen=True, slots=True)
class Underway:
    """Say how many people have been looked at so far."""

    people: int


@dataclass(slots=True)
class _Work:
    """Hold one report in the making."""

    thread: threading.Thread | None = None
    people: int = 0
    report: RiskReport | None = None
    failure: Exception | None = None

    @property
    def is_underway(self) -> bool:
        return self.report is None and self.failure is None


_Key = tuple[RiskQuestion, tuple[Contract, ...], date]


@dataclass(slots=True)
class RiskDesk:
    """Keep the latest reports of one process, each for its contracts and its day; one is made at a time.

    One waits its turn at most, and none that is underway is let go of.
    """

    clock: Clock
    find_contracts: Callable[[], tuple[Contract, ...]]
    find: Find
    wait_seconds: float = 4.0
    _works: dict[_Key, _Work] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, question: RiskQuestion) -> RiskReport | Underway:
        """Return the report, or how far it is; raise what has kept it from being made, once, or CountingsUnderway."""
        work = self._work_of((question, self.find_contracts(), self.clock.now().date()))
        assert work.thread is not None, "a work is started under the lock in which it is kept"
        work.thread.join(self.wait_seconds)
        if work.failure is not None:
            self.forget()
            raise work.failure
        return Underway(work.people) if work.report is None else work.report

    def find_kept(self, question: RiskQuestion) -> RiskReport | None:
        """Return the report where it is already there; start nothing."""
        with self._lock:
            work = self._works.get((question, self.find_contracts(), self.clock.now().date()))
        return work.report if work else None

    def forget(self) -> None:
        """Let what was answered be found anew when it is asked again; what is underway goes on."""
        with self._lock:
            self._works = {key: work for key, work in self._works.items() if work.is_underway}

    def _work_of(self, key: _Key) -> _Work:
        with self._lock:
            if key not in self._works:
                self._make_room()
                work = self._works[key] = _Work()
                work.thread = threading.Thread(target=self._make, args=(key, work), name="risk", daemon=True)
                work.thread.start()
            return self._works[key]

    def _make_room(self) -> None:
        over = [key for key, work in self._works.items() if not work.is_underway]
        if len(self._works) - len(over) >= _MOST_UNDERWAY:
            raise CountingsUnderway(expected=f"{_MOST_UNDERWAY} countings at most", received="another")
        for key in over[: max(len(self._works) - _KEPT + 1, 0)]:
            del self._works[key]

    def _make(self, key: _Key, work: _Work) -> None:
        def tell(people: int) -> None:
            work.people = people

        try:
            with self._turn:
                work.report = self.find(key[0], key[1], tell)
        except Exception as failure:  # noqa: BLE001 - whoever asks next is told, in the thread of their request
            work.failure = failure
