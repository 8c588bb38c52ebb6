"""Owns the drawing of charts: where each bar and word stands. The table beside says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from broker.stats.periods import Period, Unit, period_of
from broker.stats.written import Line
from broker.web.rendering import say

WIDTH = 640
_MOST_BARS = 10
_ROW, _NAME_END, _BAR_START, _MOST_BAR, _MOST_LETTERS = 26, 232, 240, 330, 32
_COLUMNS_HEIGHT, _COLUMNS_TOP, _COLUMNS_START = 150, 24, 10


@dataclass(frozen=True, slots=True)
class Bar:
    """Hold one bar, in units of the drawing."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Word:
    """Hold one text, and from which side it is set (`start`, `middle` or `end`)."""

    x: float
    y: float
    text: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Chart:
    """Hold one drawing."""

    height: int
    bars: tuple[Bar, ...]
    words: tuple[Word, ...]
    width: int = WIDTH


def draw_rows(lines: Sequence[Line]) -> Chart | None:
    """Draw the greatest counts as rows; None where there is nothing to compare."""
    drawn = sorted(lines, key=lambda line: -line.accesses)[:_MOST_BARS]
    if not drawn:
        return None
    most, bars, words = drawn[0].accesses, [], []
    for rank, line in enumerate(drawn):
        top = rank * _ROW + 6
        width = max(1.0, round(_MOST_BAR * line.accesses / most, 1))
        bars.append(Bar(_BAR_START, top, width, _ROW - 8))
        words.append(Word(_NAME_END, top + 14, _short(say(line.title)), "end"))
        words.append(Word(_BAR_START + width + 6, top + 14, str(line.accesses)))
    return Chart(len(drawn) * _ROW + 8, tuple(bars), tuple(words))


def draw_columns(lines: Sequence[Line], period: Period, unit: Unit) -> Chart | None:
    """Draw a period as columns, one place for each unit of it: what is not shown leaves its place empty."""
    if not lines:
        return None
    places = _places(period, unit)
    step = (WIDTH - 2 * _COLUMNS_START) / len(places)
    most = max(line.accesses for line in lines)
    base = _COLUMNS_TOP + _COLUMNS_HEIGHT
    bars = []
    for line in lines:
        height = max(1.0, round(_COLUMNS_HEIGHT * line.accesses / most, 1))
        left = _COLUMNS_START + step * places.index(line.value)
        bars.append(Bar(round(left + step * 0.1, 1), round(base - height, 1), round(step * 0.8, 1), height))
    first, last = period_of(period.first, unit).title, period_of(period.last, unit).title
    words = (
        Word(_COLUMNS_START, _COLUMNS_TOP - 8, str(most)),
        Word(_COLUMNS_START, base + 18, say(first)),
        Word(WIDTH - _COLUMNS_START, base + 18, say(last), "end"),
    )
    return Chart(base + 28, tuple(bars), words)


def _places(period: Period, unit: Unit) -> list[str]:
    """Return the codes of a period's units, in order."""
    return list(dict.fromkeys(period_of(day, unit).code for day in period.days))


def _short(text: str) -> str:
    return text if len(text) <= _MOST_LETTERS else f"{text[: _MOST_LETTERS - 1]}…"
