"""Owns what the decision on rights asks of SQL: one statement for all that may open, each part found by an index."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Row, Select, String, and_, bindparam, exists, select, type_coerce

from broker.core.rights.access import Candidate, Visitor
from broker.core.rights.assignment import TargetKind
from broker.core.rights.subscription import UNLIMITED, AssignmentKind, end_of_school_year
from broker.flows.kept_latest import KeptLatest
from broker.records.database import Database
from broker.records.licence_pools import OVERALL
from broker.records.rights_tables import ASSIGNMENTS, COVERAGE, LICENCES, POOLS, SUBSCRIPTIONS, read_moment
from broker.records.subscription_rows import read_audiences

# The nearest to the visitor comes first: it is what the explanation names.
_NEAREST = (TargetKind.PERSON, TargetKind.DIVISION, TargetKind.GROUP, TargetKind.AUDIENCE)


_Targets = Mapping[tuple[str, str, str], TargetKind]
_List = tuple[tuple[tuple[Any, ...], ...], tuple[TargetKind | None, ...], tuple[Candidate, ...]]
_MOST_LISTS = 32


class SqlRights:
    """Answer what the decision needs from a database (port `Rights`)."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lists: KeptLatest[int, _List] = KeptLatest(_MOST_LISTS)

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
        return _read(rows, targets) if resources is not None else self._read_list(rows, targets)

    def _read_list(self, found: Sequence[Row[Any]], targets: _Targets) -> tuple[Candidate, ...]:
        """Return what hundreds of rows say: the very same as before, where they are the same for another pupil."""
        rows = tuple(map(tuple, found))  # the library compares its own rows far more slowly
        named = tuple(targets.get(row[-3:]) for row in rows if row[-4] is not None)
        key = hash((rows, named))
        kept = self._lists.find(key)
        if kept is None or kept[:2] != (rows, named):
            kept = self._lists.keep(key, (rows, named, _read(rows, targets)))
        return kept[2]

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
    # As the driver gives them: most rows of a list are known already, and need not be read.
    starts, ends = type_coerce(s.starts, String), type_coerce(s.ends, String)
    subscription = (s.number, s.id, s.distributor, s.resource, s.kind, s.audiences, starts, ends, s.school_year_end)
    own = (p.most, p.used, held.person.is_not(None).label("holds"), held.assignment.label("hangs_on"))
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


def _read(rows: Sequence[Sequence[Any]], targets: _Targets) -> tuple[Candidate, ...]:
    return tuple(_candidate(of_one, targets) for of_one in _by_subscription(rows))


def _by_subscription(rows: Sequence[Sequence[Any]]) -> Iterator[Sequence[Sequence[Any]]]:
    """Yield the rows of each subscription, which stand together; a list asks for hundreds, nearly all of one row."""
    place, end = 0, len(rows)
    while place < end:
        number, after = rows[place][0], place + 1
        while after < end and rows[after][0] == number:
            after += 1
        yield rows[place:after]
        place = after


def _candidate(rows: Sequence[Sequence[Any]], targets: _Targets) -> Candidate:
    """Return what the rows of one subscription say, one for each assignment that may name the visitor."""
    own = rows[0][1:13]
    name, distributor, resource, kind, audiences, starts, ends, years, most, used, holds, hangs_on = own
    assignment, target = _nearest(rows, targets, hangs_on)
    return Candidate(
        subscription=name,
        distributor=distributor,
        resource=resource,
        kind=AssignmentKind(kind),
        audiences=read_audiences(audiences),
        starts=read_moment(starts),
        last_moment=read_moment(ends) if ends else end_of_school_year(years),
        assignment=assignment,
        target=target,
        holds_licence=bool(holds),
        remaining=_remaining(most, used),
    )


def _nearest(
    rows: Sequence[Sequence[Any]], targets: _Targets, hangs_on: str | None
) -> tuple[str | None, TargetKind | None]:
    """Return the assignment that names the visitor most nearly, and by what; none where none does."""
    fitting = []
    for row in rows:
        assignment, target, code, project = row[-4:]
        kind = targets.get((target, code, project)) if assignment is not None else None
        if kind is not None:
            fitting.append((assignment != hangs_on, _NEAREST.index(kind), assignment, kind))
    if not fitting:
        return None, None
    _, _, assignment, kind = min(fitting)
    return assignment, kind


def _remaining(most: int | None, used: int) -> int:
    if most is None:  # no pool of the visitor's public
        return 0
    return UNLIMITED if most == UNLIMITED else max(most - used, 0)
