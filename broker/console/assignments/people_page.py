"""Owns the console's list of a school's people: to choose some for a subscription, or one to see what they have.

What is searched for comes by a form, so that no address and no log holds a name.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request
from werkzeug.wrappers import Response

from broker.console.assignments.views import frame_of, population_url, subscription_url
from broker.console.assignments.visit import Visit
from broker.console.subscription_standing import title_of
from broker.core.profile import TITLES
from broker.core.rights.assignment import TargetKind
from broker.core.rights.audience import AUDIENCES, Audience
from broker.core.rights.population import Member, Population
from broker.core.rights.standing import Standing, check_assignable
from broker.core.searching import holds_every, searchable
from broker.core.sentence import Sentence
from broker.login.own_pages import ASSIGNMENTS
from broker.web.rendering import read_again_at, render
from broker.web.single_values import read_form, read_query

MOST_SHOWN = 100
_PATH = f"{ASSIGNMENTS}/people"


@dataclass(frozen=True, slots=True)
class Search:
    """Hold what is looked for: words of a name, a public and a division, each empty for any."""

    words: str = ""
    audience: str = ""
    division: str = ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Show one person of the school; `assigned` says that they have an assignment of their own already."""

    value: str
    name: str
    profile: Sentence
    divisions: str
    url: str
    assigned: bool
    holds_licence: bool


def show_people(visit: Visit) -> Response:
    """Show the people that fit a search; with a subscription, those to whom it may be assigned."""
    asked = _read("subscription")
    standing = visit.desk.standing(visit.school, asked) if asked else None
    if standing is not None:
        check_assignable(standing, ())
    population = visit.desk.population(visit.school.uai)
    audiences = [one for one in Audience if standing is None or one in standing.subscription.audiences]
    search = Search(read_form("search", 100) or "", _read("public"), _read("division"))
    found = _find(population, search, audiences)
    read_again_at(f"{_PATH}?{urlencode({'subscription': asked})}" if asked else _PATH)
    return render(
        "console/assignments/people.html",
        frame=frame_of(visit),
        subscription=_chosen(standing),
        search=search,
        publics=[(one.value, AUDIENCES[one]) for one in audiences],
        divisions=_divisions(population, audiences),
        people=_rows(visit, found[:MOST_SHOWN], standing),
        total=len(found),
        action=_PATH,
        preview_action=f"{ASSIGNMENTS}/preview",
    )


def _read(name: str) -> str:
    return (read_form(name) if request.method == "POST" else read_query(name)) or ""


def _chosen(standing: Standing | None) -> tuple[str, Sentence, str] | None:
    if standing is None:
        return None
    subscription = standing.subscription
    return subscription.id, title_of(subscription), subscription_url(subscription.id)


def _divisions(population: Population, audiences: Iterable[Audience]) -> list[tuple[str, str]]:
    units = {unit for audience in audiences for unit in population.units(TargetKind.DIVISION, audience)}
    return [(unit.code, unit.title) for unit in sorted(units)]


def _find(population: Population, search: Search, audiences: list[Audience]) -> list[Member]:
    words = searchable(search.words).split()
    return [
        one
        for one in population.members
        if one.audience in audiences
        and search.audience in {"", one.audience.value}
        and (not search.division or any(unit.code == search.division for unit in one.divisions))
        and holds_every(words, searchable(one.name))
    ]


def _rows(visit: Visit, found: Iterable[Member], standing: Standing | None) -> list[PersonRow]:
    assigned, holding = set(), set()
    if standing is not None:
        subscription, assignments = standing.subscription.id, visit.desk.assignments
        assigned = {one.target for one in assignments.of_school(visit.school.uai, subscription)}
        holding = {one.person for one in assignments.licences(subscription, visit.school.uai)}
    return [
        PersonRow(
            value=visit.write_target(one.itself),
            name=one.name,
            profile=TITLES[one.profile],
            divisions=", ".join(unit.title for unit in one.divisions),
            url=population_url(visit, one.itself),
            assigned=one.itself in assigned,
            holds_licence=one.person in holding,
        )
        for one in found
    ]
