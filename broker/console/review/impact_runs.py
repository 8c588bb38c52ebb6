"""Owns the studies that run behind the page of impacts: one of an installation at a time, its report kept for an hour.

The turn is a key of the store, which is over by itself: a study that outlasts it is stopped at its next part.
"""

import json
import logging
import secrets
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

from broker.core.errors import ConfigurationError, Problem, Refusal
from broker.flows.ports import Store
from broker.impact.inquiry import Inquiry
from broker.impact.report import make_report
from broker.impact.running import survey_all

KEPT_SECONDS = 3600
MOST_BYTES = 128 * 1024 * 1024  # of LDIF: some 150,000 people, half a minute
LONGEST_SECONDS = 300
_MOMENT_SECONDS = 2.0
_KEY, TURN = "impact:", "impact-turn"
_log = logging.getLogger("preau.impact")


@dataclass(frozen=True, slots=True)
class Run:
    """Show a study: `data` is its report, None while it runs; `problems` say why there is none."""

    number: str
    done: int = 0
    parts: int = 0
    data: Mapping[str, Any] | None = None
    problems: tuple[str, ...] = ()

    @property
    def is_running(self) -> bool:
        """Tell whether there is neither report nor problem yet."""
        return self.data is None and not self.problems


@dataclass(frozen=True, slots=True)
class ImpactRuns:
    """Run studies, and keep what they found for an hour."""

    store: Store
    smallest: int
    _threads: dict[str, Thread] = field(default_factory=dict)  # of the latest study of this process

    def start(self, inquiry: Inquiry) -> str:
        """Begin a study and return its number; raise ConfigurationError where it is too large, or another runs."""
        if sum(file.stat().st_size for file in inquiry.files if file.exists()) > MOST_BYTES:
            what = "so many people are not gone through behind a page"
            raise ConfigurationError((Problem("", "", what, "use preau impact, with --jobs"),))
        number = secrets.token_urlsafe(16)
        if not self.store.add(TURN, number.encode(), LONGEST_SECONDS):
            raise ConfigurationError((Problem("", "", "another study is running", "wait until it is over"),))
        self._keep(Run(number))
        thread = Thread(target=self._study, args=(number, inquiry), daemon=True, name="impact")
        self._threads.clear()
        self._threads[number] = thread
        thread.start()
        return number

    def find_soon(self, number: str) -> Run | None:
        """Return a study as `find` does; wait a moment for the one that runs here, most of which are short."""
        thread = self._threads.get(number)
        if thread is not None:
            thread.join(_MOMENT_SECONDS)
        return self.find(number)

    def find(self, number: str) -> Run | None:
        """Return a study, or None where it is not known or over."""
        kept = self.store.find(f"{_KEY}{number}")
        if kept is None:
            return None
        read = json.loads(zlib.decompress(kept))
        return Run(number, read["done"], read["parts"], read["data"], tuple(read["problems"]))

    def _study(self, number: str, inquiry: Inquiry) -> None:
        try:
            counted = survey_all(inquiry, 1, lambda done, parts: self._tell(Run(number, done, parts)))
            self._keep(Run(number, data=make_report(inquiry, counted, self.smallest).data))
        except ConfigurationError as error:
            self._keep(Run(number, problems=tuple(str(problem) for problem in error.problems)))
        except Refusal as refusal:
            self._keep(Run(number, problems=(refusal.code,)))
        except Exception:  # noqa: BLE001 - the edge of this thread: whoever waits is told that it came to nothing
            _log.exception("a study of impact failed")
            self._keep(Run(number, problems=("the study failed: the operator's log says why",)))
        finally:
            if self._has_turn(number):
                self.store.forget(TURN)

    def _tell(self, run: Run) -> None:
        if not self._has_turn(run.number):
            what = f"it took more than {LONGEST_SECONDS} seconds"
            raise ConfigurationError((Problem("", "", what, "use preau impact, with --jobs"),))
        self._keep(run)

    def _has_turn(self, number: str) -> bool:
        return self.store.find(TURN) == number.encode()

    def _keep(self, run: Run) -> None:
        written = {"done": run.done, "parts": run.parts, "data": run.data, "problems": run.problems}
        self.store.put(f"{_KEY}{run.number}", zlib.compress(json.dumps(written).encode()), KEPT_SECONDS)
