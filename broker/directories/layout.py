"""Owns the shape of a directory: which attributes are asked, by which keys people are found, how an entry is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from broker.core.identity import Identity
from broker.directories.sdet_entries import Entry
from broker.directories.sdet_memberships import EntrySource


@dataclass(frozen=True, slots=True)
class Layout:
    """Describe one layout.

    `keys` maps the kinds of key (see `Directory.find_person`) to attributes: a kind that is not there finds nobody.
    An entry with the attribute of the key `login` is a person; one of a file also needs that of the key `person`.
    `base` is where people are unless settings say otherwise; `project` is that of people of whom nothing tells it.
    Structures are read where `structures` is not empty.
    """

    name: str
    base: str
    project: str
    object_class: str
    attributes: tuple[str, ...]
    keys: Mapping[str, str]
    read: Callable[[Entry, EntrySource, str], Identity | None]
    structures: tuple[str, ...] = ()

    @property
    def login(self) -> str:
        """Return the attribute that holds the login."""
        return self.keys["login"]

    @property
    def canonical_names(self) -> dict[str, str]:
        """Return the spelling of each attribute that is read, by its name in lower case."""
        return {name.lower(): name for name in (*self.attributes, *self.structures)}
