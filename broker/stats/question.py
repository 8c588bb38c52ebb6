"""Owns the question put to the statistics: which accesses, and along which lines they are counted."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from broker.stats.groupings import COARSER, Grouping
from broker.stats.periods import DIVISIONS, Period, Unit

By = Unit | Grouping


@dataclass(frozen=True, slots=True)
class Question:
    """Ask for the accesses of a period that have these values; `unit` divides the period, None for a single day."""

    period: Period
    unit: Unit | None = None
    filters: Mapping[Grouping, str] = field(default_factory=dict)

    @property
    def lines(self) -> tuple[By, ...]:
        """Return along what the accesses are divided: not along what the filters leave one value of."""
        settled = set(self.filters).union(*(COARSER.get(grouping, ()) for grouping in self.filters))
        units = [unit for unit in DIVISIONS[self.period.unit] if unit is self.unit]
        return (*units, *(grouping for grouping in Grouping if grouping not in settled))
