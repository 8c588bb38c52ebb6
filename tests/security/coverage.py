"""Owns the account of the catalogue's families A to E: which numbers the tests here deliver, which not and why.

`SCOPE` lists every number of those families; `ELSEWHERE` says why the hub has nothing to resist, or not here.
A number counts as delivered where it begins a parameter's name, or stands in a test's own name.
"""

import ast
import re
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent
_NUMBER = re.compile(r"[A-E](\d{3})\b")
_IN_NAME = re.compile(r"_([a-e]\d{3})(?=_|$)")
_FAMILIES = {"A": range(1, 44), "B": range(44, 92), "C": range(92, 98), "D": range(98, 107), "E": range(107, 119)}

SCOPE = tuple(f"{family}{number:03}" for family, numbers in _FAMILIES.items() for number in numbers)

ELSEWHERE = {
    "B071": "Generated only: whether a service makes two accounts when NameID changes. The hub reads no NameID of a"
    " guichet (B070), and its own pseudonyms are held by tests/core.",
    "B072": "Generated only: whether a service mixes the keys of two people. That a NameID of somebody else changes"
    " nothing at the hub is delivered with B070.",
}


@cache
def delivered() -> frozenset[str]:
    """Return the numbers that the tests of this folder deliver."""
    return frozenset(number for file in sorted(_FOLDER.glob("test_[a-e]_*.py")) for number in _numbers_of(file))


def _numbers_of(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            found |= {number.upper() for number in _IN_NAME.findall(node.name)}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _NUMBER.match(node.value):
            found.add(node.value[:4])
    return found
