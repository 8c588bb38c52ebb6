"""Owns CSV as spreadsheets of this country read it: `;` between the cells, and no cell taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")  # by which a spreadsheet would take a text for a formula


def write_rows(rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV; texts that begin like a formula get an apostrophe before them."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_SIGNS) else value
