"""Owns the sheet of assignments: a CSV that a responsible takes out, changes in a spreadsheet and brings back.

One line is one assignment. No cell is ever a formula: a spreadsheet would run what somebody wrote elsewhere.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from broker.core.refusals.subscription import SheetCellWrong, SheetUnreadable
from broker.core.rights.assignment import Target, TargetKind
from broker.core.rights.audience import Audience
from broker.core.spreadsheet import read_cell, write_rows

MOST_LINES, MOST_BYTES = 2_000, 200_000
WRITTEN = ("idAbonnement", "idRessource", "cible", "code", "public", "projet", "libelle", "personnes")
_NEEDED = ("idAbonnement", "cible", "code", "public")
_MARK = "\ufeff"  # what tells a spreadsheet that a CSV is UTF-8
KINDS = {
    "personne": TargetKind.PERSON,
    "division": TargetKind.DIVISION,
    "groupe": TargetKind.GROUP,
    "public": TargetKind.AUDIENCE,
}
_WORDS = {kind: word for word, kind in KINDS.items()}


@dataclass(frozen=True, slots=True)
class SheetLine:
    """Hold one line as it came; `number` is its place in the file, from 1. No `repr` shows whom it names."""

    number: int
    subscription: str
    resource: str
    kind: str
    code: str = field(repr=False)
    audience: str
    project: str

    def read_target(self) -> Target:
        """Return what the line names; raise `SheetCellWrong` where a word is none of those known."""
        kind = KINDS.get(self.kind.casefold())
        if kind is None:
            raise SheetCellWrong(expected=", ".join(KINDS), received=self.kind[:30] or "nothing")
        word = (self.audience or (self.code if kind is TargetKind.AUDIENCE else "")).upper()
        if word not in set(Audience):
            raise SheetCellWrong(expected=", ".join(Audience), received=word[:30] or "nothing")
        if kind is TargetKind.AUDIENCE:
            return Target(kind, word, Audience(word))
        if not self.code:
            raise SheetCellWrong(expected="code", received="nothing")
        return Target(kind, self.code, Audience(word), self.project if kind is TargetKind.PERSON else "")


def read_sheet(content: bytes) -> tuple[SheetLine, ...]:
    """Return the lines of a sheet, but for its first and for blank ones; raise `SheetUnreadable`."""
    if len(content) > MOST_BYTES:
        raise SheetUnreadable(expected=f"at most {MOST_BYTES} bytes", received=f"{len(content)}")
    try:
        text = content.decode("utf-8").removeprefix(_MARK)
        rows = _read_rows(text)
    except (UnicodeDecodeError, csv.Error) as error:
        raise SheetUnreadable(expected="a CSV in UTF-8", received=type(error).__name__) from None
    if len(rows) > MOST_LINES:
        raise SheetUnreadable(expected=f"at most {MOST_LINES} lines", received=f"{len(rows)}")
    return tuple(_line(number, row) for number, row in rows)


def write_sheet(rows: Iterable[Mapping[str, str]]) -> bytes:
    """Return a sheet of rows whose cells are named by `WRITTEN`, in UTF-8 with the mark that spreadsheets want."""
    text = write_rows([WRITTEN, *([row.get(name, "") for name in WRITTEN] for row in rows)])
    return f"{_MARK}{text}".encode()


def word_of(kind: TargetKind) -> str:
    """Return the word by which a sheet names a kind of target."""
    return _WORDS[kind]


def _read_rows(text: str) -> list[tuple[int, dict[str, str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    names = [name.strip() for name in next(reader, [])]
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        raise SheetUnreadable(expected=";".join(_NEEDED), received=f"without {', '.join(missing)}")
    found = []
    for row in reader:
        cells = dict(zip(names, map(read_cell, row), strict=False))
        if any(cells.values()):
            found.append((reader.line_num, cells))
    return found


def _line(number: int, cells: Mapping[str, str]) -> SheetLine:
    return SheetLine(
        number=number,
        subscription=cells.get("idAbonnement", ""),
        resource=cells.get("idRessource", ""),
        kind=cells.get("cible", ""),
        code=cells.get("code", ""),
        audience=cells.get("public", ""),
        project=cells.get("projet", ""),
    )
