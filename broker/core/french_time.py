"""Owns legal time in metropolitan France, and moments as the web services spell them.

The rule is that of directive 2000/84/EC: summer time from the last Sunday of March to that of October, at 01:00 UTC.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

_WINTER, _SUMMER = timezone(timedelta(hours=1)), timezone(timedelta(hours=2))
_MARCH, _OCTOBER, _SUNDAY = 3, 10, 6
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d(?:T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-][01]\d:[0-5]\d)?)?", re.ASCII
)


def in_france(moment: datetime) -> datetime:
    """Return an aware moment with the offset that France has then."""
    start, end = _summer_of(moment.year)
    return moment.astimezone(_SUMMER if start <= moment < end else _WINTER)


def of_french_clock(naive: datetime) -> datetime:
    """Return the moment that a clock in France shows so; of the hour that comes twice, the first."""
    start, end = _summer_of(naive.year)
    is_summer = start <= naive.replace(tzinfo=_SUMMER) < end
    return naive.replace(tzinfo=_SUMMER if is_summer else _WINTER)


@lru_cache(maxsize=1024)  # the same few days come again and again
def read_moment(text: str) -> datetime | None:
    """Return the moment that a text spells as xs:dateTime or xs:date; None where it spells none.

    Without an offset it is French time, and a day alone is its beginning (facts/gar.md 7.3; public clients send all
    three forms; what the real service makes of them is a simulated assumption).
    """
    if not _MOMENT.fullmatch(text):
        return None
    try:
        read = datetime.fromisoformat(text)
        aware = read if read.tzinfo is not None else of_french_clock(read)
        in_france(aware.astimezone(UTC))  # at the very ends of the calendar a moment has neither
    except (ValueError, OverflowError):
        return None
    return aware


def write_moment(moment: datetime) -> str:
    """Return a moment as the service writes it: `2021-09-02T16:18:27.000+02:00` (facts/gar.md 7.3)."""
    return in_france(moment).isoformat(timespec="milliseconds")


@lru_cache(maxsize=64)
def _summer_of(year: int) -> tuple[datetime, datetime]:
    return _last_sunday(year, _MARCH), _last_sunday(year, _OCTOBER)


def _last_sunday(year: int, month: int) -> datetime:
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() - _SUNDAY) % 7)
