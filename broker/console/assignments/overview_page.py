"""Owns the console's first page: what the school has subscribed to, and the populations to whom it may be opened."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import redirect
from werkzeug.wrappers import Response

from broker.console.assignments.titles import short_title_of
from broker.console.assignments.views import frame_of, population_url, subscription_row
from broker.console.assignments.visit import Visit
from broker.core.rights.assignment import Target, TargetKind
from broker.core.rights.audience import AUDIENCES, Audience
from broker.core.rights.population import Population
from broker.core.sentence import Sentence
from broker.login.own_pages import ASSIGNMENTS, leave_page
from broker.web.rendering import render


@dataclass(frozen=True, slots=True)
class PopulationLink:
    """Show the way to all that a public, a division or a group has."""

    title: Sentence
    url: str
    people: int


@dataclass(frozen=True, slots=True)
class PublicRow:
    """Show one public of the school, its divisions and its groups."""

    title: Sentence
    whole: PopulationLink
    units: tuple[PopulationLink, ...]
    people_url: str


def targets_of(population: Population, audience: Audience) -> tuple[Target, ...]:
    """Return what may be assigned to of a public, but for persons: the whole of it, its divisions and its groups."""
    kinds = (TargetKind.DIVISION, TargetKind.GROUP)
    units = [(kind, unit) for kind in kinds for unit in population.units(kind, audience)]
    return (
        Target(TargetKind.AUDIENCE, audience, audience),
        *(Target(kind, unit.code, audience) for kind, unit in units),
    )


def show_overview(visit: Visit) -> Response:
    """Show the school's subscriptions, and its populations."""
    population = visit.desk.population(visit.school.uai)
    return render(
        "console/assignments/overview.html",
        frame=frame_of(visit),
        subscriptions=[subscription_row(standing) for standing in visit.desk.standings(visit.school)],
        publics=[_public_row(visit, population, audience) for audience in Audience],
    )


def leave(_visit: Visit) -> Response:
    """Forget who is here, so that another school, or another person, can be chosen."""
    leave_page(ASSIGNMENTS)
    return redirect(ASSIGNMENTS, 303)


def _public_row(visit: Visit, population: Population, audience: Audience) -> PublicRow:
    whole, *units = (_link(visit, population, target) for target in targets_of(population, audience))
    people_url = f"{ASSIGNMENTS}/people?{urlencode({'public': audience})}"
    return PublicRow(AUDIENCES[audience], whole, tuple(units), people_url)


def _link(visit: Visit, population: Population, target: Target) -> PopulationLink:
    people = len(population.concerned(target))
    return PopulationLink(short_title_of(target, population), population_url(visit, target), people)
