"""Owns the routes of the distributor's view: its subscriptions, the counts of assignments, the calls that it made."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from flask import Response as Page
from flask import request
from werkzeug.wrappers import Response

from broker.console.distributor.asking import PAGE_SIZE, SORTS, Asked, read_asked
from broker.console.distributor.changing import ask_change, ask_new, change, create, delete, show_subscription
from broker.console.distributor.desk import DistributorDesk
from broker.console.distributor.sheets import write_calls, write_subscriptions
from broker.console.distributor.views import KINDS, PATH, Pages, count_row, subscription_row
from broker.console.subscription_standing import STATES
from broker.core.rights.audience import AUDIENCES
from broker.core.rights.school_counts import SchoolCount, write_counts
from broker.core.roles import Holder, Role
from broker.core.spreadsheet import harmless
from broker.flows.rights_ports import SubscriptionSearch
from broker.web.parts import parts
from broker.web.rendering import render
from broker.web.routes import Routes
from broker.web.single_values import read_query
from broker.webservices.call_log import Call

_MOST_COUNTS = 500


def make_distributor_pages(desk: DistributorDesk) -> Routes:
    """Make the blueprint of the view."""
    blueprint = Routes("distributor", __name__, frozenset({Role.DISTRIBUTOR}))
    for method, views in (("GET", _SHOWN), ("POST", _SENT)):
        for path, view in views.items():
            name = f"{method.lower()}{path.replace('/', '_').replace('.', '_')}"
            blueprint.add_url_rule(f"{PATH}{path}", name, _at(desk, view), methods=[method])
    return blueprint


def _at(desk: DistributorDesk, view: "_View") -> Callable[[], Response]:
    """Make the view of a route: form protection wants its name, and a partial has none."""

    def answer() -> Response:
        return view(desk)

    return answer


def _list(desk: DistributorDesk) -> Response:
    now, asked = parts().clock.now(), _read_asked()
    search = _own(desk, asked)
    found, many = desk.subscriptions.search(search), desk.subscriptions.count(search)
    used = desk.subscriptions.used([one.id for one in found])
    return render(
        "console/distributor/list.html",
        frame=desk.frame(),
        asked=asked.texts,
        is_asked=bool(set(asked.texts) - {"sort", "down"}),
        states=list(STATES.items()),
        audiences=list(AUDIENCES.items()),
        kinds=list(KINDS.items()),
        sorts=list(SORTS.items()),
        resources=desk.sold(),
        subscriptions=[subscription_row(one, used.get(one.id, {}), now) for one in found],
        pages=_pages(asked, many),
        csv_url=f"{PATH}.csv?{asked.query()}",
    )


def _list_sheet(desk: DistributorDesk) -> Response:
    now, search = parts().clock.now(), _own(desk, _read_asked())
    found = desk.counting.every(search)
    used = desk.subscriptions.used([one.id for one in found])
    return _file("abonnements.csv", write_subscriptions(found, used, now))


def _show_counts(desk: DistributorDesk) -> Response:
    counts = _counts(desk)
    rows = [count_row(one, _school_name(desk, one.uai)) for one in counts[:_MOST_COUNTS]]
    return render(
        "console/distributor/counts.html",
        frame=desk.frame(),
        audiences=list(AUDIENCES.values()),
        rows=rows,
        found=len(counts),
        total=sum(one.total for one in counts),
        csv_url=f"{PATH}/counts.csv",
    )


def _counts_sheet(desk: DistributorDesk) -> Response:
    return _file("decompte.csv", write_counts(_counts(desk), harmless))


def _show_calls(desk: DistributorDesk) -> Response:
    return render(
        "console/distributor/calls.html",
        frame=desk.frame(),
        calls=_calls(desk),
        csv_url=f"{PATH}/calls.csv",
        webservices_url=desk.webservices_url,
    )


def _calls_sheet(desk: DistributorDesk) -> Response:
    return _file("appels.csv", write_calls(_calls(desk)))


def _own(desk: DistributorDesk, asked: Asked) -> SubscriptionSearch:
    search = asked.search(parts().clock.now())
    return replace(search, equals={**search.equals, "distributor": desk.distributor})


def _read_asked() -> Asked:
    return read_asked({name: read_query(name) or "" for name in request.args if name != "lang"})


def _counts(desk: DistributorDesk) -> tuple[SchoolCount, ...]:
    return desk.counting.of(desk.counting.every(SubscriptionSearch({"distributor": desk.distributor})))


def _calls(desk: DistributorDesk) -> tuple[Call, ...]:
    """Return the calls of both certificates that a distributor may have, newest first."""
    both = (desk.calls.latest(Holder(role, desk.distributor)) for role in (Role.DISTRIBUTOR, Role.REPORTS))
    return tuple(sorted((call for calls in both for call in calls), key=lambda call: call.at, reverse=True))


def _school_name(desk: DistributorDesk, uai: str) -> str:
    school = desk.find_school(uai)
    return school.name if school else ""


def _pages(asked: Asked, many: int) -> Pages:
    last = max(1, -(-many // PAGE_SIZE))
    links = dict(_links(asked, last))
    return Pages(many, asked.page, last, links.get("before", ""), links.get("after", ""))


def _links(asked: Asked, last: int) -> Iterator[tuple[str, str]]:
    if asked.page > 1:
        yield "before", f"{PATH}?{asked.query(min(asked.page - 1, last))}"
    if asked.page < last:
        yield "after", f"{PATH}?{asked.query(asked.page + 1)}"


def _file(name: str, text: str) -> Response:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Page(text, content_type="text/csv; charset=utf-8", headers=disposition)


_View = Callable[[DistributorDesk], Response]
_SHOWN: dict[str, _View] = {
    "": _list,
    ".csv": _list_sheet,
    "/subscription": show_subscription,
    "/new": ask_new,
    "/change": ask_change,
    "/counts": _show_counts,
    "/counts.csv": _counts_sheet,
    "/calls": _show_calls,
    "/calls.csv": _calls_sheet,
}
_SENT: dict[str, _View] = {"/new": create, "/change": change, "/delete": delete}
