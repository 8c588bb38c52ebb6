"""Owns the asking of an LDAP server for everybody of one school: by attachment, by function, by a child there."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from broker.directories.ldap3_bridge import equals, starts_with
from broker.directories.sdet_entries import Entry, fold_dn
from broker.directories.sdet_memberships import ATTACHED, CHILDREN, FUNCTIONS, EntrySource
from broker.directories.sdet_structures import Structure

_BATCH = 100


class KnownChildren:
    """Follow DNs as another source does, without asking it again for those who have been fetched."""

    def __init__(self, fetched: Mapping[str, Entry], source: EntrySource) -> None:
        """Hold the entries that were fetched, by folded DN."""
        self._fetched, self._source = fetched, source

    def find_child(self, dn: str) -> Entry | None:
        """Return the entry of a child; see `EntrySource`."""
        return self._fetched.get(fold_dn(dn)) or self._source.find_child(dn)

    def find_structure(self, dn: str) -> Structure | None:
        """Return the structure of that DN; see `EntrySource`."""
        return self._source.find_structure(dn)


def fetch_of_school(dn: str, fetch: Callable[[str], Iterable[Entry]]) -> dict[str, Entry]:
    """Return, by folded DN, the entries that something may tie to the structure of that DN; `fetch` takes a filter.

    Functions are found where they spell the DN as the server does, but for case.
    """
    by_function = starts_with(FUNCTIONS, f"{dn}$")
    found = {fold_dn(entry.dn): entry for entry in fetch(f"(|{equals(ATTACHED, dn)}{by_function})")}
    attached = [entry.dn for entry in found.values() if entry.values(ATTACHED)]
    for filter_ in _of_children(attached):
        found.update((fold_dn(entry.dn), entry) for entry in fetch(filter_))
    return found


def _of_children(children: list[str]) -> Iterator[str]:
    """Yield filters for those who name one of these people as their child, by the DN alone or with words behind."""
    for start in range(0, len(children), _BATCH):
        batch = children[start : start + _BATCH]
        yield f"(|{''.join(equals(CHILDREN, dn) + starts_with(CHILDREN, f'{dn}$') for dn in batch)})"
