"""Owns which patterns of a file are matched: those with which no value takes for ever."""

import pytest

from broker.definitions.bounded_pattern import find_excess


@pytest.mark.parametrize("pattern", ["[A-M].*", "[A-Z][a-z-]*", r"\d{8}[A-Z]", "[)]+(?:a|b)?", r"\)+", "[^]*]*"])
def test_a_plain_pattern_is_matched(pattern: str) -> None:
    assert find_excess(pattern) == ""


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+b", "(a|a)*", "(?:a?){9}", "(a*)?(b*)*", "a?" * 7, "(a|b)" * 7, "(?=a)b", "(?x)(a+) +b", "a" * 201],
)
def test_a_pattern_that_could_take_for_ever_is_not(pattern: str) -> None:
    assert find_excess(pattern) != ""
