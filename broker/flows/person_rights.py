"""Owns the rights of a person: what was transmitted about them, what the records hold, and its erasure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from broker.core.contract import Contract
from broker.core.errors import ConfigurationError
from broker.core.identity import PersonKey
from broker.core.journal.act import ActKind, ContractMark, Line
from broker.core.journal.commitment import reference_of
from broker.core.journal.search import ActSearch
from broker.core.refusals.account import RecordsUnavailable
from broker.core.refusals.journal import JournalUnavailable
from broker.core.refusals.person_rights import PersonNamedTwice, PersonNotNamed
from broker.flows.journal_ports import Acts, JournalPeople, JournalPerson
from broker.flows.person_ports import Erasure, Held, PersonRecords
from broker.flows.ports import Clock, Directory

_AT_A_TIME = 1000


@dataclass(frozen=True, slots=True)
class Named:
    """Name a person: by their key, and by their login where a directory knows it or somebody said it."""

    key: PersonKey
    login: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Transmission:
    """Say of one release: when, where, to whom, under which contract, and which attributes; no value.

    `contract` is the version that it left under, None where that cannot be read any more.
    """

    line: Line
    contract: Contract | None


@dataclass(frozen=True, slots=True)
class PersonRights:
    """Answer for one person; `mark` gives that by which the journal recognises them.

    `read_version` gives a version of a contract, by name and number, or raises ConfigurationError.
    """

    acts: Acts
    people: JournalPeople
    records: PersonRecords
    read_version: Callable[[str, int], Contract]
    directories: Mapping[str, Directory]
    clock: Clock
    mark: Callable[[PersonKey], str] = field(repr=False)

    def find(self, project: str | None, identifier: str | None, login: str | None) -> Named:
        """Return who is meant: by project and identifier, or by login; raises `PersonNotNamed`, or `PersonNamedTwice`.

        One who has left the directory is still found by project and identifier; their accounts, by the login besides.
        """
        if identifier and project:
            return Named(PersonKey(project, identifier), login or self._find_login(project, identifier))
        if login:
            found = (directory.find_person("login", login, project) for directory in self.directories.values())
            people = {one.key: one.login for one in found if one is not None}
            if len(people) > 1:
                raise PersonNamedTwice(expected="--project, or the field, besides", received=f"{len(people)} people")
            for key, its_login in people.items():
                return Named(key, its_login)
        raise PersonNotNamed(expected="project and identifier, or the login of a person in a directory")

    def transmitted(self, person: Named) -> tuple[Transmission, ...]:
        """Return what was transmitted about a person, the latest first."""
        known = self.people.find_all(self.mark(person.key))
        lines = [line for one in known for line in self._lines_about(one)]
        latest_first = sorted(lines, key=lambda line: line.position, reverse=True)
        find_contract = cache(self._find_contract)
        return tuple(Transmission(line, find_contract(line.act.contract)) for line in latest_first)

    def held(self, person: Named) -> Held:
        """Return what the records hold about a person."""
        return self.records.held(person.key, person.login)

    def erase(self, person: Named, *, actor: str, accounts: bool) -> Erasure:
        """Erase what the records hold and cut the journal's lines off, all or nothing; the act is written down too.

        The counts name nobody, and stay; so do the journal's lines, which nothing ties to the person any more.
        `accounts` tells whether the guichets' accounts go as well. Raises `JournalUnavailable`.
        """
        try:
            return self.records.erase(
                person.key, person.login if accounts else None, self.mark(person.key), self.clock.now(), actor
            )
        except RecordsUnavailable as refusal:
            raise JournalUnavailable(cause=refusal.cause) from None

    def _lines_about(self, known: JournalPerson) -> Iterator[Line]:
        """Yield the lines of a school year, the latest first: those whose chained reference says so as well."""
        before: int | None = None
        while True:
            wanted = ActSearch(ActKind.RELEASE, about=known.reference, before=before, limit=_AT_A_TIME)
            lines = self.acts.search(wanted)
            yield from (line for line in lines if line.act.reference == reference_of(known.secret, line.id))
            if len(lines) < _AT_A_TIME:
                return
            before = lines[-1].position

    def _find_login(self, project: str, identifier: str) -> str | None:
        found = (directory.find_person("person", identifier, project) for directory in self.directories.values())
        return next((one.login for one in found if one is not None), None)

    def _find_contract(self, named: ContractMark) -> Contract | None:
        """Return the version that a line names, so long as it says what it said then."""
        try:
            found = self.read_version(named.name, named.version)
        except ConfigurationError:
            return None
        return found if found.fingerprint == named.fingerprint else None
