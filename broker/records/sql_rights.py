"""Owns what the decision on rights asks of SQL: one statement for all that may open, each part found by an index."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import BindParameter, Row, Select, String, and_, bindparam, exists, select

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
        if resources is not None and not resources:
            return ()
        targets = _targets(visitor)
        codes = _filled(sorted({code for _, code, _ in targets} or {""}))
        asked = None if resources is None else _filled(resources)
        statement = _find(len(codes), None if asked is None else len(asked))
        with self._database.reading() as connection:
            rows = connection.execute(statement, _values(visitor, codes, asked or ())).all()
        return tuple(_candidate(list(of_one), targets) for _, of_one in groupby(rows, attrgetter("number")))

    def is_subscribed_elsewhere(self, resources: Sequence[str]) -> bool:
        """Tell whether any school has a subscription to one of these resources."""
        if not resources:
            return False
        asked = _filled(resources)
        with self._database.reading() as connection:
            return bool(connection.execute(_find_any(len(asked)), _numbered("resource", asked)).scalar())


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


@lru_cache(maxsize=64)
def _find(codes: int, resources: int | None) -> Select[Any]:
    """Return the statement for so many codes and resources; made once: making it takes longer than the answer."""
    s, c, p, a, held = (table.c for table in (SUBSCRIPTIONS, COVERAGE, POOLS, ASSIGNMENTS, LICENCES))
    of_person = and_(held.project == bindparam("project"), held.person == bindparam("person"))
    named = and_(a.uai == bindparam("uai"), a.audience == bindparam("audience"), a.code.in_(_places("code", codes)))
    joined = (
        COVERAGE.join(SUBSCRIPTIONS, s.number == c.subscription)
        .outerjoin(POOLS, and_(p.subscription == s.number, p.pool.in_((OVERALL, bindparam("audience")))))
        .outerjoin(LICENCES, and_(held.subscription == s.number, of_person))
        # By code alone, for the index; what has that code and is of another kind is left out afterwards.
        .outerjoin(ASSIGNMENTS, and_(a.subscription == s.number, named))
    )
    subscription = (s.number, s.id, s.distributor, s.resource, s.kind, s.audiences, s.starts, s.ends, s.school_year_end)
    own = (p.most, p.used, held.person, held.assignment.label("hangs_on"))
    found = select(*subscription, *own, a.id.label("assignment"), a.kind.label("target"), a.code, a.project)
    covers = c.place.in_((bindparam("uai"), bindparam("nature")))
    found = found.select_from(joined).where(covers, s.deleted.is_(None)).order_by(s.id)
    return found if resources is None else found.where(c.resource.in_(_places("resource", resources)))


@lru_cache(maxsize=16)
def _find_any(resources: int) -> Select[Any]:
    wanted = SUBSCRIPTIONS.c.resource.in_(_places("resource", resources))
    return select(exists().where(wanted, SUBSCRIPTIONS.c.deleted.is_(None)))


def _values(visitor: Visitor, codes: Sequence[str], resources: Sequence[str]) -> dict[str, str]:
    values = {
        "uai": visitor.uai,
        "nature": visitor.nature or visitor.uai,
        "audience": visitor.audience.value if visitor.audience else "",
        "project": visitor.person.project,
        "person": visitor.person.identifier,
    }
    return values | _numbered("code", codes) | _numbered("resource", resources)


def _numbered(name: str, values: Sequence[str]) -> dict[str, str]:
    return {f"{name}_{number}": value for number, value in enumerate(values)}


def _places(name: str, count: int) -> list[BindParameter[str]]:
    return [bindparam(f"{name}_{number}", type_=String) for number in range(count)]


def _filled(values: Sequence[str]) -> list[str]:
    """Return values, the last repeated until they are a power of two: few statements are then enough for all."""
    most = 1 << (len(values) - 1).bit_length()
    return [*values, *[values[-1]] * (most - len(values))]


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
