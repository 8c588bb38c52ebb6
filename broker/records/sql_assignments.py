"""Owns assignments and licences in SQL: given and withdrawn whole or not at all, never one licence twice."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from broker.core.identity import PersonKey
from broker.core.refusals.subscription import (
    AssignmentExists,
    AssignmentUnknown,
    LicencesShort,
    SubscriptionUnknown,
)
from broker.core.rights.assignment import Assignment, Licence, Target, TargetKind
from broker.core.rights.audience import Audience
from broker.records.database import Database, insert_into
from broker.records.forgetting import forget
from broker.records.licence_pools import free_licences, in_pieces, lock_subscription, pool_of, take_from_pool
from broker.records.rights_tables import ASSIGNMENTS, DELEGATES, LICENCES, SUBSCRIPTIONS


class SqlAssignments:
    """Keep assignments, licences and delegates in a database (port `Assignments`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def assign(self, assignment: Assignment, people: Sequence[PersonKey]) -> None:
        """Keep an assignment and give each of these people a licence who holds none; all or nothing.

        Raises `AssignmentExists`, `LicencesShort`, or `SubscriptionUnknown`.
        """
        self.assign_all(((assignment, people),))

    def assign_all(self, batch: Sequence[tuple[Assignment, Sequence[PersonKey]]]) -> None:
        """Keep several assignments, of one subscription or of more, each as `assign` does; all or nothing."""
        with self._database.writing() as connection:
            # In order of subscription, whose rows are locked: two batches never wait for each other.
            ordered = sorted(batch, key=lambda one: one[0].subscription)
            for subscription, of_one in groupby(ordered, key=lambda one: one[0].subscription):
                _keep_assignments(connection, subscription, list(of_one))

    def withdraw(self, assignment: str, uai: str, kept: Mapping[PersonKey, str]) -> None:
        """Take an assignment out and free its people's licences, except of those kept by another assignment.

        `kept` names, by person, that other assignment; where it has gone meanwhile, the licence is freed all the same.
        Raises `AssignmentUnknown`.
        """
        with self._database.writing() as connection:
            row = _lock_of_assignment(connection, assignment, uai)
            _hang_elsewhere(connection, row.number, assignment, kept)
            free_licences(connection, row, LICENCES.c.assignment == assignment)
            connection.execute(delete(ASSIGNMENTS).where(ASSIGNMENTS.c.id == assignment))

    def find(self, assignment: str) -> Assignment | None:
        """Return one by its identifier."""
        return next(iter(self._find(ASSIGNMENTS.c.id == assignment)), None)

    def of_school(self, uai: str, subscription: str | None = None) -> tuple[Assignment, ...]:
        """Return the assignments of one school, of one subscription or of all, the oldest first."""
        wanted = [ASSIGNMENTS.c.uai == uai]
        if subscription is not None:
            wanted.append(SUBSCRIPTIONS.c.id == subscription)
        return self._find(*wanted)

    def licences(self, subscription: str, uai: str) -> tuple[Licence, ...]:
        """Return the licences that people of a school hold of a subscription, in order of person."""
        joined = select(LICENCES).join(SUBSCRIPTIONS, SUBSCRIPTIONS.c.number == LICENCES.c.subscription)
        wanted = joined.where(SUBSCRIPTIONS.c.id == subscription, LICENCES.c.uai == uai)
        with self._database.reading() as connection:
            rows = connection.execute(wanted.order_by(LICENCES.c.project, LICENCES.c.person)).all()
        return tuple(read_licence(row, subscription) for row in rows)

    def take_licence(self, licence: Licence) -> bool:
        """Take a licence for a person who holds none; tell whether the person holds one now.

        None is taken once the subscription or the assignment that it was to hang on has gone.
        """
        with self._database.writing() as connection:
            return keep_licence(connection, licence)

    def free_licences(self, licences: Sequence[Licence]) -> int:
        """Free licences, except those that have gone or hang on another assignment meanwhile; return how many went."""
        by_subscription: dict[str, list[Licence]] = defaultdict(list)
        for licence in licences:
            by_subscription[licence.subscription].append(licence)
        with self._database.writing() as connection:
            return sum(_free(connection, name, by_subscription[name]) for name in sorted(by_subscription))

    def name_delegate(self, uai: str, person: PersonKey, *, is_delegate: bool) -> None:
        """Make a person a delegate of a school's responsible, or no more."""
        values = {"uai": uai, "project": person.project, "person": person.identifier}
        with self._database.writing() as connection:
            if is_delegate:
                connection.execute(insert_into(connection, DELEGATES).values(values).on_conflict_do_nothing())
            else:
                here = [DELEGATES.c[name] == value for name, value in values.items()]
                connection.execute(delete(DELEGATES).where(*here))

    def delegates(self, uai: str) -> tuple[PersonKey, ...]:
        """Return the delegates of a school's responsible, in order of person."""
        wanted = select(DELEGATES).where(DELEGATES.c.uai == uai)
        with self._database.reading() as connection:
            rows = connection.execute(wanted.order_by(DELEGATES.c.project, DELEGATES.c.person)).all()
        return tuple(PersonKey(row.project, row.person) for row in rows)

    def forget_person(self, person: PersonKey) -> int:
        """Take out all that names a person, and free the licences; return how many lines went."""
        with self._database.writing() as connection:
            lines = forget(connection, person)
        self._database.wipe()
        return lines

    def _find(self, *conditions: ColumnElement[bool]) -> tuple[Assignment, ...]:
        joined = select(ASSIGNMENTS, SUBSCRIPTIONS.c.id.label("of")).join_from(ASSIGNMENTS, SUBSCRIPTIONS)
        wanted = joined.where(*conditions).order_by(ASSIGNMENTS.c.at, ASSIGNMENTS.c.id)
        with self._database.reading() as connection:
            return tuple(read_assignment(row) for row in connection.execute(wanted))


def keep_assignment(connection: Connection, assignment: Assignment, people: Sequence[PersonKey]) -> None:
    """Keep an assignment and its people's licences inside a transaction; raise as `SqlAssignments.assign` does."""
    _keep_assignments(connection, assignment.subscription, [(assignment, people)])


def _keep_assignments(
    connection: Connection, subscription: str, batch: Sequence[tuple[Assignment, Sequence[PersonKey]]]
) -> None:
    """Keep assignments of one subscription, the first that names somebody giving the licence; in a few statements."""
    row = lock_subscription(connection, subscription)
    if row is None:
        raise SubscriptionUnknown(expected="a subscription", received=subscription)
    _insert_assignments(connection, row.number, [assignment for assignment, _ in batch])
    without = dict.fromkeys(_without_licence(connection, row.number, (one for _, people in batch for one in people)))
    licences, wanted = list[dict[str, object]](), Counter[str]()
    for assignment, people in batch:
        audience = assignment.target.audience
        holding = {"uai": assignment.uai, "audience": audience.value, "assignment": assignment.id}
        taking = [person for person in dict.fromkeys(people) if person in without]
        for person in taking:
            del without[person]
            licences.append(_key(row.number, person) | holding)
        wanted[pool_of(row, audience)] += len(taking)
    for pool, count in wanted.items():
        if count and not take_from_pool(connection, row.number, pool, count):
            raise LicencesShort(expected=f"{count} licences left", received=subscription)
    if licences:
        connection.execute(insert(LICENCES), licences)


def keep_licence(connection: Connection, licence: Licence) -> bool:
    """Keep a licence inside a transaction, where one is left; tell whether the person holds one now."""
    row = lock_subscription(connection, licence.subscription)
    if row is None:
        return False
    if not _without_licence(connection, row.number, (licence.person,)):
        return True
    if licence.assignment and not _still_there(connection, row.number, (licence.assignment,)):
        return False
    if not take_from_pool(connection, row.number, pool_of(row, licence.audience), 1):
        return False
    holding = {"uai": licence.uai, "audience": licence.audience.value, "assignment": licence.assignment or None}
    connection.execute(insert(LICENCES).values(_key(row.number, licence.person) | holding))
    return True


def _free(connection: Connection, subscription: str, licences: Sequence[Licence]) -> int:
    row = lock_subscription(connection, subscription)
    if row is None:
        return 0
    freed = 0
    for one in licences:
        hangs = LICENCES.c.assignment == one.assignment if one.assignment else LICENCES.c.assignment.is_(None)
        here = (LICENCES.c.project == one.person.project) & (LICENCES.c.person == one.person.identifier)
        freed += free_licences(connection, row, here & (LICENCES.c.uai == one.uai) & hangs)
    return freed


def _insert_assignments(connection: Connection, number: int, assignments: Sequence[Assignment]) -> None:
    try:
        connection.execute(insert(ASSIGNMENTS), [_row_of(number, one) for one in assignments])
    except IntegrityError:
        raise AssignmentExists(expected="a target of its own", received=assignments[0].subscription) from None


def _row_of(number: int, assignment: Assignment) -> dict[str, object]:
    target = assignment.target
    return {
        "id": assignment.id,
        "subscription": number,
        "uai": assignment.uai,
        "audience": target.audience.value,
        "code": target.code,
        "kind": target.kind.value,
        "project": target.project,
        "at": assignment.at,
    }


def _without_licence(connection: Connection, number: int, people: Iterable[PersonKey]) -> list[PersonKey]:
    """Return those of these people, each once, who hold no licence of a subscription."""
    by_project: dict[str, dict[str, PersonKey]] = defaultdict(dict)
    for person in people:
        by_project[person.project][person.identifier] = person
    for project, of_project in by_project.items():
        here = (LICENCES.c.subscription == number) & (LICENCES.c.project == project)
        for piece in in_pieces(list(of_project)):
            for holder in connection.scalars(select(LICENCES.c.person).where(here, LICENCES.c.person.in_(piece))).all():
                del of_project[holder]
    return [person for of_project in by_project.values() for person in of_project.values()]


def _lock_of_assignment(connection: Connection, assignment: str, uai: str) -> Row[Any]:
    """Return the row of an assignment's subscription, locked; the assignment is still there once it is."""
    wanted = (ASSIGNMENTS.c.id == assignment) & (ASSIGNMENTS.c.uai == uai)
    named = select(SUBSCRIPTIONS.c.id).join_from(ASSIGNMENTS, SUBSCRIPTIONS).where(wanted)
    subscription = connection.execute(named).scalar()
    row = None if subscription is None else lock_subscription(connection, subscription)
    if row is None or not _still_there(connection, row.number, (assignment,)):
        raise AssignmentUnknown(expected="an assignment of the school", received=assignment)
    return row


def _still_there(connection: Connection, number: int, assignments: Iterable[str]) -> set[str]:
    """Return those of these assignments that a subscription has."""
    found: set[str] = set()
    for piece in in_pieces(sorted(set(assignments))):
        here = (ASSIGNMENTS.c.subscription == number) & ASSIGNMENTS.c.id.in_(piece)
        found.update(connection.scalars(select(ASSIGNMENTS.c.id).where(here)))
    return found


def _hang_elsewhere(connection: Connection, number: int, assignment: str, kept: Mapping[PersonKey, str]) -> None:
    """Hang licences of an assignment on the others that keep them, those that are still there."""
    others = _still_there(connection, number, kept.values()) - {assignment}
    moved = [_key(number, person, "of_") | {"other": other} for person, other in kept.items() if other in others]
    if moved:
        key = (LICENCES.c[name] == bindparam(f"of_{name}") for name in ("subscription", "project", "person"))
        here = update(LICENCES).where(*key, LICENCES.c.assignment == assignment)
        connection.execute(here.values(assignment=bindparam("other")), moved)


def _key(number: int, person: PersonKey, prefix: str = "") -> dict[str, object]:
    key = {"subscription": number, "project": person.project, "person": person.identifier}
    return {f"{prefix}{name}": value for name, value in key.items()}


def read_assignment(row: Row[Any]) -> Assignment:
    """Read an assignment from its row, in which `of` is the subscription's identifier."""
    return Assignment(
        id=row.id,
        subscription=row.of,
        uai=row.uai,
        target=Target(TargetKind(row.kind), row.code, Audience(row.audience), row.project),
        at=row.at,
    )


def read_licence(row: Row[Any], subscription: str) -> Licence:
    """Read a licence from its row, of the subscription of that identifier."""
    return Licence(
        subscription=subscription,
        person=PersonKey(row.project, row.person),
        uai=row.uai,
        audience=Audience(row.audience),
        assignment=row.assignment or "",
    )
