"""Owns the suppression of small numbers: what is shown of a sum, so that no small count can be found by subtraction.

A count is small where one day, school, public, resource and project together have fewer accesses than the smallest
number shown. Small counts are never shown, and enter every greater sum together, in whole packets of that number. All
that is shown, whatever the filters, is then made of counts that may be shown and of packets: no sum and no difference
of it is a small count, and every sum is at most one packet short of the truth. Hiding cells beside the small ones, as
tables on paper do, protects one table; here whoever changes a filter gets another.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(slots=True)
class Tally:
    """Add counts up: those that may be shown, and the small ones."""

    smallest: int
    whole: int = 0
    small: int = 0

    def add(self, count: int) -> None:
        """Add one count of one day, school, public, resource and project."""
        if count >= self.smallest:
            self.whole += count
        else:
            self.small += count

    def join(self, other: "Tally") -> None:
        """Add what another has added up."""
        self.whole += other.whole
        self.small += other.small

    @property
    def shown(self) -> int:
        """Return what is shown of the sum: 0 where it is nothing, else at least `smallest`."""
        return self.whole + self.small // self.smallest * self.smallest


def sum_shown(counts: Iterable[int], smallest: int) -> int:
    """Return what is shown of the sum of such counts."""
    tally = Tally(smallest)
    for count in counts:
        tally.add(count)
    return tally.shown
