"""Owns the console's sheet: taken out as a CSV, brought in, read line by line before anything is done."""

from dataclasses import dataclass

from flask import flash, make_response, redirect, request
from werkzeug.wrappers import Response

from broker.console.assignments.titles import title_of_target
from broker.console.assignments.views import frame_of
from broker.console.assignments.visit import Visit
from broker.core.errors import Refusal
from broker.core.refusals.journey import MalformedParameter
from broker.core.rights.population import Population
from broker.core.rights.sheet import MOST_BYTES, WRITTEN
from broker.core.sentence import Sentence
from broker.flows.assignment_sheets import AssignmentSheets, LineResult, LineState, SheetPlan
from broker.login.own_pages import ASSIGNMENTS
from broker.web.rendering import read_again_at, render, say
from broker.web.single_values import read_form

_STATES = {
    LineState.NEW: Sentence("à affecter", "to assign"),
    LineState.THERE: Sentence("déjà là", "there already"),
    LineState.WRONG: Sentence("à corriger", "to mend"),
}


@dataclass(frozen=True, slots=True)
class LineRow:
    """Show what one line of a sheet would do."""

    number: int
    subscription: str
    title: Sentence
    state: Sentence
    good: bool
    people: int
    takers: int
    refusal: Refusal | None


def show_sheet(visit: Visit) -> Response:
    """Show the ways out and in."""
    return _page(visit, None, "")


def export_sheet(visit: Visit) -> Response:
    """Hand the school's assignments over as a file; the browser keeps it, nothing in between does."""
    answer = make_response(AssignmentSheets(visit.desk).write(visit.school))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="affectations-{visit.school.uai}.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def read_in(visit: Visit) -> Response:
    """Read a sheet that was sent, and show what each line would do; nothing is done."""
    sent = request.files.get("sheet")
    if sent is None:
        raise MalformedParameter(expected="sheet: a file", received="nothing")
    content = sent.stream.read(MOST_BYTES + 1)
    plan = AssignmentSheets(visit.desk).plan(visit.school, content)
    read_again_at(f"{ASSIGNMENTS}/sheet")
    return _page(visit, plan, content.decode("utf-8"))


def apply_sheet(visit: Visit) -> Response:
    """Do what a sheet that was shown says, whole or not at all, as it stands now."""
    text = read_form("content", MOST_BYTES)
    if not text:
        raise MalformedParameter(expected="content: a sheet", received="nothing")
    plan = AssignmentSheets(visit.desk).apply(visit.school, text.encode())
    new, taken = plan.count(LineState.NEW), sum(result.takers for result in plan.lines)
    told = Sentence(
        f"Feuille appliquée : affectations faites : {new} ; licences prises : {taken}.",
        f"Sheet applied: assignments made: {new}; licences taken: {taken}.",
    )
    flash(say(told), "good")
    return redirect(f"{ASSIGNMENTS}/sheet", 303)


def _page(visit: Visit, plan: SheetPlan | None, content: str) -> Response:
    population = visit.desk.population(visit.school.uai) if plan else Population(visit.school.uai, ())
    return render(
        "console/assignments/sheet.html",
        422 if plan and not plan.is_right else 200,
        frame=frame_of(visit),
        columns=WRITTEN,
        lines=[_row(result, population) for result in plan.lines] if plan else None,
        new=plan.count(LineState.NEW) if plan else 0,
        wrong=plan.count(LineState.WRONG) if plan else 0,
        content=content,
        export_url=f"{ASSIGNMENTS}/sheet.csv",
        read_action=f"{ASSIGNMENTS}/sheet",
        apply_action=f"{ASSIGNMENTS}/sheet/apply",
    )


def _row(result: LineResult, population: Population) -> LineRow:
    line = result.line
    plain = Sentence(f"{line.kind} {line.code}".strip(), f"{line.kind} {line.code}".strip())
    return LineRow(
        number=line.number,
        subscription=line.subscription,
        title=title_of_target(result.target, population) if result.target else plain,
        state=_STATES[result.state],
        good=result.state is not LineState.WRONG,
        people=result.people,
        takers=result.takers,
        refusal=result.refusal,
    )
