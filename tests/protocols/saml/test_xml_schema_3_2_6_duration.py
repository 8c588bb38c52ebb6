"""Owns the tests of durations (XML Schema 2, 3.2.6), as cacheDuration is written."""

from datetime import timedelta

import pytest

from broker.core.refusals.condition import InstantMalformed
from broker.saml.instants import read_duration


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("PT1H", timedelta(hours=1)),
        ("PT6H30M", timedelta(hours=6, minutes=30)),
        ("P1D", timedelta(days=1)),
        ("P1DT12H", timedelta(days=1, hours=12)),
        ("PT3600S", timedelta(hours=1)),
        ("PT1.5S", timedelta(seconds=1)),
        ("P1Y2M3D", timedelta(days=365 + 60 + 3)),
        ("PT0S", timedelta()),
    ],
)
def test_a_duration_is_read(written: str, expected: timedelta) -> None:
    assert read_duration(written, "cacheDuration") == expected


@pytest.mark.parametrize(
    "written", ["", "P", "PT", "P1DT", "1H", "-PT1H", "PT1H1H", "P1H", "PT99999999999S", "PT1H ", "PT٣S"]
)
def test_what_is_no_duration_is_refused(written: str) -> None:
    with pytest.raises(InstantMalformed):
        read_duration(written, "cacheDuration")
