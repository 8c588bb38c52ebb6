"""Holds legal time in France, and moments as the web services spell them, to known answers."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.core.french_time import in_france, read_moment, write_moment


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2021-09-02T16:18:27.000+02:00", "2021-09-02T14:18:27+00:00"),
        ("2021-09-02T14:18:27Z", "2021-09-02T14:18:27+00:00"),
        ("2022-08-15T00:00:00", "2022-08-14T22:00:00+00:00"),
        ("2022-01-15T00:00:00.000000", "2022-01-14T23:00:00+00:00"),
        ("2022-07-14", "2022-07-13T22:00:00+00:00"),
        ("2026-03-29T01:59:59", "2026-03-29T00:59:59+00:00"),
        ("2026-03-29T03:00:00", "2026-03-29T01:00:00+00:00"),
        ("2026-10-25T02:30:00", "2026-10-25T00:30:00+00:00"),
        ("2026-10-25T03:00:00", "2026-10-25T02:00:00+00:00"),
    ],
)
def test_a_text_is_the_moment_that_a_clock_in_france_shows(text: str, utc: str) -> None:
    moment = read_moment(text)
    assert moment is not None
    assert moment.astimezone(UTC).isoformat() == utc


@pytest.mark.parametrize(
    "text",
    [
        "",
        "demain",
        "2026-13-01",
        "2026-02-30T00:00:00",
        "02/09/2021",
        "20260101",
        "2026-01-01 00:00:00",
        "2026-01-01T24:00:00",
        "2026-01-01T00:00",
        "2026-01-01T00:00:00+99:00",
        "٢٠٢٦-01-01",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59Z",
    ],
)
def test_a_text_that_spells_no_moment_is_none(text: str) -> None:
    assert read_moment(text) is None


def test_a_moment_is_written_as_observed_in_summer_and_in_winter() -> None:
    assert write_moment(datetime(2021, 9, 2, 14, 18, 27, tzinfo=UTC)) == "2021-09-02T16:18:27.000+02:00"
    assert write_moment(datetime(2022, 1, 31, 23, tzinfo=UTC)) == "2022-02-01T00:00:00.000+01:00"


@given(st.datetimes(datetime(1997, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis adds the zone
def test_what_is_written_is_read_as_the_same_moment(moment: datetime) -> None:
    cut = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    assert read_moment(write_moment(cut)) == cut
    assert in_france(cut) == cut
