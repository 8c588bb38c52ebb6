"""Owns a directory in which a guardian's several records are one person: ÉduConnect's view of the schools' people."""

from collections.abc import Iterator

from broker.core.identity import Identity, PersonKey
from broker.core.refusals.decision import PersonAmbiguous
from broker.core.regrouping import contacts_of, merge, signatures_of
from broker.core.school import School
from broker.flows.ports import Directory

_MOST_RECORDS = 20


class RegroupedDirectory:
    """Know the people of a directory of records (port `Directory`), each once."""

    def __init__(self, records: Directory) -> None:
        """Stand before the records."""
        self._records = records

    def find_person(self, kind: str, key: str, project: str | None) -> Identity | None:
        """Find by one key, of whichever record; ambiguous only where the records are of several people."""
        found = (r for r in self._records.find_all(kind, key) if project in {None, r.key.project})
        people = {person.key: person for person in map(self._regroup, found)}
        if len(people) > 1:
            raise PersonAmbiguous(expected=f"one person by {kind}", received=str(len(people)))
        return next(iter(people.values()), None)

    def find_all(self, kind: str, key: str) -> tuple[Identity, ...]:
        """Return every person of whom a record is found by a key."""
        return tuple({p.key: p for p in map(self._regroup, self._records.find_all(kind, key))}.values())

    def check_password(self, login: str, password: str, project: str | None = None) -> Identity | None:
        """Return the person of whom one record's password this is; see the port."""
        found = self._records.check_password(login, password, project)
        return None if found is None else self._regroup(found)

    def find_situations(self) -> tuple[Identity, ...]:
        """Return the records marked as a situation; see the port."""
        return self._records.find_situations()

    def find_people(self, *, starting: str = "", limit: int = 50) -> tuple[Identity, ...]:
        """Return records by login; see the port."""
        return self._records.find_people(starting=starting, limit=limit)

    def find_everybody(self) -> Iterator[Identity]:
        """Yield every record; see the port."""
        return self._records.find_everybody()

    def find_schools(self) -> tuple[School, ...]:
        """Return the schools; see the port."""
        return self._records.find_schools()

    def find_school(self, uai: str) -> School | None:
        """Return one school; see the port."""
        return self._records.find_school(uai)

    def find_school_people(self, uai: str) -> tuple[Identity, ...]:
        """Return the records of a school; see the port."""
        return self._records.find_school_people(uai)

    def _regroup(self, record: Identity) -> Identity:
        """Return the person of a record: with every record that shares a signature with one of theirs."""
        found: dict[PersonKey, Identity] = {record.key: record}
        waiting = [record]
        while waiting and len(found) < _MOST_RECORDS:
            known = waiting.pop()
            signatures = signatures_of(known)
            if not signatures:
                continue
            for other in self._reached_by(known):
                if other.key not in found and signatures & signatures_of(other):
                    found[other.key] = other
                    waiting.append(other)
        return merge(found.values())

    def _reached_by(self, record: Identity) -> tuple[Identity, ...]:
        return tuple(other for kind, value in contacts_of(record) for other in self._records.find_all(kind, value))
