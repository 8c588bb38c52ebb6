"""Owns the check of the whole journal behind a page: one at a time, and of a short journal only.

Reading every line holds a reader of the database for as long as it takes; a long journal is for the command line.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from broker.core.journal.finding import Verdict
from broker.core.refusals.journal import CheckUnderway, JournalTooLong

MOST_CHECKED = 50_000  # lines: a second or two


@dataclass(frozen=True, slots=True)
class ShortCheck:
    """Check by `check` a journal that ends at the position `end`."""

    end: Callable[[], int]
    check: Callable[[], Verdict]
    _turn: Lock = field(default_factory=Lock)

    @property
    def is_possible(self) -> bool:
        """Tell whether the journal is short enough."""
        return self.end() <= MOST_CHECKED

    def run(self) -> Verdict:
        """Return what the check found; raise JournalTooLong, or CheckUnderway while another runs in this process."""
        if not self.is_possible:
            raise JournalTooLong(expected=f"{MOST_CHECKED} lines at most", received=str(self.end()))
        if not self._turn.acquire(blocking=False):
            raise CheckUnderway(received="another check")
        try:
            return self.check()
        finally:
            self._turn.release()
