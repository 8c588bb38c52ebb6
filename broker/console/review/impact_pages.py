"""Owns the pages of an impact: the form of a change, the study while it runs, and what it found."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Response, flash, redirect
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as AnyResponse

from broker.console.review.home_page import ROLES, Section
from broker.console.review.impact_form import ImpactForm, blank_form, offered_codes, read_values
from broker.console.review.impact_runs import ImpactRuns, Run
from broker.console.review.impact_views import show_report
from broker.core.catalogue import CATALOGUE
from broker.core.contract import Contract
from broker.core.errors import ConfigurationError, Problem
from broker.core.precision import PRECISIONS
from broker.core.refusals.impact import StudyUnknown
from broker.core.sentence import Sentence
from broker.impact.attached import attach_all, write_json
from broker.impact.inquiry import Installed, prepare
from broker.web.parts import parts
from broker.web.rendering import read_again_at, render, say
from broker.web.routes import Routes
from broker.web.single_values import read_query

PATH = "/review/impact"
_RELOADED_SECONDS = 2
_ATTACHED = Sentence("Rapport joint à la version du contrat.", "Report kept with the version of the contract.")


@dataclass(frozen=True, slots=True)
class ImpactPages:
    """Study a change before it is made."""

    installed: Installed
    runs: ImpactRuns

    def section(self) -> Section:
        """Make the pages, as a part of the review."""
        blueprint = Routes("impact", __name__, ROLES)
        blueprint.add_url_rule(PATH, "form", self._ask, methods=["GET"])
        blueprint.add_url_rule(PATH, "start", self._start, methods=["POST"])
        blueprint.add_url_rule(f"{PATH}/<number>", "show", self._found(self._show), methods=["GET"])
        blueprint.add_url_rule(f"{PATH}/<number>.json", "json", self._found(_give_json), methods=["GET"])
        blueprint.add_url_rule(f"{PATH}/<number>/attach", "attach", self._found(self._attach), methods=["POST"])
        return Section(
            blueprint,
            PATH,
            Sentence("Que changerait ce changement\u00a0?", "What would this change change?"),
            Sentence(
                "Un contrat, un mot ou une clé changés sur le papier\u00a0: qui gagne et qui perd quoi.",
                "A contract, a word or a key changed on paper: who gains and who loses what.",
            ),
        )

    def _ask(self) -> Response:
        return _show_form(self._known(), blank_form(), ())

    def _start(self) -> AnyResponse:
        values, known = read_values(), self._known()
        try:
            inquiry = prepare(self.installed, values.change(self.installed, known), parts().clock.now())
            number = self.runs.start(inquiry)
        except ConfigurationError as error:
            read_again_at(PATH)
            return _show_form(known, values, error.problems, 422)
        return redirect(f"{PATH}/{number}", 303)

    def _show(self, run: Run) -> Response:
        if run.data is None:
            return _show_run(run)
        return show_report(run.data, f"{PATH}/{run.number}", read_query("resource"))

    def _attach(self, run: Run) -> AnyResponse:
        kept = tuple(attach_all(self.installed.workspace, run.data)) if run.data else ()
        if kept:
            flash(say(_ATTACHED), "good")
        return redirect(f"{PATH}/{run.number}", 303)

    def _found(self, view: Callable[[Run], AnyResponse]) -> Callable[[str], AnyResponse]:
        def answer(number: str) -> AnyResponse:
            run = self.runs.find_soon(number)
            if run is None:
                raise StudyUnknown(expected="a study of the last hour", received="another")
            return view(run)

        return answer

    def _known(self) -> dict[str, Contract]:
        return {f"{one.issuer}:{one.name}": one for one in self.installed.contracts()}


def _show_run(run: Run) -> Response:
    """Show a study that runs; it reloads by itself only where somebody asked for it (WCAG 2.2.1)."""
    follows = run.is_running and read_query("follow") is not None
    url = f"{PATH}/{run.number}"
    answer = render("console/review/impact_run.html", run=run, url=url, follows=follows, form_url=PATH)
    if follows:
        answer.headers["Refresh"] = str(_RELOADED_SECONDS)
    return answer


def _give_json(run: Run) -> Response:
    disposition = {"Content-Disposition": 'attachment; filename="impact.json"'}
    return Response(write_json(run.data or {}), content_type="application/json", headers=disposition)


def _show_form(
    known: Mapping[str, Contract], values: ImpactForm, problems: tuple[Problem, ...], http_status: int = 200
) -> Response:
    return render(
        "console/review/impact.html",
        http_status,
        action=PATH,
        csrf_token=generate_csrf(),
        contracts=[(key, one.issuer, one.title) for key, one in known.items()],
        codes=[(code, CATALOGUE[code].meaning) for code in offered_codes()],
        precisions=[(precision.value, title) for precision, title in PRECISIONS.items()],
        texts=values.texts,
        ticked=values.ticked,
        problems=problems,
    )
