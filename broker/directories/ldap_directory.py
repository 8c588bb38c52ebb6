"""Owns people kept in an LDAP server; asks it anew for each person, keeps schools a while."""

import heapq
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress

from broker.core.identity import Identity
from broker.core.refusals.decision import PersonAmbiguous
from broker.core.school import School
from broker.directories.layout import Layout
from broker.directories.layouts import SDET
from broker.directories.ldap3_bridge import LdapConnections, equals, starts_with
from broker.directories.ldap_school_people import KnownChildren, fetch_of_school
from broker.directories.ldap_settings import LdapSettings
from broker.directories.ldap_structures import LdapStructures
from broker.directories.look_up_keys import BIRTH_DATE, comparable, written
from broker.directories.population.situations import order_of
from broker.directories.school_lists import list_people, list_schools
from broker.directories.sdet_entries import CHILD_ATTRIBUTES, Entry, fold_dn
from broker.directories.sdet_memberships import EntrySource
from broker.directories.sdet_structures import Structure
from broker.flows.ports import Clock

_MOST = 10
_BATCH = 100


class LdapDirectory:
    """Know the people of an LDAP server (port `Directory`)."""

    def __init__(self, settings: LdapSettings, clock: Clock, layout: Layout = SDET) -> None:
        """Prepare the pool; the server is first asked when somebody is looked for."""
        self._settings = settings
        self._layout = layout
        self._base = settings.base_people or layout.base
        self._people = f"(objectClass={layout.object_class})"
        self._connections = LdapConnections(settings)
        self._structures = LdapStructures(self._connections, settings, clock)

    def close(self) -> None:
        """Close the pooled connections."""
        self._connections.close()

    def find_child(self, dn: str) -> Entry | None:
        """Fetch what is read of a child, by a DN that the directory itself gave; only below the base of people."""
        if not fold_dn(dn).endswith(fold_dn(self._base)):
            return None
        return self._connections.fetch_one(dn, CHILD_ATTRIBUTES)

    def find_structure(self, dn: str) -> Structure | None:
        """Return the structure of that DN, kept for a short time."""
        return self._structures.find(dn)

    def find_person(self, kind: str, key: str, project: str | None) -> Identity | None:
        """Find by one key; see the port."""
        found = [person for person in self.find_all(kind, key) if project in {None, person.key.project}]
        if len(found) > 1:
            raise PersonAmbiguous(expected=f"one entry by {kind}", received=str(len(found)))
        return found[0] if found else None

    def find_all(self, kind: str, key: str) -> tuple[Identity, ...]:
        """Return everybody found by one key; a telephone only as the server itself compares it."""
        return self._read_all(self._fetch_by(kind, key))

    def check_password(self, login: str, password: str, project: str | None = None) -> Identity | None:
        """Return the person as whom the server lets us bind; an unknown login costs a bind like a known one."""
        if not password:
            return None
        read = ((entry, self._read(entry)) for entry in self._fetch_by("login", login))
        found = [(entry.dn, person) for entry, person in read if person and project in {None, person.key.project}]
        if len(found) > 1:
            raise PersonAmbiguous(expected="one entry by login", received=str(len(found)))
        if not found:
            self._connections.opens(f"uid={secrets.token_hex(8)},{self._base}", password)
            return None
        dn, person = found[0]
        return person if self._connections.opens(dn, password) else None

    def find_situations(self) -> tuple[Identity, ...]:
        """Return the people marked as a situation, in the order of the cards."""
        marked = list(self._fetch_all("(preauSituation=*)", self._layout.attributes))
        return self._read_all(sorted(marked, key=lambda entry: order_of(entry.first("preauSituation"))))

    def find_people(self, *, starting: str = "", limit: int = 50) -> tuple[Identity, ...]:
        """Return people by login, in order; every login that starts so crosses the network, the first entries alone."""
        prefix = comparable("login", starting)
        chosen = starts_with(self._layout.login, starting) if starting else f"({self._layout.login}=*)"
        logins = (entry.first(self._layout.login) for entry in self._fetch_all(chosen, [self._layout.login]))
        keys = (comparable("login", login) for login in logins)
        first = heapq.nsmallest(limit, (key for key in keys if key.startswith(prefix)))
        entries = [entry for batch in _batches(first) for entry in self._fetch_logins(batch)]
        return self._read_all(sorted(entries, key=lambda entry: comparable("login", entry.first(self._layout.login))))

    def find_everybody(self) -> Iterator[Identity]:
        """Yield everybody, fetched page by page; whose entry is ambiguous could not be looked up either."""
        for entry in self._fetch_all(f"({self._layout.login}=*)", self._layout.attributes):
            with suppress(PersonAmbiguous):
                person = self._read(entry)
                if person is not None:
                    yield person

    def find_schools(self) -> tuple[School, ...]:
        """Return each school, in order of UAI."""
        return list_schools(self._structures.fetch_all()) if self._layout.structures else ()

    def find_school(self, uai: str) -> School | None:
        """Return the school of that UAI, kept for a short time, or None."""
        found = self._structures.find_school(uai) if self._layout.structures else None
        return found.school if found else None

    def find_school_people(self, uai: str) -> tuple[Identity, ...]:
        """Return everybody with a membership in that school, in order of login, fetched page by page."""
        found = self._structures.find_school(uai) if self._layout.structures else None
        if found is None:
            return ()
        entries = fetch_of_school(found.dn, lambda chosen: self._fetch_all(chosen, self._layout.attributes))
        return list_people(self._read_all(entries.values(), KnownChildren(entries, self)), uai)

    def _fetch_by(self, kind: str, key: str) -> list[Entry]:
        """Fetch the entries that hold this key as we compare it: a server may compare more loosely."""
        name, wanted = self._layout.keys.get(kind), comparable(kind, key)
        if name is None or not key.strip():
            return []
        chosen = equals(name, written(kind, key))
        if kind == BIRTH_DATE:  # it names nobody alone: whoever asks compares the names of all
            entries = list(self._fetch_all(chosen, self._layout.attributes))
        else:
            people = f"(&{self._people}{chosen})"
            entries = self._connections.fetch(self._base, people, self._layout.attributes, _MOST)
        return [entry for entry in entries if wanted in (comparable(kind, value) for value in entry.values(name))]

    def _fetch_all(self, chosen: str, attributes: Iterable[str]) -> Iterator[Entry]:
        return self._connections.fetch_pages(self._base, f"(&{self._people}{chosen})", tuple(attributes))

    def _fetch_logins(self, logins: list[str]) -> list[Entry]:
        either = "".join(equals(self._layout.login, login) for login in logins)
        return list(self._fetch_all(f"(|{either})", self._layout.attributes))

    def _read(self, entry: Entry, source: EntrySource | None = None) -> Identity | None:
        return self._layout.read(entry, source or self, self._settings.default_project or self._layout.project)

    def _read_all(self, entries: Iterable[Entry], source: EntrySource | None = None) -> tuple[Identity, ...]:
        read = (self._read(entry, source) for entry in entries)
        return tuple(person for person in read if person is not None)


def _batches(logins: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(logins), _BATCH):
        yield logins[start : start + _BATCH]
