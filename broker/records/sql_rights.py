"""Owns what the decision on rights asks of SQL: one statement for all that may open, each part found by an index."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, Select, and_, exists, select

from broker.core.rights.access import Candidate, Visitor
from broker.core.rights.assignment import TargetKind
from broker.core.rights.subscription import UNLIMITED, AssignmentKind, end_of_school_year
from broker.records.database import Database
from broker.records.licence_pools import OVERALL
from broker.records.rights_tables import ASSIGNMENTS, COVERAGE, LICENCES, POOLS, SUBSCRIPTIONS
from broker.records.subscription_rows import read_audiences

# The nearest to the visitor comes first: it is what the explanation names.
_NEAREST = (TargetKind.PERSON, TargetKind.DIVISION, TargetKind.GROUP, TargetKind.AUDIENCE)


class SqlRights:
    """Answer what the decision needs from a database (port `Rights`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def candidates(self, visitor: Visitor, resources: Sequence[str] | None) -> tuple[Candidate, ...]:
        """Return the subscriptions to one of these resources (None: to any) that cover the visitor's school.

        In order of identifier. An assignment that the visitor's licence hangs on goes before the others that name them.
        """
        targets = _targets(visitor)
        with self._database.reading() as connection:
            rows = connection.execute(_find(visitor, targets, resources)).all()
        return tuple(_candidate(list(of_one), targets) for _, of_one in groupby(rows, attrgetter("number")))

    def is_subscribed_elsewhere(self, resources: Sequence[str]) -> bool:
        """Tell whether any school has a subscription to one of these resources."""
        there = exists().where(SUBSCRIPTIONS.c.resource.in_(resources), SUBSCRIPTIONS.c.deleted.is_(None))
        with self._database.reading() as connection:
            return bool(connection.execute(select(there)).scalar())


def _targets(visitor: Visitor) -> dict[tuple[str, str, str], TargetKind]:
    """Return what an assignment that names the visitor may say, as (kind, code, project)."""
    if visitor.audience is None:
        return {}
    person = visitor.person
    named = {(TargetKind.PERSON, person.identifier, person.project)}
    named |= {(TargetKind.DIVISION, code, "") for code in visitor.divisions}
    named |= {(TargetKind.GROUP, code, "") for code in visitor.groups}
    named.add((TargetKind.AUDIENCE, visitor.audience.value, ""))
    return {(kind.value, code, project): kind for kind, code, project in named}


def _find(visitor: Visitor, targets: Iterable[tuple[str, str, str]], resources: Sequence[str] | None) -> Select[Any]:
    s, c, p, a, held = (table.c for table in (SUBSCRIPTIONS, COVERAGE, POOLS, ASSIGNMENTS, LICENCES))
    audience = visitor.audience.value if visitor.audience else ""
    person = visitor.person
    joined = (
        COVERAGE.join(SUBSCRIPTIONS, s.number == c.subscription)
        .outerjoin(POOLS, and_(p.subscription == s.number, p.pool.in_((OVERALL, audience))))
        .outerjoin(
            LICENCES,
            and_(held.subscription == s.number, held.project == person.project, held.person == person.identifier),
        )
        .outerjoin(
            ASSIGNMENTS,
            and_(
                a.subscription == s.number,
                a.uai == visitor.uai,
                a.audience == audience,
                # By code alone, for the index; what has that code and is of another kind is left out afterwards.
                a.code.in_(sorted({code for _, code, _ in targets})),
            ),
        )
    )
    subscription = (s.number, s.id, s.distributor, s.resource, s.kind, s.audiences, s.starts, s.ends, s.school_year_end)
    own = (p.most, p.used, held.person, held.assignment.label("hangs_on"))
    found = (
        select(*subscription, *own, a.id.label("assignment"), a.kind.label("target"), a.code, a.project)
        .select_from(joined)
        .where(c.place.in_(sorted({visitor.uai, visitor.nature} - {""})), s.deleted.is_(None))
    )
    if resources is not None:
        found = found.where(c.resource.in_(resources))
    return found.order_by(s.id)


def _candidate(rows: list[Row[Any]], targets: dict[tuple[str, str, str], TargetKind]) -> Candidate:
    """Return what the rows of one subscription say, one for each assignment that may name the visitor."""
    first = rows[0]
    naming = [(targets.get((row.target, row.code, row.project)), row.assignment) for row in rows]
    fitting = [(kind, assignment) for kind, assignment in naming if kind is not None]
    nearest = min(fitting, key=lambda one: (one[1] != first.hangs_on, _NEAREST.index(one[0]), one[1]), default=None)
    return Candidate(
        subscription=first.id,
        distributor=first.distributor,
        resource=first.resource,
        kind=AssignmentKind(first.kind),
        audiences=read_audiences(first.audiences),
        starts=first.starts,
        last_moment=first.ends or end_of_school_year(first.school_year_end),
        assignment=nearest and nearest[1],
        target=nearest and nearest[0],
        holds_licence=first.person is not None,
        remaining=_remaining(first),
    )


def _remaining(row: Row[Any]) -> int:
    if row.most is None:  # no pool of the visitor's public
        return 0
    return UNLIMITED if row.most == UNLIMITED else max(row.most - row.used, 0)
