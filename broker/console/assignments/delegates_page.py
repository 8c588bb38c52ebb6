"""Owns the console's page of delegates: a head names them, and takes the name back."""

from dataclasses import dataclass

from flask import flash, redirect
from werkzeug.wrappers import Response

from broker.console.assignments.views import frame_of
from broker.console.assignments.visit import Visit
from broker.core.identity import PersonKey
from broker.core.profile import TITLES
from broker.core.refusals.subscription import DelegateNotStaff
from broker.core.sentence import Sentence
from broker.flows.delegating import Delegating
from broker.login.own_pages import ASSIGNMENTS
from broker.web.rendering import render, say
from broker.web.single_values import read_form

_PATH = f"{ASSIGNMENTS}/delegates"
_GONE = Sentence("Personne partie de l’établissement", "Somebody who has left the school")
_NAMED = Sentence("Délégation donnée.", "Delegate named.")
_DISMISSED = Sentence("Délégation retirée.", "Delegate dismissed.")


@dataclass(frozen=True, slots=True)
class StaffRow:
    """Show one of the school's staff."""

    number: str
    name: Sentence
    profile: Sentence | None


def show_delegates(visit: Visit) -> Response:
    """Show the delegates; a head also sees whom to name."""
    delegating = Delegating(visit.desk)
    there = delegating.find(visit.school.uai)
    named = {person for person, _ in there}
    return render(
        "console/assignments/delegates.html",
        frame=frame_of(visit),
        delegates=[
            StaffRow(
                visit.number_of(person),
                Sentence(member.name, member.name) if member else _GONE,
                TITLES[member.profile] if member else None,
            )
            for person, member in there
        ],
        staff=[
            StaffRow(visit.number_of(one.person), Sentence(one.name, one.name), TITLES[one.profile])
            for one in delegating.eligible(visit.school.uai)
            if one.person not in named
        ],
        name_action=_PATH,
        dismiss_action=f"{_PATH}/dismiss",
    )


def name_delegate(visit: Visit) -> Response:
    """Make somebody of the staff a delegate."""
    delegating = Delegating(visit.desk)
    chosen = [one.person for one in delegating.eligible(visit.school.uai)]
    delegating.name(visit.membership, _chosen(visit, chosen))
    flash(say(_NAMED), "good")
    return redirect(_PATH, 303)


def dismiss_delegate(visit: Visit) -> Response:
    """Make somebody a delegate no more."""
    delegating = Delegating(visit.desk)
    there = [person for person, _ in delegating.find(visit.school.uai)]
    delegating.dismiss(visit.membership, _chosen(visit, there))
    flash(say(_DISMISSED), "good")
    return redirect(_PATH, 303)


def _chosen(visit: Visit, people: list[PersonKey]) -> PersonKey:
    number = read_form("person") or ""
    for person in people:
        if visit.number_of(person) == number:
            return person
    raise DelegateNotStaff(expected="somebody of the list", received="another")
