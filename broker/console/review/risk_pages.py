"""Owns the pages of identification risk: every resource, one of them, and what two providers could put together."""

import json
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, redirect
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as AnyResponse

from broker.console.review.home_page import ROLES, Section
from broker.console.review.risk_charts import draw_alone
from broker.console.review.risk_desk import RiskDesk, Underway
from broker.console.review.risk_views import view_attributes, view_coalition, view_figures, view_remedies
from broker.core.refusals.decision import UnknownResource
from broker.core.review.risk_document import risk_document
from broker.core.review.risk_report import ResourceRisk, RiskQuestion
from broker.core.sentence import Sentence
from broker.web.rendering import render
from broker.web.routes import Routes
from broker.web.single_values import read_form, read_query

PATH = "/review/risk"
THRESHOLDS = (2, 3, 5, 10, 20)
_USUAL = 5
_AGAIN_SECONDS = "3"
_MOST_PAIRS = 40


@dataclass(frozen=True, slots=True)
class RiskPages:
    """Show how many people share what each resource is sent: counts, never who."""

    desk: RiskDesk

    def section(self) -> Section:
        """Return this part of a review."""
        return Section(
            self.pages(),
            PATH,
            Sentence("Qui serait reconnu\u00a0?", "Who would be recognised?"),
            Sentence(
                "Combien de personnes partagent ce que chaque ressource reçoit, et ce que deux fournisseurs "
                "pourraient recouper.",
                "How many people share what each resource receives, and what two providers could put together.",
            ),
        )

    def pages(self) -> Routes:
        """Make the pages and their file."""
        blueprint = Routes("risk", __name__, ROLES)
        blueprint.add_url_rule(PATH, "show", self._show, methods=["GET"])
        blueprint.add_url_rule(PATH, "again", self._again, methods=["POST"])
        blueprint.add_url_rule(f"{PATH}/resource", "resource", self._show_resource, methods=["GET"])
        blueprint.add_url_rule(f"{PATH}/coalitions", "coalitions", self._show_coalitions, methods=["GET"])
        blueprint.add_url_rule(f"{PATH}.json", "json", self._give_json, methods=["GET"])
        return blueprint

    def _show(self) -> Response:
        report = self.desk.ask(_question())
        if isinstance(report, Underway):
            return _wait(report, PATH)
        risks = report.resources
        return render(
            "console/review/risk.html",
            csrf_token=generate_csrf(),
            report=report,
            made_at=f"{report.made_at:%Y-%m-%d %H:%M} UTC",
            rows=[(one, _resource_url(one), view_figures(one.whole), view_figures(one.quasi)) for one in risks],
            chart=draw_alone(risks),
            coalitions_url=_url(f"{PATH}/coalitions"),
            json_url=_url(f"{PATH}.json"),
            action=PATH,
            k=report.question.threshold,
            thresholds=THRESHOLDS,
        )

    def _show_resource(self) -> Response:
        ark, report = read_query("id") or "", self.desk.ask(_question())
        if isinstance(report, Underway):
            return _wait(report, f"{PATH}/resource", id=ark)
        risk = next((one for one in report.resources if one.contract.resource == ark), None)
        if risk is None:
            raise UnknownResource(expected="a resource with a contract here", received=ark[:100])
        return render(
            "console/review/risk_resource.html",
            share=round(report.question.share * 100),
            contract=risk.contract,
            attributes=view_attributes(risk),
            whole=view_figures(risk.whole),
            quasi=view_figures(risk.quasi),
            whole_remedies=view_remedies(risk.whole_remedies),
            quasi_remedies=view_remedies(risk.quasi_remedies),
            list_url=_url(PATH),
            action=PATH,
            k=report.question.threshold,
            thresholds=THRESHOLDS,
        )

    def _show_coalitions(self) -> Response:
        by_resource = read_query("by") == "resource"
        asked = {"by": "resource"} if by_resource else {}
        question = RiskQuestion(coalitions=True, each_resource=True) if by_resource else _question()
        report = self.desk.ask(question)
        if isinstance(report, Underway):
            return _wait(report, f"{PATH}/coalitions", **asked)
        return render(
            "console/review/risk_coalitions.html",
            coalitions=[view_coalition(one) for one in report.coalitions[:_MOST_PAIRS]],
            left_out=max(0, len(report.coalitions) - _MOST_PAIRS),
            by_resource=by_resource,
            other_url=_url(f"{PATH}/coalitions", **({} if by_resource else {"by": "resource"})),
            list_url=_url(PATH),
        )

    def _give_json(self) -> Response:
        report = self.desk.ask(_question())
        if isinstance(report, Underway):
            return _wait(report, f"{PATH}.json")
        text = json.dumps(risk_document(report), ensure_ascii=False, indent=2)
        return Response(text, content_type="application/json")

    def _again(self) -> AnyResponse:
        """Count anew: the people may have changed."""
        self.desk.forget()
        return redirect(f"{PATH}?{urlencode({'k': _threshold(read_form('k'))})}", 303)


def usual_question(threshold: int = _USUAL) -> RiskQuestion:
    """Return what the pages ask."""
    return RiskQuestion(threshold, remedies=True, coalitions=True)


def _question() -> RiskQuestion:
    return usual_question(_threshold(read_query("k")))


def _threshold(text: str | None) -> int:
    return next((one for one in THRESHOLDS if str(one) == text), _USUAL)


def _resource_url(risk: ResourceRisk) -> str:
    return _url(f"{PATH}/resource", id=risk.contract.resource)


def _wait(underway: Underway, path: str, **asked: str) -> Response:
    """Say how far it is; the page asks again by itself, and by a link."""
    response = render("console/review/risk_wait.html", 202, people=underway.people, url=_url(path, **asked))
    response.headers["Refresh"] = _AGAIN_SECONDS
    return response


def _url(path: str, **asked: str) -> str:
    return f"{path}?{urlencode({**asked, 'k': _threshold(read_query('k'))})}"
