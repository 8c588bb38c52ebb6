"""Owns the reading of people of whom everything is known, by the very readers of each layout."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from broker.core.identity import Identity
from broker.core.postings import EMPTY
from broker.core.profile import Profile
from broker.core.review.complete_person import CompletePerson, Holder, Source, SourceKind, Variant
from broker.directories.complete_entries import (
    CHILD,
    DNS,
    MAY_BE_EMPTY,
    OF_CHILD,
    OF_STRUCTURE,
    OTHER_CHILD,
    OTHER_SCHOOL,
    SCHOOL,
    names_of,
    pair_of,
)
from broker.directories.layout import Layout
from broker.directories.layouts import LAYOUTS
from broker.directories.sdet_entries import Entry
from broker.directories.sdet_structures import Structure, read_structure

_Attributes = Mapping[str, list[str]]
_DN = "uid=complete"


@cache
def complete_people(layout: str) -> tuple[CompletePerson, ...]:
    """Return somebody of whom everything is known for each profile that a layout can tell, with their variants."""
    found = (_find(LAYOUTS[layout], profile) for profile in Profile)
    return tuple(person for person in found if person is not None)


@dataclass(frozen=True, slots=True, repr=False)
class _World:
    """Hold a person's entry, and those that it leads to (port `EntrySource`); each can be read again, changed."""

    layout: Layout
    entries: Mapping[Holder, _Attributes]

    def find_child(self, dn: str) -> Entry | None:
        """Return the child, or another with values of their own."""
        if dn == OTHER_CHILD:
            return Entry(dn, {name: [pair[1 if name != "ENTPersonStructRattach" else 0]] for name, pair in _CHILDREN})
        return Entry(dn, self.entries[Holder.CHILD]) if dn == CHILD else None

    def find_structure(self, dn: str) -> Structure | None:
        """Return the school, or the other one."""
        if dn == OTHER_SCHOOL:
            return read_structure(Entry(dn, {**_SCHOOL, "ENTStructureUAI": list(OF_STRUCTURE["ENTStructureUAI"][1])}))
        return read_structure(Entry(dn, self.entries[Holder.STRUCTURE])) if dn == SCHOOL else None

    def read(self) -> Identity | None:
        """Return whom the layout reads."""
        entry = Entry(DNS.get(self.layout.name, _DN), self.entries[Holder.PERSON])
        return self.layout.read(entry, self, self.layout.project)

    def with_values(self, holder: Holder, name: str, values: list[str] | None) -> "_World":
        """Return the same where one attribute has these values, or is not there."""
        attributes = {key: kept for key, kept in self.entries[holder].items() if key != name}
        changed = attributes if values is None else {**attributes, name: values}
        return replace(self, entries={**self.entries, holder: changed})


_CHILDREN = tuple(OF_CHILD.items())
_SCHOOL = {name: list(values) for name, (values, _) in OF_STRUCTURE.items()}


def _find(layout: Layout, profile: Profile) -> CompletePerson | None:
    """Return the person of one profile, or None where a layout cannot tell it."""
    world = _World(
        layout,
        {
            Holder.PERSON: {name: [pair_of(name, profile)[0]] for name in names_of(layout, profile)},
            Holder.CHILD: {name: [pair[0]] for name, pair in _CHILDREN},
            Holder.STRUCTURE: _SCHOOL,
        },
    )
    identity = world.read()
    if identity is None or all(membership.profile is not profile for membership in identity.memberships):
        return None
    return CompletePerson(
        SourceKind.DIRECTORY,
        layout.name,
        profile,
        identity,
        tuple(_variants(world, identity, _others(layout, profile))),
        tuple(_variants(world, identity, _absences(layout, profile))),
    )


def _others(layout: Layout, profile: Profile) -> list[tuple[Source, list[str] | None]]:
    """Return every attribute that may be read, each with other values."""
    own = ((Holder.PERSON, name, [pair_of(name, profile)[1]]) for name in names_of(layout, profile))
    child = ((Holder.CHILD, name, [pair[1]]) for name, pair in _CHILDREN)
    school = ((Holder.STRUCTURE, name, list(values)) for name, (_, values) in OF_STRUCTURE.items())
    reached = (*own, *child, *school) if layout.structures else own
    return [(Source(SourceKind.DIRECTORY, layout.name, name, holder), values) for holder, name, values in reached]


def _absences(layout: Layout, profile: Profile) -> list[tuple[Source, list[str] | None]]:
    """Return every attribute that may be read, not there; those of agents also where they say that there is none."""
    sources = [source for source, _ in _others(layout, profile)]
    return [(one, None) for one in sources] + [(one, [EMPTY]) for one in sources if one.name in MAY_BE_EMPTY]


def _variants(world: _World, identity: Identity, changes: list[tuple[Source, list[str] | None]]) -> Iterator[Variant]:
    """Yield the person under each change that makes them another; what cannot be read at all says nothing."""
    for source, values in changes:
        found = world.with_values(source.holder, source.name, values).read()
        if found is not None and found != identity:
            yield Variant(source, found)
