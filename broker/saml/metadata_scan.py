"""Owns the streaming scan of metadata: where each entity's bytes lie in a file, without building any tree.

In well-formed XML a `<` starts markup and nothing else, but inside comments, CDATA and processing instructions;
those are stepped over. What a scan finds is believed only once its bytes are parsed (`metadata_index`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO
from xml.sax.saxutils import unescape

from broker.core.refusals.metadata import MetadataUnreadable

_CHUNK = 1024 * 1024
_TAG_CAP = 64 * 1024
_END_OF_VALIDITY = b"validUntil"
_NAME = rb"[A-Za-z_][\w.-]*"
_TAG = re.compile(
    rb"<(?:" + _NAME + rb":)?(EntityDescriptor|EntitiesDescriptor)"
    rb"((?:\s+[\w.:-]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*)\s*>"
)
_END = re.compile(rb"</(?:" + _NAME + rb":)?(EntityDescriptor|EntitiesDescriptor)\s*>")
_ATTRIBUTE = re.compile(rb"\s([\w.:-]+)\s*=\s*(?:\"([^\"<]*)\"|'([^'<]*)')")
_SKIPPED = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
_ENTITIES = {"&quot;": '"', "&apos;": "'"}
_MARKS = (b"EntityDescriptor", b"EntitiesDescriptor")
_LONGEST_PREFIX = 256
_LONGEST = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Scope:
    """Hold what enclosing EntitiesDescriptors give to what they hold: namespaces and the earliest end, as written."""

    attributes: tuple[tuple[bytes, bytes], ...] = ()

    def within(self, attributes: tuple[tuple[bytes, bytes], ...]) -> "Scope":
        """Return the scope inside a nested tag: its declarations replace the outer ones, the earliest end stays."""
        outer = dict(self.attributes)
        merged = outer | {name: value for name, value in attributes if name.partition(b":")[0] == b"xmlns"}
        ends = [end for end in (outer.get(_END_OF_VALIDITY), dict(attributes).get(_END_OF_VALIDITY)) if end]
        if ends:
            merged[_END_OF_VALIDITY] = min(ends)
        return Scope(tuple(merged.items()))

    def wrap(self, entity: bytes) -> bytes:
        """Return the entity's bytes inside one element that gives it back its scope."""
        given = b"".join(b" " + name + b'="' + value.replace(b'"', b"&quot;") + b'"' for name, value in self.attributes)
        return b"<scope" + given + b">" + entity + b"</scope>"


@dataclass(frozen=True, slots=True)
class EntityPlace:
    """Say where one entity's bytes lie in its file, and in which scope."""

    entity_id: str
    offset: int
    length: int
    scope: Scope


def scan(file: BinaryIO) -> Iterator[EntityPlace]:
    """Yield the place of each EntityDescriptor, in order; raises MetadataUnreadable on a DTD or crossed tags."""
    scopes = [Scope()]
    start: tuple[int, str] | None = None
    for offset, tag in _tags(file):
        if start is not None:
            if tag.name != b"EntityDescriptor" or not tag.closes:
                raise MetadataUnreadable(received=f"nested descriptors at byte {offset}")
            yield EntityPlace(start[1], start[0], offset + tag.length - start[0], scopes[-1])
            start = None
        elif tag.name == b"EntityDescriptor" and not tag.closes:
            start = (offset, _entity_id(tag, offset))
        elif tag.name == b"EntitiesDescriptor" and not tag.closes:
            scopes.append(scopes[-1].within(tag.attributes))
        elif len(scopes) > 1 and tag.name == b"EntitiesDescriptor":
            scopes.pop()
        else:
            raise MetadataUnreadable(received=f"an end without a start at byte {offset}")
    if start is not None or len(scopes) != 1:
        raise MetadataUnreadable(received="a descriptor that does not end")


@dataclass(frozen=True, slots=True)
class _Tag:
    """Hold one start or end tag of a descriptor."""

    name: bytes
    closes: bool
    length: int
    attributes: tuple[tuple[bytes, bytes], ...] = ()


