"""Periods are written in one way each, and divide time without gap or overlap."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.core.refusals.journey import MalformedParameter
from broker.stats.periods import Unit, period_of, read_period

days = st.dates(date(1990, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("code", "first", "last", "title"),
    [
        ("2026-2027", date(2026, 9, 1), date(2027, 8, 31), "année scolaire 2026-2027"),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29), "février 2028"),
        ("2026-W53", date(2026, 12, 28), date(2027, 1, 3), "semaine du 28 décembre 2026"),
        ("2026-11-30", date(2026, 11, 30), date(2026, 11, 30), "30 novembre 2026"),
    ],
)
def test_a_code_names_its_days(code: str, first: date, last: date, title: str) -> None:
    found = read_period(code)
    assert (found.first, found.last, found.title.fr, found.code) == (first, last, title, code)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "2026",
        "2026-2028",
        "2026-13",
        "2026-00",
        "2026-W54",
        "2026-W00",
        "2026-1-1",
        "2026-02-30",
        "٢٠٢٦-11",
        " 2026-11",
        "9999-10000",
        "0-0000",
        "2026-W1",
    ],
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(MalformedParameter):
        read_period(text)


@given(days, st.sampled_from(Unit))
def test_a_day_is_in_its_period_which_is_read_back(day: date, unit: Unit) -> None:
    found = period_of(day, unit)
    assert found.holds(day)
    assert read_period(found.code) == found
    assert (found.days[0], found.days[-1]) == (found.first, found.last)


@given(days, st.sampled_from(Unit))
def test_periods_follow_each_other_without_gap_or_overlap(day: date, unit: Unit) -> None:
    found = period_of(day, unit)
    assert period_of(found.last + timedelta(days=1), unit).first == found.last + timedelta(days=1)
    assert period_of(found.first - timedelta(days=1), unit).last == found.first - timedelta(days=1)
