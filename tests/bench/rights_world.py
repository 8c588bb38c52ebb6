"""Owns the rights of a whole country, for the bench: who bought what, to whom it is assigned, and who comes to ask.

10,000 schools of 400 people, 300 resources, 100,000 subscriptions and 1,000,000 assignments, the same each time.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, select, text

from broker.core.contract import Contract
from broker.core.identity import Fact, Identity, Membership, PersonKey
from broker.core.rights.audience import Audience
from broker.core.rights.subscription import UNLIMITED, AssignmentKind, Subscription
from broker.records.database import Database
from broker.records.rights_tables import SUBSCRIPTIONS
from tests.builders import NOON, a_contract, a_membership, a_pupil
from tests.rights import a_subscription

SCHOOLS, RESOURCES, SUBSCRIBED, ASSIGNED = 10_000, 300, 100_000, 1_000_000
_PEOPLE, _DIVISIONS, _GROUPS = 400, 16, 10  # of each school
_EACH = 13  # assignments of each individual subscription, until there are enough
_NATURES = ("340",) * 5 + ("300",) * 3 + ("151",) * 2
_ASSIGNMENT = ("id", "subscription", "uai", "audience", "code", "kind", "project", "at")
_LICENCE = ("subscription", "project", "person", "uai", "audience", "assignment")


@dataclass(frozen=True, slots=True)
class Asking:
    """Hold one question: who, in which school, for what."""

    person: Identity
    membership: Membership
    contract: Contract


def subscriptions(count: int = SUBSCRIBED) -> Iterator[Subscription]:
    """Yield subscriptions: one in five of a whole school, one in two thousand by kind of school, one in ten over."""
    for number in range(count):
        whole, by_nature = number % 5 == 0, number % 2000 == 7
        yield a_subscription(
            f"S{number:06d}",
            resource=_resource(number * 7919),
            starts=NOON - timedelta(days=200),
            ends=NOON + timedelta(days=-1 if number % 10 == 3 else 100),
            audiences=frozenset({Audience.TEACHER} if number % 7 == 0 else {Audience.TEACHER, Audience.PUPIL}),
            kind=AssignmentKind.SCHOOL if whole else AssignmentKind.INDIVIDUAL,
            licences_overall=UNLIMITED if whole else 500,
            schools=frozenset() if by_nature else frozenset(_uai(school) for school in _schools(number)),
            nature=_NATURES[number % 10] if by_nature else "",
        )


def assign(database: Database) -> None:
    """Write the assignments, and a licence for each that names a person, as fast as the database takes them."""
    with database.writing() as connection:
        numbers = {row.id: row.number for row in connection.execute(select(SUBSCRIPTIONS.c.id, SUBSCRIPTIONS.c.number))}
        _load(connection, "assignments", _ASSIGNMENT, _assignments(numbers))
        _load(connection, "licences", _LICENCE, _licences(numbers))
        held = "SELECT count(*) FROM licences l WHERE l.subscription = pools.subscription"
        connection.execute(text(f"UPDATE pools SET used = ({held})"))  # noqa: S608 - fixed above
        if connection.dialect.name == "postgresql":  # which does so by itself, by and by
            connection.execute(text("ANALYZE"))


def questions(count: int) -> list[Asking]:
    """Return what pupils ask: most of them are named somewhere, some just come, some ask for anything."""
    return [_question(int.from_bytes(sha256(str(number).encode()).digest()[:8])) for number in range(count)]


def _question(chance: int) -> Asking:
    number = chance % SUBSCRIBED
    kind = (chance // SUBSCRIBED) % 10
    school = _schools(number)[0]
    pupil = _named(number, 4 + chance % 9) if kind < 6 else chance % _PEOPLE
    resource = _resource(chance if kind > 7 else number * 7919)
    membership = a_membership(
        uai=_uai(school),
        nature=_NATURES[school % 10],
        divisions=Fact((f"{pupil % _DIVISIONS}##Division",), "ENTEleveClasses"),
        groups=Fact((f"G{pupil % _GROUPS}##Groupe", f"G{(pupil + 3) % _GROUPS}##Groupe"), "ENTEleveGroupes"),
    )
    person = a_pupil(key=PersonKey("P0", _person(school, pupil)), memberships=(membership,))
    return Asking(person, membership, replace(a_contract(), resource=resource))


def _assignments(numbers: dict[str, int]) -> Iterator[tuple[object, ...]]:
    at = NOON.replace(tzinfo=None).isoformat(" ", "microseconds")
    for name, number, school, index in _places(numbers):
        kind, code = _target(number, school, index)
        project = "P0" if kind == "person" else ""
        yield name, numbers[f"S{number:06d}"], _uai(school), "ELEVE", code, kind, project, at


def _licences(numbers: dict[str, int]) -> Iterator[tuple[object, ...]]:
    for name, number, school, index in _places(numbers):
        kind, code = _target(number, school, index)
        if kind == "person":
            yield numbers[f"S{number:06d}"], "P0", code, _uai(school), "ELEVE", name


def _places(numbers: dict[str, int]) -> Iterator[tuple[str, int, int, int]]:
    made = 0
    for number in range(len(numbers)):
        if number % 5 == 0:
            continue
        for index in range(_EACH):
            yield f"{made:032x}", number, _schools(number)[0], index
            made += 1
            if made == ASSIGNED:
                return


def _target(number: int, school: int, index: int) -> tuple[str, str]:
    """Return to whom the assignment of this index is made: a public, divisions, a group, and people."""
    if index == 0:
        return ("audience", "ELEVE") if number % 10 == 1 else ("division", str(number % _DIVISIONS))
    if index < 3:
        return "division", str((number + index) % _DIVISIONS)
    if index == 3:
        return "group", f"G{number % _GROUPS}"
    return "person", _person(school, _named(number, index))


def _named(number: int, index: int) -> int:
    return (number * 13 + index * 37) % _PEOPLE


def _schools(number: int) -> list[int]:
    """Return one to three schools."""
    first = (number * 31) % SCHOOLS
    return [(first + 101 * more) % SCHOOLS for more in range(1 + (number % 3 == 0) + (number % 11 == 0))]


def _resource(chance: int) -> str:
    return f"ark:/77777/r{chance % RESOURCES:03d}"


def _uai(school: int) -> str:
    return f"999{school:04d}{chr(65 + school % 23)}"


def _person(school: int, number: int) -> str:
    return f"person-{school:04d}-{number:04d}"


def _load(connection: Connection, table: str, columns: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> None:
    driver: Any = connection.connection.driver_connection
    names = ", ".join(columns)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        driver.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608 - fixed above
        return
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
