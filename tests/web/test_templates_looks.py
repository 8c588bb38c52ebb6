"""The style sheet is small, ours alone, and readable in light, dark and print."""

import re
from pathlib import Path

import pytest

_STATIC = Path(__file__).resolve().parents[2] / "broker" / "web" / "static"
_SHEET = (_STATIC / "preau.css").read_text(encoding="utf-8")
_PAIRS = [
    *[(text, ground) for text in ("ink", "soft", "link", "brick", "leaf", "ochre") for ground in ("paper", "card")],
    ("on-go", "go"),
    ("on-roof", "roof"),
    ("ochre", "ochre-bg"),
    ("ink", "ochre-bg"),
    ("link", "ochre-bg"),
    ("leaf", "leaf-bg"),
    ("brick", "brick-bg"),
]
_EDGES = [("edge", "paper"), ("edge", "card"), ("sun", "roof")]


def _colours(scheme: str) -> dict[str, str]:
    roots = re.findall(r":root\{(.*?)\}", _SHEET, re.DOTALL)
    rules = roots[0] + (roots[1] if scheme == "dark" else "")
    return dict(re.findall(r"--([\w-]+):(#[0-9a-f]{6})", rules))


def _luminance(colour: str) -> float:
    """Return the relative luminance (WCAG 2.2, definition)."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(first: str, second: str) -> float:
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_style_sheet_weighs_less_than_15_kilobytes() -> None:
    assert len(_SHEET.encode()) < 15_000


def test_the_style_sheet_asks_for_nothing_else() -> None:
    assert not re.search(r"@import|@font-face|url\(|https?:", _SHEET)


def test_nothing_looks_like_the_state() -> None:
    text = _SHEET + (_STATIC / "preau.svg").read_text(encoding="utf-8")
    assert not re.search(r"marianne|spectral|dsfr|000091|e1000f", text, re.IGNORECASE)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), _PAIRS)
def test_text_stands_out_from_its_ground(scheme: str, text: str, ground: str) -> None:
    colours = _colours(scheme)
    assert _contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), _EDGES)
def test_edges_of_controls_stand_out(scheme: str, edge: str, ground: str) -> None:
    colours = _colours(scheme)
    assert _contrast(colours[edge], colours[ground]) >= 3


def test_the_sheet_provides_for_dark_print_phones_and_focus() -> None:
    for need in ("prefers-color-scheme:dark", "@media print", "max-width:44rem", ":focus-visible"):
        assert need in _SHEET
