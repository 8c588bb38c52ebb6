"""Owns CSV as spreadsheets of this country read it: `;` between the cells, and no cell taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

_MARKED = ("=", "+", "-", "@", "\t", "\r", "'")  # by which a spreadsheet takes a text for a formula; and our own mark


def write_rows(rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV; a text that would be a formula gets an apostrophe before it."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue()


def read_cell(cell: str) -> str:
    """Return what a cell says, without the apostrophe that was put before it."""
    stripped = cell.strip()
    return stripped[1:] if stripped.startswith("'") and stripped[1:].startswith(_MARKED) else stripped


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe stands before what would be one."""
    return f"'{cell}" if cell.startswith(_MARKED) else cell
