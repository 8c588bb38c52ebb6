"""Holds the style guide's sizes, captions and names (style.md, Rules 7 to 10)."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("broker", "idp", "sp_examples")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
MOST_LINES = 300
EMPTY_NAMES = re.compile(r"(^|_)(utils?|helpers?|managers?|base|common|misc|stuff|tools?)(_|$)")


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_module_is_one_idea_of_at_most_300_lines(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= MOST_LINES, f"{_name(path)} has {lines} lines: split it by idea"


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_module_opens_with_what_it_owns(path: Path) -> None:
    caption = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    assert caption.startswith("Owns "), f"{_name(path)} must open with one sentence: Owns …"


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_module_is_named_by_a_word_of_the_glossary(path: Path) -> None:
    assert not EMPTY_NAMES.search(path.stem), f"{_name(path)}: name it by what it owns"


def test_the_median_module_is_small() -> None:
    sizes = sorted(path.read_text(encoding="utf-8").count("\n") for path in MODULES if path.name != "__init__.py")
    assert sizes[len(sizes) // 2] <= 120, f"median {sizes[len(sizes) // 2]} lines"
