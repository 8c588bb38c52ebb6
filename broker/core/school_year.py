"""Owns the school year: from the 1st of September to the 31st of August in France (a simulated assumption)."""

from datetime import date, datetime

from broker.core.french_time import in_france

_SEPTEMBER = 9


def school_year_of(moment: datetime) -> int:
    """Return the year in which the school year of a moment began."""
    day = in_france(moment)
    return day.year if day.month >= _SEPTEMBER else day.year - 1


def last_day_of_school_year(moment: datetime) -> date:
    """Return the last day of the school year of a moment."""
    return date(school_year_of(moment) + 1, _SEPTEMBER - 1, 31)
