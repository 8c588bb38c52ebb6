"""Owns the routes of counts and reports of assignments (facts/gar.md 7.4); what they tell names nobody.

Counts are for a distributor's usual certificate, reports for its separate one.
"""

import json

from flask import Response, request

from broker.core.french_time import in_france
from broker.core.refusals.report import CountAsksOneOfTwo, ReportsOfAnother, ReportStateUnknown
from broker.core.rights.assignment_report import AssignmentReport, ReportState
from broker.core.rights.school_counts import SchoolCount, write_counts
from broker.core.roles import Role
from broker.web.routes import Routes
from broker.webservices.forms import Form, answers_in
from broker.webservices.ground import Ground
from broker.webservices.reception import current_client

_SUBSCRIPTION, _PROJECT = "idAbonnement", "codeProjetRessource"


def make_report_endpoints(ground: Ground) -> Routes:
    """Make the endpoints."""
    blueprint = Routes("reports", __name__, frozenset({Role.REPORTS}))
    desk = ground.reports

    @blueprint.get("/decompteaffectations", endpoint="count", roles=frozenset({Role.DISTRIBUTOR}))
    @answers_in(Form.XML, Form.JSON)
    def count() -> Response:
        return Response(write_counts(_count(ground)), content_type="text/csv; charset=utf-8")

    @blueprint.get("/rapportsAffectation/<distributor>/<state>")
    @answers_in(Form.JSON)
    def reports(distributor: str, state: str) -> Response:
        _check_own(distributor)
        if state not in set(ReportState):
            raise ReportStateUnknown(expected=", ".join(ReportState), received=state[:30])
        found = desk.find_reports(distributor, ReportState(state))
        told = [{**_told(one), "statut": one.state.value} for one in found]
        told.append(_told(desk.find_whole(distributor)))
        return Response(json.dumps({"rapportsAffectation": told}, ensure_ascii=False), mimetype=Form.JSON.value)

    @blueprint.get("/GAR-Affectations/<distributor>/<report>")
    def file(distributor: str, report: str) -> Response:
        _check_own(distributor)
        content = desk.read(distributor, report)
        if request.method == "GET":  # HEAD hands nothing out
            desk.take(distributor, report)
        return Response(content, mimetype="application/zip")

    return blueprint


def _count(ground: Ground) -> tuple[SchoolCount, ...]:
    """Return what is asked for by exactly one of two parameters."""
    asked = [(name, text) for name in (_SUBSCRIPTION, _PROJECT) for text in request.args.getlist(name)]
    if len(asked) != 1 or not asked[0][1] or "\0" in asked[0][1]:  # no database holds that character
        received = ", ".join(name for name, _ in asked) or "∅"
        raise CountAsksOneOfTwo(expected=f"{_SUBSCRIPTION} | {_PROJECT}", received=received[:100])
    ((name, text),), own = asked, current_client().name
    count_of = ground.counting.of_subscription if name == _SUBSCRIPTION else ground.counting.of_project
    return count_of(own, text)


def _check_own(distributor: str) -> None:
    own = current_client().name
    if distributor != own:
        raise ReportsOfAnother(expected=own, received="un autre")


def _told(report: AssignmentReport) -> dict[str, object]:
    made = f"{in_france(report.made):%d/%m/%Y}"
    return {"nomRapport": report.name, "dateCreation": made, "taille": report.size}
