"""Owns the completeness of family I: each number is tested under its name, or listed with a reason."""

import re
from pathlib import Path

from tests.security.coverage_i import NOT_HERE, WANTED

_NAME = re.compile(r"^def test_(i\d{3})_", re.MULTILINE)


def find_tested() -> set[str]:
    """Return the numbers that stand in the names of tests."""
    files = Path(__file__).parent.glob("test_i_*.py")
    return {number.upper() for file in files for number in _NAME.findall(file.read_text())}


def test_every_number_is_tested_or_listed_with_a_reason_and_none_is_both() -> None:
    assert find_tested() == set(WANTED) - set(NOT_HERE)
    assert set(NOT_HERE) <= set(WANTED)
    assert all(len(reason) > 40 for reason in NOT_HERE.values())
