"""Owns a snapshot of people: an LDIF file of any size, read in place and never held; only where each entry stands is.

Eight bytes a person are held: the beginning of a hash of their identifier, and the place in the file. Another such
list finds entries by DN, as guardians point at children.
"""

import os
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from broker.core.errors import ConfigurationError
from broker.core.identity import Identity
from broker.core.refusals.decision import PersonAmbiguous
from broker.directories.layout import Layout
from broker.directories.ldif_reader import BlockReader
from broker.directories.plain_blocks import PlainReader
from broker.directories.sdet_entries import Entry, fold_dn
from broker.directories.sdet_structures import Structure, read_structure
from broker.directories.snapshot_blocks import Block, count_lines, find_plain, read_block, split_file

_PLACE_BITS = 40  # a file of a terabyte
_PLACE = (1 << _PLACE_BITS) - 1
HASHES = 1 << 24
_REMEMBERED = 512  # families stand together in most files


class Snapshot:
    """Read the people of one LDIF file as one or two layouts have them; both have the same keys.

    Raises `ConfigurationError` where the file cannot be read, with the place of each problem.
    """

    def __init__(self, path: Path, *layouts: Layout) -> None:
        """Go through the file once, and hold where entries stand."""
        self.path, self._layouts = path, layouts
        names = {lower: name for layout in layouts for lower, name in layout.canonical_names.items()}
        self._reader, self._plain = BlockReader(str(path), names), PlainReader(names)
        self._structures: dict[str, Structure] = {}
        self._identifier, self._login = layouts[0].keys["person"], layouts[0].login
        self._people, self._entries = array("Q"), array("Q")
        self._index()
        self._file = os.open(path, os.O_RDONLY)
        self._find_entry = lru_cache(_REMEMBERED)(self._look_up)

    def __len__(self) -> int:
        """Count the people."""
        return len(self._people)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)

    def places(self, first: int, end: int) -> list[int]:
        """Return where the people stand whose hash is from the first to before the end, in the order of the file."""
        return sorted(packed & _PLACE for packed in self._slice(first, end))

    def places_by_hash(self, first: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the hash and the place of each of these people, in order of hash."""
        for packed in self._slice(first, end):
            yield packed >> _PLACE_BITS, packed & _PLACE

    def read(self, place: int) -> tuple[Identity | None, ...]:
        """Return the person who stands there, by each layout: the same object where they read the same."""
        entry = self._entry(place)
        found: list[Identity | None] = []
        for layout in self._layouts:
            person = None if entry is None else self._read_entry(entry, layout)
            found.append(found[0] if found and person == found[0] else person)
        return tuple(found)

    def find_child(self, dn: str) -> Entry | None:
        """Return the person's entry of that DN, if there."""
        return self._find_entry(fold_dn(dn))

    def find_structure(self, dn: str) -> Structure | None:
        """Return the structure of that DN, if there."""
        return self._structures.get(dn) or self._structures.get(fold_dn(dn))

    def _read_entry(self, entry: Entry, layout: Layout) -> Identity | None:
        """Read a person; one whom no sign-on finds, because the entry says two things, is nobody."""
        try:
            return layout.read(entry, self, layout.project)
        except PersonAmbiguous:
            return None

    def _slice(self, first: int, end: int) -> "array[int]":
        bounds = [bisect_left(self._people, bound << _PLACE_BITS) for bound in (first, end)]
        return self._people[bounds[0] : bounds[1]]

    def _look_up(self, folded: str) -> Entry | None:
        wanted = _hash(folded)
        at = bisect_left(self._entries, wanted << _PLACE_BITS)
        while at < len(self._entries) and self._entries[at] >> _PLACE_BITS == wanted:
            entry = self._entry(self._entries[at] & _PLACE)
            if entry is not None and fold_dn(entry.dn) == folded and self._login in entry.attributes:
                return entry
            at += 1
        return None

    def _entry(self, place: int) -> Entry | None:
        text = read_block(self._file, place, str(self.path))
        entry = self._plain.read(text)
        if entry is None:
            entry = self._reader.read(0, text)
            self._tell_problems(place, text)
        return entry

    def _tell_problems(self, place: int, text: str) -> None:
        """Raise what is wrong in a block, with its line in the file; nothing where nothing is."""
        try:
            self._reader.raise_problems()
        except ConfigurationError:
            reader = BlockReader(str(self.path), self._reader.known)
            reader.read(count_lines(self.path, place), text)
            reader.raise_problems()
            raise

    def _index(self) -> None:
        people, entries = array("Q"), array("Q")
        for block in split_file(self.path):
            dn, identifier = find_plain(block.data, self._identifier)
            if not dn or not identifier:
                dn, identifier = self._read_whole(block)
            if identifier:
                entries.append(_pack(fold_dn(dn), block.place))
                people.append(_pack(identifier, block.place))
        self._reader.raise_problems()
        self._people = array("Q", sorted(people))
        self._entries = array("Q", sorted(entries))

    def _read_whole(self, block: Block) -> tuple[str, str]:
        """Read an entry that is no plain person: a structure is kept; return the DN and identifier of a person."""
        entry = self._reader.read(block.line, block.text(str(self.path)))
        if entry is None:
            return "", ""
        if self._login in entry.attributes:
            if self._identifier not in entry.attributes:
                what = f"a person without {self._identifier}"
                self._reader.report(block.line, what, "give each person a UUID there")
            return entry.dn, entry.first(self._identifier)
        if "ENTStructureNomCourant" in entry.attributes:
            self._structures[entry.dn] = self._structures[fold_dn(entry.dn)] = read_structure(entry)
        return "", ""


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(errors="surrogatepass"), digest_size=3).digest(), "big")


def _pack(text: str, place: int) -> int:
    return _hash(text) << _PLACE_BITS | place
