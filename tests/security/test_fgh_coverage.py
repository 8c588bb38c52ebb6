"""Owns the completeness of families F, G and H: each number is tested under its name, or listed with a reason."""

import re
from pathlib import Path

from tests.security.coverage_fgh import NOT_HERE, WANTED

_NAME = re.compile(r"^def test_(?:([fgh])(\d{3})(?:_(and|to)_[fgh](\d{3}))?)_", re.MULTILINE)


def find_tested() -> set[str]:
    """Return the numbers that stand in the names of tests: one, two, or all from one to another."""
    found: set[str] = set()
    for file in sorted(Path(__file__).parent.glob("test_[fgh]_*.py")):
        for family, first, joint, last in _NAME.findall(file.read_text()):
            numbers = range(int(first), int(last) + 1) if joint == "to" else (int(first), int(last or first))
            found |= {f"{family.upper()}{number}" for number in numbers}
    return found


def test_every_number_is_tested_or_listed_with_a_reason_and_none_is_both() -> None:
    assert find_tested() == set(WANTED) - set(NOT_HERE)
    assert set(NOT_HERE) <= set(WANTED)
    assert all(len(reason) > 40 for reason in NOT_HERE.values())
