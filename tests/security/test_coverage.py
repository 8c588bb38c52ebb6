"""Holds the promise that every attack of families A to E is delivered to the hub, or left out for a reason."""

import pytest

from tests.security.coverage import ELSEWHERE, SCOPE, delivered


@pytest.mark.parametrize("number", SCOPE)
def test_every_number_is_delivered_or_left_out_for_a_reason(number: str) -> None:
    if number in ELSEWHERE:
        assert number not in delivered(), f"{number} is delivered: take it off the list"
        assert ELSEWHERE[number].strip()
    else:
        assert number in delivered(), f"{number} is neither delivered nor left out for a reason"


def test_nothing_is_left_out_that_the_catalogue_does_not_hold() -> None:
    assert set(ELSEWHERE) <= set(SCOPE)
