"""Owns the cutting of an LDIF file into blocks by place, in constant memory, and the reading of one by its place."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from broker.core.errors import ConfigurationError, Problem

_CHUNK_BYTES = 1 << 20
_BLOCK_BYTES = 4096
_EMPTY = re.compile(rb"\r?\n(?:\r?\n)+")
_DN = b"dn: "


@dataclass(frozen=True, slots=True, repr=False)
class Block:
    """Hold what stands between empty lines: its place in bytes, and the number of its first line."""

    place: int
    line: int
    data: bytes

    def text(self, file: str) -> str:
        """Return the block as text."""
        return _decode(self.data, self.place, file)


def split_file(path: Path) -> Iterator[Block]:
    """Yield the blocks of a file in order; raise `ConfigurationError` where it cannot be read."""
    place, line, rest = 0, 1, b""
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                rest += chunk
                at = 0
                for empty in _EMPTY.finditer(rest, 0, len(rest) - 2):
                    if empty.start() > at:
                        yield Block(place + at, line, rest[at : empty.start()])
                    line += rest.count(b"\n", at, empty.end())
                    at = empty.end()
                place, rest = place + at, rest[at:]
    except OSError as error:
        what = f"the file cannot be read ({error.strerror})"
        raise ConfigurationError((Problem(str(path), "file", what, "name an LDIF file"),)) from None
    lead = len(rest) - len(rest.lstrip(b"\r\n"))
    if rest.strip():
        yield Block(place + lead, line, rest.strip(b"\r\n"))


def read_block(file: int, place: int, name: str) -> str:
    """Return the text of the block that begins at a place of an open file."""
    size = _BLOCK_BYTES
    while True:
        data = os.pread(file, size, place)
        empty = _EMPTY.search(data, 0, len(data) - 2 if len(data) == size else len(data))
        if empty is not None:
            return _decode(data[: empty.start()], place, name)
        if len(data) < size:
            return _decode(data.rstrip(b"\r\n"), place, name)
        size *= 4


def count_lines(path: Path, place: int) -> int:
    """Return the number of the line at a place of a file."""
    with path.open("rb") as file:
        chunks = iter(lambda: file.read(min(_CHUNK_BYTES, place - file.tell())), b"")
        return 1 + sum(chunk.count(b"\n") for chunk in chunks)


def find_plain(data: bytes, identifier: str) -> tuple[str, str]:
    """Return the DN and the one identifier of an entry whose lines of these are plain; nothing where they are not."""
    mark = b"\n" + identifier.encode() + b": "
    at = data.find(mark)
    if at < 0 or not data.startswith(_DN) or data.find(mark, at + 1) >= 0 or b"\n " in data or b"\r" in data:
        return "", ""
    end = data.find(b"\n", at + 1)
    found = data[at + len(mark) : end if end >= 0 else len(data)]
    try:
        return data[len(_DN) : data.index(b"\n")].decode(), found.decode()
    except UnicodeDecodeError:
        return "", ""


def _decode(data: bytes, place: int, file: str) -> str:
    try:
        return data.decode().replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        what = f"the file is not UTF-8 at byte {place + error.start}"
        raise ConfigurationError((Problem(file, "file", what, "write it in UTF-8, values in base64"),)) from None
