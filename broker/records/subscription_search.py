"""Owns how a search for subscriptions is said in SQL."""

from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select

from broker.flows.rights_ports import DateFilter, SubscriptionSearch
from broker.records.rights_tables import COVERAGE, SUBSCRIPTIONS
from broker.records.subscription_rows import select_whole

_WORDS = ("id", "distributor", "resource", "kind", "category", "project_code", "nature")
_EQUAL = {name: SUBSCRIPTIONS.c[name] for name in _WORDS}
_TEXTS = {name: SUBSCRIPTIONS.c[name] for name in ("resource_kind", "label", "audiences")}
# A school year ends at a moment too: that is what is compared and sorted by.
_MOMENTS = {
    "created": SUBSCRIPTIONS.c.created,
    "modified": SUBSCRIPTIONS.c.modified,
    "starts": SUBSCRIPTIONS.c.starts,
    "ends": SUBSCRIPTIONS.c.last_moment,
}
_SORTS = _EQUAL | _TEXTS | _MOMENTS
_DATES = _MOMENTS | {"deleted": SUBSCRIPTIONS.c.deleted}


def find_page(search: SubscriptionSearch) -> Select[Any]:
    """Return the statement that finds one page of subscriptions, in order."""
    column = _SORTS[search.sort]
    order = column.desc() if search.descending else column.asc()
    ordered = (order, SUBSCRIPTIONS.c.id)
    page = select(SUBSCRIPTIONS.c.number).where(*_conditions(search)).order_by(*ordered)
    numbers = page.offset(search.offset).limit(search.limit).subquery()
    return select_whole().join(numbers, numbers.c.number == SUBSCRIPTIONS.c.number).order_by(*ordered)


def count_all(search: SubscriptionSearch) -> Select[int]:
    """Return the statement that counts the subscriptions of every page."""
    return select(func.count()).select_from(SUBSCRIPTIONS).where(*_conditions(search))


def _conditions(search: SubscriptionSearch) -> list[ColumnElement[bool]]:
    conditions = [_EQUAL[name] == value for name, value in search.equals.items()]
    conditions += [condition for dates in search.dates for condition in _between(dates)]
    if not search.deleted:
        conditions.append(SUBSCRIPTIONS.c.deleted.is_(None))
    if search.audience is not None:
        conditions.append(SUBSCRIPTIONS.c.audiences.contains(f"|{search.audience}|", autoescape=True))
    if search.school is not None:
        covers = (COVERAGE.c.subscription == SUBSCRIPTIONS.c.number) & (COVERAGE.c.place == search.school)
        conditions.append(exists().where(covers))
    return conditions


def _between(dates: DateFilter) -> list[ColumnElement[bool]]:
    column, conditions = _DATES[dates.field], []
    if dates.after is not None:
        conditions.append(column >= dates.after)
    if dates.before is not None:
        conditions.append(column <= dates.before)
    return conditions
