"""Owns a layout in which some facts are read from other attributes: what a change of mapping would make of people."""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from types import MappingProxyType

from broker.core.fact_names import FactName
from broker.core.identity import Fact, Identity
from broker.directories.entry_facts import read_day, read_fact
from broker.directories.layout import Layout
from broker.directories.sdet_entries import Entry
from broker.directories.sdet_memberships import EntrySource

_OWN = frozenset(field.name for field in fields(Identity)) & frozenset(
    ("family_name", "given_name", "civility", "mail", "join_key", "birth_date", "pupil_number")
)


def map_layout(layout: Layout, mapping: Mapping[str, str]) -> Layout:
    """Return the layout with each of these facts read from the attribute named; memberships stay as they are read."""
    if not mapping:
        return layout
    added = tuple(name for name in dict.fromkeys(mapping.values()) if name not in layout.attributes)
    return replace(layout, attributes=(*layout.attributes, *added), read=_reader(layout, mapping))


def _reader(layout: Layout, mapping: Mapping[str, str]) -> Callable[[Entry, EntrySource, str], Identity | None]:
    def read(entry: Entry, source: EntrySource, project: str) -> Identity | None:
        person = layout.read(entry, source, project)
        return None if person is None else _remap(person, {fact: _read(entry, fact, mapping) for fact in mapping})

    return read


def _read(entry: Entry, fact: str, mapping: Mapping[str, str]) -> Fact:
    return (read_day if fact == FactName.BIRTH_DATE else read_fact)(entry, mapping[fact])


def _remap(person: Identity, found: Mapping[str, Fact]) -> Identity:
    """Put facts in place of the person's own, wherever the person has them."""
    own = {name: fact for name, fact in found.items() if name in _OWN}
    others = {name: fact for name, fact in found.items() if name not in _OWN or name in person.facts}
    facts = MappingProxyType({**person.facts, **others}) if others else person.facts
    return replace(person, **own, facts=facts)  # type: ignore[arg-type]  # the names are those of facts
