"""Owns the table of what would leave of everybody: one row per person and school, one small number per value.

What is in it comes from the deciding function's own pieces, each attribute drawn once per row. It holds values while it
is made and is never kept: nothing that reads it returns one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import repeat

from broker.core.catalogue import CATALOGUE
from broker.core.contract import Clause, Contract
from broker.core.derivation import Derivation, Subject
from broker.core.errors import DecisionRefused
from broker.core.identity import Identity, Membership
from broker.core.minimisation import SessionChoice, check_person, choose_membership, draw, find_memberships
from broker.core.precision import Precision
from broker.core.profile import Profile
from broker.core.pseudonym import PseudonymKey
from broker.core.review.aspects import aspect_of, compare_by
from broker.core.review.columns import Column, Gate, gate_of

NOTHING, FAILED = 0, 1
_NO_KEY = PseudonymKey(bytes(64), 0)  # pseudonyms are not looked at


@dataclass(frozen=True, slots=True, repr=False)
class ReleaseTable:
    """Hold the rows by column: who, in which school, under which profile, and the number of each value.

    Two rows have the same number in two columns of one aspect exactly where the values are the same. `NOTHING` stands
    where nothing would leave, `FAILED` where a rule fails. `gates` tells which rows come in, `several` which are of a
    person with other rows: as bytes of 0 and 1.
    """

    persons: Sequence[int]
    schools: Sequence[int]
    profiles: Sequence[Profile]
    columns: Mapping[Column, Sequence[int]]
    gates: Mapping[Gate, bytes]
    several: bytes
    people: int


class TableMaker:
    """Make the table from people, one at a time, for some contracts and the columns asked about."""

    def __init__(self, contracts: Iterable[Contract], columns: Iterable[Column], today: date) -> None:
        """Prepare what to draw: each attribute once, whatever the precisions at which it is asked for."""
        self._today = today
        self._gates: dict[Gate, Contract] = {}
        for contract in contracts:
            self._gates.setdefault(gate_of(contract), contract)
        self._samples = {gate.per_school: contract for gate, contract in self._gates.items()}
        wanted: dict[tuple[str, bool], list[Column]] = {}
        for column in sorted(set(columns), key=repr):
            wanted.setdefault((column.code, column.per_school), []).append(column)
        self._drawers = [_Drawer(tuple(found)) for found in wanted.values()]
        self._numbers: dict[tuple[str, tuple[str, ...]], int] = {}
        self._schools: dict[str, int] = {}
        self._rows: list[tuple[int, ...]] = []
        self._places: list[tuple[int, int, Profile]] = []
        self._entries: list[bytes] = []
        self._people = 0

    def add(self, person: Identity) -> None:
        """Add the rows of a person; none where no contract lets them in."""
        before = len(self._rows)
        for membership in person.memberships:
            entries = bytes(self._enters(gate, person, membership) for gate in self._gates)
            if any(entries):
                school = self._schools.setdefault(membership.uai, len(self._schools))
                self._places.append((self._people, school, membership.profile))
                self._entries.append(entries)
                self._rows.append(self._draw(person, membership))
        self._people += len(self._rows) > before

    def finish(self) -> ReleaseTable:
        """Return the table."""
        persons, schools, profiles = zip(*self._places, strict=True) if self._places else ((), (), ())
        names = [column for drawer in self._drawers for column in drawer.columns]
        columns = zip(*self._rows, strict=True) if self._rows else repeat(())
        entries = b"".join(self._entries)
        gates = {gate: entries[rank :: len(self._gates)] for rank, gate in enumerate(self._gates)}
        rows = Counter(persons)
        several = bytes(rows[person] > 1 for person in persons)
        drawn = dict(zip(names, columns, strict=False))  # where there is no row, there is no end of empty columns
        return ReleaseTable(persons, schools, profiles, drawn, gates, several, self._people)

    def _enters(self, gate: Gate, person: Identity, membership: Membership) -> bool:
        contract = self._gates[gate]
        if membership.profile not in gate.profiles:
            return False
        try:
            if not gate.per_school:
                found = find_memberships(person, contract, SessionChoice())
                if choose_membership(found, contract) is not membership:
                    return False
            check_person(person, membership, contract, self._today)
        except DecisionRefused:
            return False
        return True

    def _draw(self, person: Identity, membership: Membership) -> tuple[int, ...]:
        subjects = {
            per_school: Subject(person, membership, contract, _NO_KEY) for per_school, contract in self._samples.items()
        }
        row: tuple[int, ...] = ()
        for drawer in self._drawers:
            row += drawer.draw(subjects[drawer.per_school], self._numbers)
        return row


class _Drawer:
    """Draw one attribute at each precision; values met before are not judged again."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        self.columns = columns
        self.per_school = columns[0].per_school
        self._attribute = CATALOGUE[columns[0].code]
        self._by_level = any(column.transformation.precision is Precision.LEVEL for column in columns)
        self._known: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[int, ...]] = {}

    def draw(self, subject: Subject, numbers: dict[tuple[str, tuple[str, ...]], int]) -> tuple[int, ...]:
        """Return the number of each column's value."""
        try:
            drawn = self._attribute.derive(subject)
        except Exception:  # noqa: BLE001 - whatever fails in a rule, the decision is a refusal
            return (FAILED,) * len(self.columns)
        key = (drawn.values, subject.membership.levels.values if self._by_level else ())
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = tuple(self._judge(column, subject, numbers) for column in self.columns)
        return found

    def _judge(self, column: Column, subject: Subject, numbers: dict[tuple[str, tuple[str, ...]], int]) -> int:
        clause = Clause(column.code, "", transformation=column.transformation)
        try:
            sent = draw(self._attribute, clause, subject)
        except Exception:  # noqa: BLE001 - as above
            return FAILED
        if not isinstance(sent, Derivation):
            return NOTHING
        compared = compare_by(column.code, column.transformation, sent.values)
        return numbers.setdefault((aspect_of(column.code, column.transformation), compared), len(numbers) + FAILED + 1)
