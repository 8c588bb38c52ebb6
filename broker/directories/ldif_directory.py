"""Owns people kept in one LDIF file: read and indexed in one pass, never written."""

import bisect
from array import array
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from broker.core.identity import Identity
from broker.core.refusals.decision import PersonAmbiguous
from broker.core.school import School
from broker.directories.layout import Layout
from broker.directories.layouts import SDET
from broker.directories.ldif_records import LdifRecords
from broker.directories.look_up_keys import comparable
from broker.directories.password_hashes import NOBODY, is_password
from broker.directories.population.situations import order_of
from broker.directories.school_lists import list_people, list_schools
from broker.directories.sdet_entries import Entry, fold_dn
from broker.directories.sdet_memberships import find_structures
from broker.directories.sdet_structures import Structure, read_structure

_REMEMBERED = 128  # what a processor keeps at hand: more costs every look-up some microseconds


class LdifDirectory:
    """Know the people of one LDIF file (port `Directory`); identities are read from entries on demand.

    Raises `ConfigurationError` when the file cannot be read, with the line of each problem.
    """

    def __init__(self, path: Path, layout: Layout = SDET) -> None:
        """Load and index the file."""
        self._layout = layout
        self._remembered: dict[int, Identity | None] = {}
        self._records = LdifRecords(path, layout.canonical_names)
        self._people: dict[str, int] = {}
        self._structures: dict[str, Structure] = {}
        self._spellings: dict[str, Structure] = {}
        self._situations: list[int] = []
        self._decoy = NOBODY
        self._indexes: dict[str, dict[str, int | tuple[int, ...]]] = {kind: {} for kind in layout.keys}
        self._index()
        self._records.reader.raise_problems()

    def find_child(self, dn: str) -> Entry | None:
        """Return the person's entry of that DN, if there."""
        number = self._people.get(fold_dn(dn))
        return None if number is None else self._records.entry(number)

    def find_structure(self, dn: str) -> Structure | None:
        """Return the structure of that DN, if there; the file's own spelling needs no folding."""
        return self._spellings.get(dn) or self._structures.get(fold_dn(dn))

    def find_person(self, kind: str, key: str, project: str | None) -> Identity | None:
        """Find by one key; see the port."""
        found = [person for person in self.find_all(kind, key) if project in {None, person.key.project}]
        if len(found) > 1:
            raise PersonAmbiguous(expected=f"one entry by {kind}", received=str(len(found)))
        return found[0] if found else None

    def find_all(self, kind: str, key: str) -> tuple[Identity, ...]:
        """Return everybody found by one key."""
        return self._read_all(self._find(kind, key))

    def check_password(self, login: str, password: str, project: str | None = None) -> Identity | None:
        """Return the person whose password this is; an unknown login costs one hash like a known one."""
        numbers = self._find("login", login) if password else ()
        if len(numbers) > 1:
            numbers = tuple(number for number in numbers if self._read_within(number, project))
        if len(numbers) > 1:
            raise PersonAmbiguous(expected="one entry by login", received=str(len(numbers)))
        hashes = [value for number in numbers for value in self._records.entry(number).values("userPassword")]
        return self._read_within(numbers[0], project) if is_password(password, hashes, self._decoy) else None

    def find_situations(self) -> tuple[Identity, ...]:
        """Return the people marked as a situation, in the order of the cards."""
        marked = [(order_of(self._records.entry(n).first("preauSituation")), n) for n in self._situations]
        return self._read_all(number for _, number in sorted(marked))

    def find_people(self, *, starting: str = "", limit: int = 50) -> tuple[Identity, ...]:
        """Return people by login, in order, whose login starts so."""
        prefix = comparable("login", starting)
        first = bisect.bisect_left(self._logins, prefix)
        logins = [login for login in self._logins[first : first + limit] if login.startswith(prefix)]
        numbers = [number for login in logins for number in self._find("login", login)]
        return self._read_all(numbers[:limit])

    def find_everybody(self) -> Iterator[Identity]:
        """Yield everybody in the order of the file; whose entry is ambiguous could not be looked up either."""
        for number in self._people.values():
            with suppress(PersonAmbiguous):
                person = self._layout.read(self._records.parsed(number), self, self._layout.project)
                if person is not None:
                    yield person

    def find_schools(self) -> tuple[School, ...]:
        """Return each school, in order of UAI."""
        return list_schools(self._structures.values())

    def find_school(self, uai: str) -> School | None:
        """Return the school of that UAI, or None."""
        return self._schools.get(uai)

    def find_school_people(self, uai: str) -> tuple[Identity, ...]:
        """Return everybody with a membership in that school, in order of login; the first call takes long."""
        return list_people(self._read_all(self._of_school.get(uai, ())), uai)

    @cached_property
    def _schools(self) -> dict[str, School]:
        return {school.uai: school for school in reversed(self.find_schools())}

    @cached_property
    def _of_school(self) -> "dict[str, array[int]]":
        """Hold the numbers of those whom something may tie to each school: few bytes each, and none before asked."""
        found: dict[str, array[int]] = {uai: array("L") for uai in self._schools}
        for number in self._people.values():
            tied = find_structures(self._records.entry(number), self)
            for uai in {structure.school.uai for structure in tied if structure.is_school}:
                found[uai].append(number)
        return found

    @cached_property
    def _logins(self) -> list[str]:
        return sorted(self._indexes["login"])

    def _find(self, kind: str, key: str) -> tuple[int, ...]:
        found = self._indexes.get(kind, {}).get(comparable(kind, key), ())
        return (found,) if isinstance(found, int) else found

    def _read(self, number: int) -> Identity | None:
        """Read an entry, or remember it: entries never change, and one sign-on asks for its person twice."""
        if len(self._remembered) > _REMEMBERED:
            self._remembered.clear()
        if number not in self._remembered:
            self._remembered[number] = self._layout.read(self._records.parsed(number), self, self._layout.project)
        return self._remembered[number]

    def _read_within(self, number: int, project: str | None) -> Identity | None:
        person = self._read(number)
        return person if person and project in {None, person.key.project} else None

    def _read_all(self, numbers: Iterable[int]) -> tuple[Identity, ...]:
        return tuple(person for person in map(self._read, numbers) if person is not None)

    def _index(self) -> None:
        """Take each record once; refuse what no server would hold: two of one DN, a person without identifier."""
        seen: dict[str, int] = {}
        login, identifier = self._layout.login, self._layout.keys["person"]
        for number in range(len(self._records)):
            entry = self._records.entry(number)
            dn = fold_dn(entry.dn)
            before = seen.setdefault(dn, number)
            if before != number:
                what = f"the DN is that of line {self._records.lines[before]} already"
                self._report(number, what, "remove one of the two records")
            if login in entry.attributes:
                self._people[dn] = number
                self._index_person(number, entry)
                if identifier not in entry.attributes:
                    self._report(number, f"a person without {identifier}", "give each person a UUID there")
            elif "ENTStructureNomCourant" in entry.attributes:
                self._structures[dn] = self._spellings[entry.dn] = read_structure(entry)

    def _index_person(self, number: int, entry: Entry) -> None:
        for kind, name in self._layout.keys.items():
            index = self._indexes[kind]
            for value in entry.values(name):
                key = comparable(kind, value)
                if index.setdefault(key, number) != number:
                    index[key] = (*self._find(kind, key), number)
        if self._decoy is NOBODY:
            self._decoy = entry.first("userPassword") or NOBODY
        if "preauSituation" in entry.attributes:
            self._situations.append(number)

    def _report(self, number: int, what: str, hint: str) -> None:
        self._records.reader.report(self._records.lines[number], what, hint)
