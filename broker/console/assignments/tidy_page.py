"""Owns the console's page that gives back the licences of people who have left."""

from dataclasses import dataclass

from flask import flash, redirect
from werkzeug.wrappers import Response

from broker.console.assignments.views import frame_of
from broker.console.assignments.visit import Visit
from broker.console.subscription_standing import title_of
from broker.core.sentence import Sentence
from broker.flows.tidying import Tidying
from broker.login.own_pages import ASSIGNMENTS
from broker.web.rendering import render, say

_PATH = f"{ASSIGNMENTS}/tidy"


@dataclass(frozen=True, slots=True)
class LeftoverRow:
    """Show what of one subscription belongs to nobody any more."""

    title: Sentence
    licences: int
    assignments: int


def show_leftovers(visit: Visit) -> Response:
    """Show what would be given back; nothing is."""
    found = Tidying(visit.desk).find(visit.school)
    rows = [LeftoverRow(title_of(one.standing.subscription), len(one.licences), len(one.assignments)) for one in found]
    return render("console/assignments/tidy.html", frame=frame_of(visit), leftovers=rows, action=_PATH)


def tidy(visit: Visit) -> Response:
    """Give them back, and tell how many there were."""
    freed = Tidying(visit.desk).tidy(visit.school)
    flash(say(Sentence(f"Licences libérées : {freed}.", f"Licences freed: {freed}.")), "good")
    return redirect(_PATH, 303)
