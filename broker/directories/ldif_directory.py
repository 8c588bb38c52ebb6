"""Owns people kept in one LDIF file: read once, indexed, never written."""

import bisect
from collections.abc import Iterable
from pathlib import Path

from broker.core.errors import ConfigurationError, Problem
from broker.core.identity import Identity
from broker.core.refusals.decision import PersonAmbiguous
from broker.directories.layout import Layout
from broker.directories.layouts import SDET
from broker.directories.ldif_reader import Record, read_ldif
from broker.directories.look_up_keys import comparable
from broker.directories.password_hashes import is_password
from broker.directories.population.situations import order_of
from broker.directories.sdet_entries import Entry, fold_dn
from broker.directories.sdet_structures import Structure, read_structure

_REMEMBERED = 1024


class LdifDirectory:
    """Know the people of one LDIF file (port `Directory`); identities are read from entries on demand.

    Raises `ConfigurationError` when the file cannot be read, with the line of each problem.
    """

    def __init__(self, path: Path, layout: Layout = SDET) -> None:
        """Load and index the file."""
        self._layout = layout
        self._remembered: dict[str, Identity | None] = {}
        records = read_ldif(_read_text(path), str(path), layout.canonical_names)
        self._check(records, str(path))
        self._people = {fold_dn(r.entry.dn): r.entry for r in records if layout.login in r.entry.attributes}
        self._structures = {
            fold_dn(r.entry.dn): read_structure(r.entry)
            for r in records
            if "ENTStructureNomCourant" in r.entry.attributes
        }
        self._indexes = {kind: _index(self._people.values(), kind, name) for kind, name in layout.keys.items()}
        self._logins = sorted(self._indexes["login"])

    def find_entry(self, dn: str) -> Entry | None:
        """Return the person's entry of that DN, if there."""
        return self._people.get(fold_dn(dn))

    def find_structure(self, dn: str) -> Structure | None:
        """Return the structure of that DN, if there."""
        return self._structures.get(fold_dn(dn))

    def find_person(self, kind: str, key: str, project: str | None) -> Identity | None:
        """Find by one key; see the port."""
        found = [person for person in self.find_all(kind, key) if project in {None, person.key.project}]
        if len(found) > 1:
            raise PersonAmbiguous(expected=f"one entry by {kind}", received=str(len(found)))
        return found[0] if found else None

    def find_all(self, kind: str, key: str) -> tuple[Identity, ...]:
        """Return everybody found by one key."""
        return self._read_all(self._indexes.get(kind, {}).get(comparable(kind, key), []))

    def check_password(self, login: str, password: str, project: str | None = None) -> Identity | None:
        """Return the person whose password this is; an unknown login costs one hash like a known one."""
        entries = self._indexes["login"].get(comparable("login", login), []) if password else []
        if len(entries) > 1:
            entries = [entry for entry in entries if self._read_within(entry, project)]
        if len(entries) > 1:
            raise PersonAmbiguous(expected="one entry by login", received=str(len(entries)))
        hashes = [value for entry in entries for value in entry.values("userPassword")]
        return self._read_within(entries[0], project) if is_password(password, hashes) else None

    def find_situations(self) -> tuple[Identity, ...]:
        """Return the people marked as a situation, in the order of the cards."""
        marked = (entry for entry in self._people.values() if "preauSituation" in entry.attributes)
        return self._read_all(sorted(marked, key=lambda entry: order_of(entry.first("preauSituation"))))

    def find_people(self, *, starting: str = "", limit: int = 50) -> tuple[Identity, ...]:
        """Return people by login, in order, whose login starts so."""
        prefix = comparable("login", starting)
        first = bisect.bisect_left(self._logins, prefix)
        logins = [login for login in self._logins[first : first + limit] if login.startswith(prefix)]
        entries = [entry for login in logins for entry in self._indexes["login"][login]]
        return self._read_all(entries[:limit])

    def find_schools(self) -> tuple[tuple[str, str, str | None], ...]:
        """Return (UAI, name, ENT project or None) of each school, in order of UAI."""
        schools = (structure for structure in self._structures.values() if structure.is_school)
        return tuple(sorted((s.uai, s.title, s.project) for s in schools if s.uai))

    def _read(self, entry: Entry) -> Identity | None:
        """Read an entry, or remember it: entries never change, and one sign-on asks for its person twice."""
        if len(self._remembered) > _REMEMBERED:
            self._remembered.clear()
        if entry.dn not in self._remembered:
            self._remembered[entry.dn] = self._layout.read(entry, self, self._layout.project)
        return self._remembered[entry.dn]

    def _read_within(self, entry: Entry, project: str | None) -> Identity | None:
        person = self._read(entry)
        return person if person and project in {None, person.key.project} else None

    def _read_all(self, entries: Iterable[Entry]) -> tuple[Identity, ...]:
        return tuple(person for person in map(self._read, entries) if person is not None)

    def _check(self, records: list[Record], file: str) -> None:
        """Refuse what no server would hold: two entries of one DN, a person without identifier."""
        login, identifier = self._layout.login, self._layout.keys["person"]
        problems: list[Problem] = []
        seen: dict[str, int] = {}
        for record in records:
            before = seen.setdefault(fold_dn(record.entry.dn), record.line)
            if before != record.line:
                what = f"the DN is that of line {before} already"
                problems.append(Problem(file, f"line {record.line}", what, "remove one of the two records"))
            attributes = record.entry.attributes
            if login in attributes and identifier not in attributes:
                what = f"a person without {identifier}"
                problems.append(Problem(file, f"line {record.line}", what, "give each person a UUID there"))
        if problems:
            raise ConfigurationError(tuple(problems))


def _read_text(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except OSError as error:
        what = f"the file cannot be read ({error.strerror})"
        raise ConfigurationError((Problem(str(path), "file", what, "set the path of an LDIF file"),)) from None
    except UnicodeDecodeError as error:
        what = f"the file is not UTF-8 at byte {error.start}"
        raise ConfigurationError((Problem(str(path), "file", what, "write it in UTF-8, values in base64"),)) from None


def _index(entries: Iterable[Entry], kind: str, name: str) -> dict[str, list[Entry]]:
    index: dict[str, list[Entry]] = {}
    for entry in entries:
        for value in entry.values(name):
            index.setdefault(comparable(kind, value), []).append(entry)
    return index
