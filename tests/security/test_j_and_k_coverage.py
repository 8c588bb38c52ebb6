"""Owns the completeness of families J and K: each number is tested under its name, or listed with a reason."""

import re
from pathlib import Path

from tests.security.coverage_jk import NOT_HERE, WANTED

_NAME = re.compile(r"^def test_([jk]\d{3})_", re.MULTILINE)


def find_tested() -> set[str]:
    """Return the numbers that stand in the names of tests."""
    files = Path(__file__).parent.glob("test_*.py")
    return {number.upper() for file in files for number in _NAME.findall(file.read_text())}


def test_every_number_is_tested_or_listed_with_a_reason_and_none_is_both() -> None:
    assert set(WANTED) - set(NOT_HERE) - find_tested() == set()
    assert set(NOT_HERE) <= set(WANTED)
    assert set(NOT_HERE) & find_tested() == set()
    assert all(len(reason) > 40 for reason in NOT_HERE.values())
