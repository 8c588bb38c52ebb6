"""Owns the records of one LDIF file as they are kept: as text, the lines that are read, each parsed when asked for.

A hundred thousand people parsed at once are half a gigabyte of small objects; as text they are less than their file.
Lines of attributes that nobody reads are not kept (security-catalogue.md K222).
"""

import base64
import binascii
import codecs
import re
from array import array
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from broker.core.errors import ConfigurationError, Problem
from broker.directories.ldif_reader import BlockReader, split_blocks
from broker.directories.sdet_entries import Entry

_CHUNK_BYTES = 1 << 20
_DN = "\ndn: "
_BASE64 = re.compile(r"^([A-Za-z][A-Za-z0-9-]*):: ([A-Za-z0-9+/]*={0,2})$", re.MULTILINE)
_PLAIN = re.compile(  # nothing folded, no comment, no option, no value by URL nor in base64
    r"dn: [^ <\n][^\n]*=[^\n]*(?:\n[A-Za-z][A-Za-z0-9-]*: [^ \n][^\n]*)*"
)
_NEVER_INSIDE = frozenset({"dn", "changetype", "version"})


class LineAttributes(Mapping[str, list[str]]):
    """Hold one record's attributes as its lines, in which each is looked for when it is asked."""

    __slots__ = ("_lines",)

    def __init__(self, lines: str) -> None:
        """Keep a record: an end of line, its DN, then lines that each read `name: value`, ended."""
        self._lines = lines

    def __getitem__(self, name: str) -> list[str]:
        """Return the values in order; raise KeyError where there is none."""
        found: list[str] | None = self.get(name)
        if found is None:
            raise KeyError(name)
        return found

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - as Mapping has it; here without an exception
        """Return the values in order, or the default."""
        lines, mark = self._lines, f"\n{name}: "
        at = lines.find(mark)
        if at < 0:
            return default
        values = []
        while at >= 0:
            start = at + len(mark)
            end = lines.index("\n", start)
            values.append(lines[start:end])
            at = lines.find(mark, end)
        return values

    def __contains__(self, name: object) -> bool:
        """Tell whether there is a value."""
        return f"\n{name}: " in self._lines

    def __iter__(self) -> Iterator[str]:
        """Yield the names, each once."""
        return iter(dict.fromkeys(line.partition(": ")[0] for line in self._lines.split("\n")[2:-1]))

    def __len__(self) -> int:
        """Count the names."""
        return sum(1 for _ in self)


class LdifRecords:
    """Keep the records of one file by number; an unusual one (a value over two lines) is kept parsed."""

    def __init__(self, path: Path, names: Mapping[str, str]) -> None:
        """Read the file; what is wrong waits in `reader` to be raised, for its user to add to."""
        self.reader = BlockReader(str(path), names)
        self.lines = array("Q")
        self._kept = frozenset(self.reader.known.values())
        self._accepted = set(self._kept)
        self._records: list[str | Entry] = []
        for line, block in split_blocks(_read_chunks(path)):
            record = self._shorten(block) or self._keep(self.reader.read(line, block))
            if record is not None:
                self._records.append(record)
                self.lines.append(line)

    def __len__(self) -> int:
        """Count the records."""
        return len(self._records)

    def entry(self, number: int) -> Entry:
        """Return the entry of that number, in the order of the file."""
        record = self._records[number]
        if isinstance(record, Entry):
            return record
        end = record.index("\n", len(_DN))
        return Entry(record[len(_DN) : end], LineAttributes(record))

    def parsed(self, number: int) -> Entry:
        """Return the entry of that number with all its attributes read at once: cheaper for whoever asks for most."""
        record = self._records[number]
        if isinstance(record, Entry):
            return record
        attributes: dict[str, list[str]] = {}
        dn, *lines = record[len(_DN) : -1].split("\n")
        for line in lines:
            name, _, value = line.partition(": ")
            if name in attributes:
                attributes[name].append(value)
            else:
                attributes[name] = [value]
        return Entry(dn, attributes)

    def _shorten(self, block: str) -> str | None:
        """Return the lines to keep of a record in which there is nothing unusual, else None."""
        if ":: " in block:
            block = _BASE64.sub(_decode, block)
        if not _PLAIN.fullmatch(block):
            return None
        dn, *lines = block.split("\n")
        names = [line[: line.index(":")] for line in lines]
        if not self._accepted.issuperset(names) and not self._accept(names):
            return None
        kept = [line for line, name in zip(lines, names, strict=True) if name in self._kept]
        return "\n".join(("", dn, *kept, ""))

    def _accept(self, names: list[str]) -> bool:
        """Tell whether every name is one that nobody reads, whatever its case, or in the spelling that is read."""
        new = {name for name in names if name.lower() not in self.reader.known} - _NEVER_INSIDE
        self._accepted |= new
        return self._accepted.issuperset(names)

    def _keep(self, entry: Entry | None) -> str | Entry | None:
        """Write an entry that had to be parsed as the others are kept, where it can be."""
        if entry is None:
            return None
        lines = [f"{name}: {value}" for name, values in entry.attributes.items() for value in values]
        if any("\n" in line for line in (entry.dn, *lines)):
            return entry
        return "\n".join((f"{_DN}{entry.dn}", *lines, ""))


def _decode(found: re.Match[str]) -> str:
    """Write a value in clear; as it was where that cannot be, for the reader of the unusual to see."""
    try:
        value = base64.b64decode(found[2], validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return found[0]
    return found[0] if "\n" in value else f"{found[1]}: {value}"


def _read_chunks(path: Path) -> Iterator[str]:
    """Yield the text of a file piece by piece; raise `ConfigurationError` where it is unreadable or not UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    before = 0
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                held = len(decoder.getstate()[0])
                yield decoder.decode(chunk)
                before += len(chunk)
            held = len(decoder.getstate()[0])
            yield decoder.decode(b"", final=True)
    except OSError as error:
        what = f"the file cannot be read ({error.strerror})"
        raise ConfigurationError((Problem(str(path), "file", what, "set the path of an LDIF file"),)) from None
    except UnicodeDecodeError as error:
        what = f"the file is not UTF-8 at byte {before - held + error.start}"
        raise ConfigurationError((Problem(str(path), "file", what, "write it in UTF-8, values in base64"),)) from None
