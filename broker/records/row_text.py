"""Owns how one row of a table is written as a line of text, and read back: JSON, each value as its column has it.

Moments are written in UTC, so that SQLite and PostgreSQL write the same line; bytes are written in base64.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Column, Row, String, Table

from broker.records.schema import TABLES
from broker.records.sql_outbox import read_moment

TABLE, ROW = "table", "row"
_BY_NAME = {table.name: table for table in TABLES}
_INTEGERS = range(-(2**31), 2**31)  # what PostgreSQL's INTEGER holds


class LineRefused(Exception):  # noqa: N818 - a statement (style.md, Names)
    """Refuse a line; its text says what is wrong, and holds no value of the row."""


def write_row(table: Table, row: Row[Any]) -> str:
    """Return one row as a line, without its end."""
    values = {column.name: _write(value) for column, value in zip(table.columns, row, strict=True)}
    return json.dumps({TABLE: table.name, ROW: values}, ensure_ascii=False)


def read_row(document: Mapping[str, object]) -> tuple[Table, dict[str, object]]:
    """Return the table of a line's document and the values of its row; raise `LineRefused`."""
    table = _BY_NAME.get(str(document.get(TABLE)))
    if table is None:
        raise LineRefused(f"{TABLE} is none of {', '.join(_BY_NAME)}")
    row = document.get(ROW)
    if not isinstance(row, dict) or document.keys() != {TABLE, ROW}:
        raise LineRefused(f'a row is {{"{TABLE}": …, "{ROW}": {{…}}}}')
    wrong = sorted({column.name for column in table.columns} ^ row.keys())
    if wrong:
        raise LineRefused(f"{table.name}: missing or unknown: {', '.join(wrong)}")
    return table, {column.name: _read(column, row[column.name]) for column in table.columns}


def _write(value: object) -> object:
    if isinstance(value, datetime):
        return read_moment(value).isoformat()
    if isinstance(value, bytes):
        return b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value


def _read(column: Column[Any], value: object) -> object:
    if value is None:
        if column.nullable:
            return None
        raise LineRefused(f"{column.name}: null")
    kind = column.type.python_type
    if kind is str:
        return _read_text(column, value)
    if kind is int:
        if isinstance(value, int) and not isinstance(value, bool) and value in _INTEGERS:
            return value
        raise LineRefused(f"{column.name}: not an integer of 32 bits")
    if kind is bytes:
        return _read_bytes(column, value)
    return _read_time(column, value, datetime if kind is datetime else date)


def _read_text(column: Column[Any], value: object) -> str:
    assert isinstance(column.type, String)
    if not isinstance(value, str):
        raise LineRefused(f"{column.name}: not a text")
    most = column.type.length
    if most is not None and len(value) > most:
        raise LineRefused(f"{column.name}: longer than {most} characters")
    if any(character == "\0" or "\ud800" <= character <= "\udfff" for character in value):
        raise LineRefused(f"{column.name}: a character that is none of UTF-8, or that no database keeps")
    return value


def _read_bytes(column: Column[Any], value: object) -> bytes:
    try:
        return b64decode(str(value), validate=True)
    except ValueError:
        raise LineRefused(f"{column.name}: not in base64") from None


def _read_time(column: Column[Any], value: object, kind: type[date]) -> date:
    try:
        found = kind.fromisoformat(str(value))
    except ValueError:
        raise LineRefused(f"{column.name}: not a {kind.__name__} in ISO 8601") from None
    if not isinstance(found, datetime):
        return found
    if found.tzinfo is None:
        raise LineRefused(f"{column.name}: a moment without its offset from UTC")
    return found.astimezone(UTC)
