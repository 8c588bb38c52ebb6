"""Owns the one use of tomlkit: a contract's TOML text changed in place, with its comments and layout."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Table

from broker.core.contract import Approval
from broker.core.errors import ConfigurationError, Problem

_SPACES = 300
Value = str | int | bool | date | list[str] | None


class ContractText:
    """Change the text of one contract file, key by key; what is not touched stays as it was written."""

    def __init__(self, text: str, label: str) -> None:
        """Read the text; raise ConfigurationError where it is no TOML."""
        try:
            self._document = tomlkit.parse(text)
        except TOMLKitError as error:
            raise ConfigurationError((Problem(label, "file", str(error), "correct the TOML"),)) from None

    @property
    def text(self) -> str:
        """Return the text as it is now."""
        return tomlkit.dumps(self._document)

    @property
    def data(self) -> dict[str, Any]:
        """Return what it holds, as plain values."""
        return self._document.unwrap()

    def put(self, key: str, value: Value, comment: str = "") -> None:
        """Write a key of the contract itself, before its tables; remove it where the value is None."""
        if value is None:
            self._document.pop(key, None)
            return
        item = tomlkit.item(value)
        if comment:
            item.comment(" ".join(comment.split())[:_SPACES])
        if key in self._document:
            self._document[key] = item
        else:
            self._insert(key, item)

    def codes(self) -> tuple[str, ...]:
        """Return the codes of the attributes, in order."""
        return tuple(str(row["code"]) for row in self._rows())

    def put_attribute(self, code: str, values: Mapping[str, Value]) -> None:
        """Write keys of one attribute, added at the end where it is not there; a value None removes a key."""
        row = next((row for row in self._rows() if row["code"] == code), None)
        if row is None:
            self._add_row({"code": code, **values})
            return
        for key, value in values.items():
            if value is None:
                row.pop(key, None)
            else:
                row[key] = value

    def remove_attribute(self, code: str) -> None:
        """Remove one attribute, if there."""
        rows = self._rows()
        for place, row in enumerate(rows):
            if row["code"] == code:
                del rows[place]
                return

    def approve(self, approval: Approval) -> None:
        """Add one approval at the end of those there."""
        row = {"role": str(approval.role), "by": approval.by, "on": approval.on, "content": approval.content}
        rows = self._document.get("approvals")
        if rows is None:
            rows = tomlkit.aot()
            self._document.add(tomlkit.nl())
            self._document.append("approvals", rows)
        if isinstance(rows, AoT):
            table = tomlkit.table()
            table.update(row)
            if rows:
                rows[-1].add(tomlkit.nl())
            rows.append(table)
        else:
            inline = tomlkit.inline_table()
            inline.update(row)
            rows.append(inline)

    def _rows(self) -> Any:  # noqa: ANN401 - an array of tables, or of inline tables: tomlkit has no type for both
        return self._document.get("attributes", [])

    def _add_row(self, values: Mapping[str, Value]) -> None:
        rows = self._rows()
        row = tomlkit.table() if isinstance(rows, AoT) else tomlkit.inline_table()
        row.update({key: value for key, value in values.items() if value is not None})
        if isinstance(row, Table):
            row.add(tomlkit.nl())
        rows.append(row)

    def _insert(self, key: str, item: Any) -> None:  # noqa: ANN401 - any item of tomlkit's
        """Write a new key before the first table: after it, it would be a key of that table."""
        body = self._document.body
        first = next((name for name, value in body if isinstance(value, Table | AoT) and name is not None), None)
        if first is None:
            self._document.append(key, item)
        else:
            plain = [name for name, value in body if name is not None and not isinstance(value, Table | AoT)]
            self._document._insert_after(plain[-1], key, item)  # noqa: SLF001 - tomlkit has no public way
