"""Owns the reading of LDIF content (RFC 2849): folding, base64, comments, `version: 1`.

Refuses change records and values by URL: a file of people neither edits nor reads other files.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from broker.core.errors import ConfigurationError, Problem
from broker.directories.sdet_entries import Entry

_NAME = re.compile(r"(?:[A-Za-z][A-Za-z0-9-]*|[0-9]+(?:\.[0-9]+)*)(?:;[A-Za-z0-9-]+)*")
_MOST_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class Record:
    """Hold one entry and the line on which it starts."""

    line: int
    entry: Entry


class _LineWrong(Exception):  # noqa: N818 - internal statement about one line
    def __init__(self, index: int, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.index, self.what, self.hint = index, what, hint


def read_ldif(text: str, file: str, names: Mapping[str, str]) -> list[Record]:
    """Return the records in order, with the attributes of `names` (how each is spelled, by lower case).

    Raises `ConfigurationError` with every problem found and its line (20 at most).
    """
    reader = BlockReader(file, names)
    read = ((line, reader.read(line, block)) for line, block in split_blocks((text,)))
    records = [Record(line, entry) for line, entry in read if entry is not None]
    reader.raise_problems()
    return records


class BlockReader:
    """Read the blocks of one file, and gather what is wrong in them."""

    def __init__(self, file: str, names: Mapping[str, str]) -> None:
        """Read the attributes of `names` (how each is spelled, by lower case), and passwords."""
        self.known = {**names, "userpassword": "userPassword"}
        self._file = file
        self._seen: dict[str, str | None] = {}
        self._problems: list[Problem] = []

    def read(self, line: int, block: str) -> Entry | None:
        """Return the entry of a block that starts on that line; None for comments alone, or where it is wrong."""
        try:
            return _read_block(block, self.known, self._seen)
        except _LineWrong as wrong:
            self.report(line + _raw_index(block, wrong.index), wrong.what, wrong.hint)
            return None

    def report(self, line: int, what: str, hint: str) -> None:
        """Take note of a problem; at the twentieth, raise them all."""
        self._problems.append(Problem(self._file, f"line {line}", what, hint))
        if len(self._problems) == _MOST_PROBLEMS:
            self.raise_problems()

    def raise_problems(self) -> None:
        """Raise `ConfigurationError` when there is any problem."""
        if self._problems:
            raise ConfigurationError(tuple(self._problems))


def split_blocks(chunks: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield what stands between empty lines, each with the number of its first line."""
    line, rest = 1, ""
    for chunk in chunks:
        *parts, rest = (rest + chunk).replace("\r\n", "\n").split("\n\n")
        for raw in parts:
            yield from _strip(line, raw)
            line += raw.count("\n") + 2
    yield from _strip(line, rest)


def _strip(line: int, raw: str) -> Iterator[tuple[int, str]]:
    block = raw.lstrip("\n")
    if block:
        yield line + len(raw) - len(block), block.rstrip("\n")


def _raw_index(block: str, logical: int) -> int:
    """Return how many lines of the file come before a logical line."""
    starts = [index for index, line in enumerate(block.split("\n")) if not line.startswith(" ")]
    return starts[min(logical, len(starts) - 1)] if starts else 0


def _read_block(block: str, known: Mapping[str, str], seen: dict[str, str | None]) -> Entry | None:
    """Read one record; None for a block of comments only. `seen` remembers how each name is read."""
    dn = ""
    attributes: dict[str, list[str]] = {}
    for index, line in enumerate(block.replace("\n ", "").split("\n")):
        name, colon, value = line.partition(":")
        if line[:1] in {"#", ""}:
            continue
        try:
            canonical = seen[name]
        except KeyError:
            canonical = seen[name] = known.get(_plain_name(name, colon, index))
        if not dn:
            dn = _read_first(name, value, index) if name.lower() != "version" else ""
        elif canonical is not None:
            text = value[1:] if value[:1] == " " and value[1:2] != " " else _read_value(value, index)
            attributes.setdefault(canonical, []).append(text)
        elif name.lower() in {"dn", "changetype"}:
            raise _LineWrong(
                index, f"'{name.lower()}' inside a record", "separate records by an empty line; no changes"
            )
    if attributes and not dn:
        raise _LineWrong(0, "a record without 'dn:'")
    return Entry(dn, attributes) if dn else None


def _plain_name(name: str, colon: str, index: int) -> str:
    """Return a name without its options, in lower case; refuse what is no name."""
    if not colon or not _NAME.fullmatch(name):
        raise _LineWrong(index, "no 'attribute: value' line", "a continued line starts with one space")
    return name.partition(";")[0].lower()


def _read_first(name: str, value: str, index: int) -> str:
    if name.lower() != "dn":
        raise _LineWrong(index, "a record does not start with 'dn:'", "write the DN first")
    dn = _read_value(value, index)
    if "=" not in dn:
        raise _LineWrong(index, "the DN is malformed", "a DN reads attribute=value,…")
    return dn


def _read_value(value: str, index: int) -> str:
    if value.startswith("<"):
        raise _LineWrong(index, "a value by URL (':<') is refused", "write the value itself")
    if not value.startswith(":"):
        return value.lstrip(" ")
    try:
        return base64.b64decode(value[1:].strip(" "), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise _LineWrong(index, "the base64 value is malformed", "encode UTF-8 text in base64 after '::'") from None
