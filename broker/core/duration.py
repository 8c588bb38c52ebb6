"""Owns durations in calendar years, months, weeks and days, as ISO 8601 writes them (P1Y6M)."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from broker.core.sentence import Sentence

_PATTERN = re.compile(r"P(?!$)(\d{1,3}Y)?(\d{1,3}M)?(\d{1,3}W)?(\d{1,4}D)?")
_MONTHS = 12
_UNITS = (("an", "ans", "year", "years"), ("mois", "mois", "month", "months"))
_SMALL_UNITS = (("semaine", "semaines", "week", "weeks"), ("jour", "jours", "day", "days"))


@dataclass(frozen=True, slots=True)
class Duration:
    """Hold a duration; years and months are the calendar's."""

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0

    def before(self, day: date) -> date:
        """Return the day that lies so long before another; the first day there is, where that would be earlier."""
        return self._shifted(day, -1)

    def after(self, day: date) -> date:
        """Return the day that lies so long after another; the last day there is, where that would be later."""
        return self._shifted(day, 1)

    @property
    def title(self) -> Sentence:
        """Say it in words."""
        amounts = (self.years, self.months, self.weeks, self.days)
        parts = [(n, *names) for n, names in zip(amounts, (*_UNITS, *_SMALL_UNITS), strict=True) if n]
        french = [f"{n} {several if n > 1 else one}" for n, one, several, _, _ in parts]
        english = [f"{n} {several if n > 1 else one}" for n, _, _, one, several in parts]
        return Sentence(" et ".join(french) or "0 jour", " and ".join(english) or "0 days")

    def _shifted(self, day: date, sign: int) -> date:
        """Count months first; of a month that has no such day, take its last."""
        total = day.year * _MONTHS + day.month - 1 + sign * (self.years * _MONTHS + self.months)
        year, month = divmod(total, _MONTHS)
        if not date.min.year <= year <= date.max.year:
            return date.min if sign < 0 else date.max
        moved = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
        try:
            return moved + sign * timedelta(days=7 * self.weeks + self.days)
        except OverflowError:
            return date.min if sign < 0 else date.max


def read_duration(text: str) -> Duration:
    """Read a duration (`P1Y6M`, `P2W`, `P30D`); raise ValueError for anything else."""
    found = _PATTERN.fullmatch(text)
    if found is None:
        raise ValueError(f"{text[:20]!r} is no duration: write P1Y, P6M, P2W, P30D or P1Y6M")
    return Duration(*(int(part[:-1]) if part else 0 for part in found.groups()))
