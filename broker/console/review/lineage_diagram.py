"""Owns the drawing of lineages as SVG: bands from left to right, always the same for the same lineages.

The page says the same in a table. Words are escaped, and cut where a box is too narrow for them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

_WIDTHS = (210, 175, 225, 275)
_GAP, _ROW, _BOX, _BAND_GAP, _TOP, _MARGIN = 40, 44, 36, 16, 34, 8
_LETTERS = {"hub": 7.8}  # of the 13 px in which words are set, at the most; the attribute's are bold
_LETTER = 7.1
_MOST_BOXES = 12
_STYLE = Markup(
    "svg{background:#fffdf7;font:13px system-ui,sans-serif}text{fill:#23304a}.soft{fill:#59616f;font-size:11px}"
    ".peer{fill:#f7f1e4;stroke:#857a66}.hub{fill:#2b4a6f;stroke:#f2b84b;stroke-width:2}.hub-name{fill:#fdf8ec}"
    ".decision{fill:#fbe8bf;stroke:#7d4d05}.link{fill:none;stroke:#1f5077;stroke-width:1.5}"
    "@media (prefers-color-scheme:dark){svg{background:#212e3e}text{fill:#f0e9da}.soft{fill:#b7bdc6}"
    ".peer{fill:#18222f;stroke:#8793a3}.hub{fill:#101824}.decision{fill:#3b301a;stroke:#f4c469}"
    ".link{stroke:#a8cbef}}"
)
_LOOKS = ("peer", "hub", "decision", "peer")


@dataclass(frozen=True, slots=True)
class Box:
    """Hold the two lines of one box."""

    title: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """Hold the boxes of one lineage, column by column: of two neighbours, one has one box only."""

    columns: tuple[tuple[Box, ...], ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Hold what is drawn: its title, the heading of each column, and the bands.

    `more` says that some boxes of a column are not drawn, with `{n}` where their number stands.
    """

    title: str
    headings: tuple[str, ...]
    bands: tuple[Band, ...]
    more: str = "… {n}"


def draw_inside(drawing: Drawing, name: str) -> Markup:
    """Return the drawing for a page, whose style sheet it takes; `name` is the id of the heading that names it."""
    opening = Markup('<svg class="sequence" role="img" aria-labelledby="{0}" aria-describedby="{0}-diagram" {1}>')
    words = Markup('<desc id="{}-diagram">{}</desc>').format(name, " → ".join(drawing.headings))
    return _whole(opening.format(name, _size(drawing)), words, drawing)


def draw_alone(drawing: Drawing) -> str:
    """Return the drawing as a file of its own."""
    opening = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title description" {}>'
    ).format(_size(drawing))
    words = Markup('<title id="title">{}</title><desc id="description">{}</desc><style>{}</style>')
    return f"{_whole(opening, words.format(drawing.title, _described(drawing), _STYLE), drawing)}\n"


def _described(drawing: Drawing) -> str:
    """Say in words what is drawn, a line for each band."""
    return "\n".join(
        " → ".join(", ".join(box.title for box in column) for column in band.columns) for band in drawing.bands
    )


def _whole(opening: Markup, words: Markup, drawing: Drawing) -> Markup:
    return Markup("\n").join((opening, words, *_headings(drawing), *_bands(drawing), Markup("</svg>")))


def _size(drawing: Drawing) -> Markup:
    width = 2 * _MARGIN + sum(_WIDTHS) + _GAP * (len(_WIDTHS) - 1)
    height = _TOP + sum(_height(band) + _BAND_GAP for band in drawing.bands)
    return Markup('viewBox="0 0 {0} {1}" width="{0}" height="{1}"').format(width, height)


def _left(column: int) -> int:
    return _MARGIN + sum(_WIDTHS[:column]) + _GAP * column


def _height(band: Band) -> int:
    return max(min(len(column), _MOST_BOXES + 1) for column in band.columns) * _ROW


def _headings(drawing: Drawing) -> Iterator[Markup]:
    for column, words in enumerate(drawing.headings):
        yield Markup('<text class="soft" x="{}" y="20">{}</text>').format(_left(column), words)


def _bands(drawing: Drawing) -> Iterator[Markup]:
    top = _TOP
    for band in drawing.bands:
        height = _height(band)
        columns = [_cut(column, drawing.more) for column in band.columns]
        places = [_middles(len(column), top, height) for column in columns]
        for column in range(len(places) - 1):
            yield from _links(column, places[column], places[column + 1])
        for column, boxes in enumerate(columns):
            for box, middle in zip(boxes, places[column], strict=True):
                yield _box(column, box, middle)
        top += height + _BAND_GAP


def _cut(boxes: tuple[Box, ...], more: str) -> tuple[Box, ...]:
    """Return the boxes that are drawn, the last of which counts the others."""
    left_out = len(boxes) - _MOST_BOXES
    return boxes if left_out <= 0 else (*boxes[:_MOST_BOXES], Box(more.format(n=left_out)))


def _middles(count: int, top: int, height: int) -> list[int]:
    centre = top + height // 2
    return [centre + rank * _ROW - (count - 1) * _ROW // 2 for rank in range(count)]


def _links(column: int, starts: Sequence[int], ends: Sequence[int]) -> Iterator[Markup]:
    left = _left(column) + _WIDTHS[column]
    bend, right = left + _GAP // 2, left + _GAP
    for start in starts:
        for end in ends:
            yield Markup('<path class="arrow link" d="M{} {}C{} {} {} {} {} {}"/>').format(
                left, start, bend, start, bend, end, right, end
            )


def _box(column: int, box: Box, middle: int) -> Markup:
    left, width, look = _left(column), _WIDTHS[column], _LOOKS[column]
    rect = Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="6"/>').format(
        look, left, middle - _BOX // 2, width, _BOX
    )
    name = Markup(' class="hub-name"') if look == "hub" else Markup("")
    line = Markup('<text{} x="{}" y="{}">{}</text>')
    if not box.note:
        return rect + line.format(name, left + 8, middle + 5, _short(box.title, width, look))
    return (
        rect
        + line.format(name, left + 8, middle - 2, _short(box.title, width, look))
        + line.format(name, left + 8, middle + 13, _short(box.note, width, look))
    )


def _short(text: str, width: int, look: str) -> Markup:
    most = int((width - 16) / _LETTERS.get(look, _LETTER))
    return escape(text if len(text) <= most else f"{text[: most - 1]}…")
