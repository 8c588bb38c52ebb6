"""Owns durations: read from ISO 8601, counted on the calendar, said in words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.core.duration import Duration, read_duration


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("P1Y", Duration(1)),
        ("P6M", Duration(0, 6)),
        ("P2W", Duration(0, 0, 2)),
        ("P30D", Duration(days=30)),
        ("P1Y6M2W3D", Duration(1, 6, 2, 3)),
    ],
)
def test_a_duration_is_read(text: str, duration: Duration) -> None:
    assert read_duration(text) == duration


@pytest.mark.parametrize("text", ["", "P", "1Y", "P1", "PT1H", "P1D1Y", "P-1D", "P1Y\n", "p1y"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no duration"):
        read_duration(text)


@pytest.mark.parametrize(
    ("day", "text", "before"),
    [
        (date(2026, 3, 31), "P1M", date(2026, 2, 28)),
        (date(2024, 2, 29), "P1Y", date(2023, 2, 28)),
        (date(2026, 1, 15), "P2M", date(2025, 11, 15)),
        (date(2026, 1, 15), "P1W1D", date(2026, 1, 7)),
        (date(3, 1, 1), "P10Y", date.min),
    ],
)
def test_months_are_the_calendars(day: date, text: str, before: date) -> None:
    assert read_duration(text).before(day) == before


def test_beyond_the_last_day_is_the_last_day() -> None:
    assert read_duration("P999Y").after(date(9990, 1, 1)) == date.max
    assert read_duration("P9999D").after(date(9990, 1, 1)) == date.max


@given(st.dates(date(1000, 1, 1), date(3000, 1, 1)), st.integers(0, 2000))
def test_days_go_there_and_back(day: date, days: int) -> None:
    duration = Duration(days=days)
    assert duration.before(duration.after(day)) == day


def test_a_duration_is_said_in_words() -> None:
    assert read_duration("P1Y6M").title.fr == "1 an et 6 mois"
    assert read_duration("P2W").title.en == "2 weeks"