def _entity_id(tag: _Tag, offset: int) -> str:
    written = dict(tag.attributes).get(b"entityID")
    if written is None:
        raise MetadataUnreadable(received=f"no entityID at byte {offset}")
    return unescape(written.decode("utf-8", "replace"), _ENTITIES)


def _tags(file: BinaryIO) -> Iterator[tuple[int, _Tag]]:
    """Yield (offset, tag) of each descriptor's tags, a chunk of the file at a time."""
    buffer, base, position, ended = b"", 0, 0, False
    while not ended:
        chunk = file.read(_CHUNK)
        ended = not chunk
        buffer, base, position = buffer[position:] + chunk, base + position, 0
        if base == 0:
            _check_start(buffer)
        limit = len(buffer) if ended else max(0, len(buffer) - _TAG_CAP)
        for mark in _marks(buffer, limit):
            if mark < position:  # inside what was stepped over
                continue
            end, tag = _read_mark(buffer, mark)
            if end < 0:  # its end lies further on in the file
                _check_more_to_come(buffer, base + mark, ended=ended)
                position = mark
                break
            position = end
            if tag is not None:
                yield base + mark, tag
        else:
            position = max(position, limit)


def _marks(buffer: bytes, limit: int) -> list[int]:
    """Return, in order, where something to step over or a descriptor's tag may start, below the limit."""
    found = {start for sign in (b"!", b"?") for start in _before(buffer, sign, limit)}
    for name in _MARKS:
        at = buffer.find(name)
        while at >= 0:
            start = buffer.rfind(b"<", max(0, at - _LONGEST_PREFIX), at)
            if 0 <= start < limit:
                found.add(start)
            at = buffer.find(name, at + len(name))
    return sorted(found)


def _before(buffer: bytes, sign: bytes, limit: int) -> Iterator[int]:
    """Yield where `<` stands right before the sign; one rare byte is found faster than two."""
    at = buffer.find(sign, 1)
    while 0 <= at <= limit:
        if buffer[at - 1 : at] == b"<":
            yield at - 1
        at = buffer.find(sign, at + 1)


def _read_mark(buffer: bytes, mark: int) -> tuple[int, _Tag | None]:
    """Return where the construct ends, or -1 when not in the buffer, and the tag if it is a descriptor's."""
    for opening, closing in _SKIPPED.items():
        if buffer.startswith(opening, mark):
            end = buffer.find(closing, mark + len(opening))
            return (end + len(closing) if end >= 0 else -1), None
    if buffer.startswith(b"<!", mark):  # D098, E110: a DTD
        raise MetadataUnreadable(expected="no DOCTYPE")
    opening_tag = _TAG.match(buffer, mark)
    if opening_tag is not None:
        attributes = tuple((name, double or single) for name, double, single in _ATTRIBUTE.findall(opening_tag[2]))
        return opening_tag.end(), _Tag(opening_tag[1], closes=False, length=len(opening_tag[0]), attributes=attributes)
    closing_tag = _END.match(buffer, mark)
    if closing_tag is not None:
        return closing_tag.end(), _Tag(closing_tag[1], closes=True, length=len(closing_tag[0]))
    return mark + 1, None


def _check_start(buffer: bytes) -> None:
    """D103: UTF-8 without byte order mark, as everywhere."""
    declaration = buffer[: buffer.find(b"?>") + 1] if buffer.startswith(b"<?xml") else b""
    if buffer.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) or b"\x00" in buffer[:4]:
        raise MetadataUnreadable(expected="UTF-8 without byte order mark")
    if b"encoding" in declaration and b"utf-8" not in declaration.lower():
        raise MetadataUnreadable(expected="UTF-8", received="another declared encoding")


def _check_more_to_come(buffer: bytes, offset: int, *, ended: bool) -> None:
    if ended or len(buffer) > _LONGEST:
        raise MetadataUnreadable(received=f"something that does not end, at byte {offset}")
