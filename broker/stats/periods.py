"""Owns periods: the school year, the month, the week and the day, how each is written and what it is divided into."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from broker.core.refusals.journey import MalformedParameter
from broker.core.sentence import Sentence

_FIRST_MONTH = 9  # a school year starts on the 1st of September (as subscriptions end on the 31st of August)
_FORMS = "2026-2027, 2026-11, 2026-W48, 2026-11-30"
_MONTHS = (
    Sentence("janvier", "January"),
    Sentence("février", "February"),
    Sentence("mars", "March"),
    Sentence("avril", "April"),
    Sentence("mai", "May"),
    Sentence("juin", "June"),
    Sentence("juillet", "July"),
    Sentence("août", "August"),
    Sentence("septembre", "September"),
    Sentence("octobre", "October"),
    Sentence("novembre", "November"),
    Sentence("décembre", "December"),
)


class Unit(StrEnum):
    """Name a unit of time."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


# Into what each is divided; the first is the one shown where none is asked for. A month cuts weeks in two.
DIVISIONS: dict[Unit, tuple[Unit, ...]] = {
    Unit.YEAR: (Unit.MONTH, Unit.WEEK, Unit.DAY),
    Unit.MONTH: (Unit.DAY,),
    Unit.WEEK: (Unit.DAY,),
    Unit.DAY: (),
}


@dataclass(frozen=True, slots=True)
class Period:
    """Hold one unit of time, from its first to its last day, both included."""

    unit: Unit
    first: date
    last: date

    @property
    def code(self) -> str:
        """Return how it is written: `2026-2027`, `2026-11`, `2026-W48` (ISO 8601) or `2026-11-30`."""
        if self.unit is Unit.YEAR:
            return f"{self.first.year}-{self.first.year + 1}"
        if self.unit is Unit.MONTH:
            return f"{self.first:%Y-%m}"
        if self.unit is Unit.WEEK:
            year, week, _ = self.first.isocalendar()
            return f"{year}-W{week:02d}"
        return self.first.isoformat()

    @property
    def title(self) -> Sentence:
        """Return what people read."""
        first, month = self.first, _MONTHS[self.first.month - 1]
        if self.unit is Unit.YEAR:
            return Sentence(f"année scolaire {self.code}", f"school year {self.code}")
        if self.unit is Unit.MONTH:
            return Sentence(f"{month.fr} {first.year}", f"{month.en} {first.year}")
        day = Sentence(f"{first.day} {month.fr} {first.year}", f"{first.day} {month.en} {first.year}")
        if self.unit is Unit.WEEK:
            return Sentence(f"semaine du {day.fr}", f"week of {day.en}")
        return day

    @property
    def days(self) -> tuple[date, ...]:
        """Return its days, in order."""
        return tuple(self.first + timedelta(days=day) for day in range((self.last - self.first).days + 1))

    def holds(self, day: date) -> bool:
        """Tell whether a day is in it."""
        return self.first <= day <= self.last


def period_of(day: date, unit: Unit) -> Period:
    """Return the unit of time in which a day is."""
    if unit is Unit.YEAR:
        start = day.year if day.month >= _FIRST_MONTH else day.year - 1
        return Period(unit, date(start, _FIRST_MONTH, 1), date(start + 1, _FIRST_MONTH - 1, 31))
    if unit is Unit.MONTH:
        return Period(unit, day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))
    if unit is Unit.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Period(unit, monday, monday + timedelta(days=6))
    return Period(unit, day, day)


def read_period(text: str) -> Period:
    """Return the period of a code; raise `MalformedParameter` for what is none."""
    try:
        found = _read(text)
    except (ValueError, OverflowError):
        found = None
    if found is None or found.code != text:
        raise MalformedParameter(expected=f"period: {_FORMS}", received=text[:20])
    return found


def _read(text: str) -> Period:
    year, _, rest = text.partition("-")
    if len(rest) == len("2027"):
        return period_of(date(int(year), _FIRST_MONTH, 1), Unit.YEAR)
    if rest.startswith("W"):
        return period_of(date.fromisocalendar(int(year), int(rest[1:]), 1), Unit.WEEK)
    if len(rest) == len("11"):
        return period_of(date(int(year), int(rest), 1), Unit.MONTH)
    return period_of(date.fromisoformat(text), Unit.DAY)
