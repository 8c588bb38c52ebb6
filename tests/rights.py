"""Owns the builders of rights for tests: subscriptions, assignments and visitors, each valid as it stands."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import sqlalchemy

from broker.core.identity import PersonKey
from broker.core.rights.access import Door, Visitor
from broker.core.rights.assignment import Assignment, Licence, Target, TargetKind
from broker.core.rights.audience import Audience
from broker.core.rights.subscription import AssignmentKind, Subscription
from broker.flows.rights_ports import SubscriptionSearch
from broker.records.database import Database
from broker.records.opening import Records
from tests.builders import NOON

DISTRIBUTOR, OTHER_DISTRIBUTOR = "777777771_0000000000000001", "777777772_0000000000000002"
ATLAS, GLOBE = "ark:/77777/atlas", "ark:/77777/globe"
HERE, THERE = "9990001A", "9990002B"
COLLEGE, LYCEE = "340", "300"
BOTH_PUBLICS = frozenset({Audience.PUPIL, Audience.TEACHER})
BY_PUBLIC = {"licences_overall": None, "licences": {Audience.PUPIL: 2, Audience.TEACHER: 1}, "audiences": BOTH_PUBLICS}


def a_subscription(identifier: str = "s1", **changes: object) -> Subscription:
    """Return an individual subscription of two licences for the pupils of one school."""
    subscription = Subscription(
        id=identifier,
        distributor=DISTRIBUTOR,
        resource=ATLAS,
        starts=NOON - timedelta(days=30),
        ends=NOON + timedelta(days=30),
        audiences=frozenset({Audience.PUPIL}),
        kind=AssignmentKind.INDIVIDUAL,
        created=NOON - timedelta(days=40),
        modified=NOON - timedelta(days=40),
        schools=frozenset({HERE}),
        licences_overall=2,
    )
    return replace(subscription, **changes)  # type: ignore[arg-type]  # any field of the type


def a_person(name: str = "lou") -> PersonKey:
    """Return the key of somebody."""
    return PersonKey("P0", name)


def people(*names: str) -> tuple[PersonKey, ...]:
    """Return the keys of several."""
    return tuple(a_person(name) for name in names)


def to_person(name: str = "lou", audience: Audience = Audience.PUPIL) -> Target:
    """Return a person as what an assignment is made to."""
    return Target(TargetKind.PERSON, name, audience, "P0")


def to_division(code: str = "3A", audience: Audience = Audience.PUPIL) -> Target:
    """Return a division."""
    return Target(TargetKind.DIVISION, code, audience)


def to_group(code: str = "3A", audience: Audience = Audience.PUPIL) -> Target:
    """Return a group."""
    return Target(TargetKind.GROUP, code, audience)


def to_audience(audience: Audience = Audience.PUPIL) -> Target:
    """Return a whole public."""
    return Target(TargetKind.AUDIENCE, audience.value, audience)


def an_assignment(identifier: str = "a1", target: Target | None = None, **changes: object) -> Assignment:
    """Return an assignment of the first subscription, to Lou where nobody else is named."""
    assignment = Assignment(identifier, "s1", HERE, target or to_person(), NOON)
    return replace(assignment, **changes)  # type: ignore[arg-type]  # any field of the type


def a_visitor(
    name: str = "lou", *, divisions: Iterable[str] = (), groups: Iterable[str] = (), **changes: object
) -> Visitor:
    """Return a pupil of the first school who asks."""
    visitor = Visitor(a_person(name), HERE, COLLEGE, Audience.PUPIL, frozenset(divisions), frozenset(groups))
    return replace(visitor, **changes)  # type: ignore[arg-type]  # any field of the type


def assert_in_order(database: Database) -> None:
    """Assert that each pool counts the licences that people hold, and has no more than it may."""
    counted = """
        SELECT p.subscription, p.pool, p.most, p.used,
          (SELECT count(*) FROM licences l JOIN subscriptions s ON s.number = l.subscription
           WHERE l.subscription = p.subscription
             AND p.pool = CASE WHEN s.licences_overall IS NULL THEN l.audience ELSE '' END) AS held
        FROM pools p"""
    with database.reading() as connection:
        rows = connection.execute(sqlalchemy.text(counted)).all()
        assert [row for row in rows if row.used != row.held or -1 != row.most < row.used] == []
        orphans = """SELECT count(*) FROM licences
            WHERE assignment IS NOT NULL AND assignment NOT IN (SELECT id FROM assignments)"""
        assert connection.execute(sqlalchemy.text(orphans)).scalar() == 0


def a_licence(name: str = "lou", assignment: str = "", **changes: object) -> Licence:
    """Return a licence of the first subscription."""
    licence = Licence("s1", a_person(name), HERE, Audience.PUPIL, assignment)
    return replace(licence, **changes)  # type: ignore[arg-type]  # any field of the type


def searched(records: Records, **changes: object) -> list[str]:
    """Return the identifiers that a search finds, once counting agrees."""
    search = replace(SubscriptionSearch({}), **changes)  # type: ignore[arg-type]  # any field of the type
    found = [one.id for one in records.subscriptions.search(search)]
    assert records.subscriptions.count(replace(search, limit=1)) >= len(found)
    return found


def used(records: Records, subscription: str = "s1") -> dict[str, int]:
    """Return how many licences are taken of a subscription, by pool."""
    return dict(records.subscriptions.used([subscription])[subscription])


def holders(records: Records, uai: str = HERE) -> list[str]:
    """Return who holds a licence of the first subscription in a school."""
    return [licence.person.identifier for licence in records.assignments.licences("s1", uai)]


def a_door(**changes: object) -> Door:
    """Return the door that a grant opens to Lou."""
    door = Door(ATLAS, HERE, "P0", Audience.PUPIL, "s1", "a1")
    return replace(door, **changes)  # type: ignore[arg-type]  # any field of the type
