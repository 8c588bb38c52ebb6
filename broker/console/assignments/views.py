"""Owns the shapes that the assignment console's pages show, and how they are made of what the flows return."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from flask_wtf.csrf import generate_csrf

from broker.console.assignments.titles import title_of_target
from broker.console.assignments.visit import Visit
from broker.console.subscription_standing import ShownStanding, audiences_of, show_standing, take_told, title_of
from broker.core.profile import Profile
from broker.core.rights.assignment import Assignment, Target
from broker.core.rights.population import Population
from broker.core.rights.standing import Standing
from broker.core.sentence import Sentence
from broker.login.own_pages import ASSIGNMENTS
from broker.web.sign_out_pages import SIGN_OUT


@dataclass(frozen=True, slots=True)
class Frame:
    """Show what is the same on every page of the console: the school, what was just done, and the ways on."""

    school: str
    uai: str
    notes: tuple[tuple[str, str], ...]
    is_head: bool
    csrf_token: str
    home: str = ASSIGNMENTS
    sheet: str = f"{ASSIGNMENTS}/sheet"
    tidy: str = f"{ASSIGNMENTS}/tidy"
    people: str = f"{ASSIGNMENTS}/people"
    delegates: str = f"{ASSIGNMENTS}/delegates"
    leave: str = f"{ASSIGNMENTS}/leave"
    sign_out: str = SIGN_OUT


@dataclass(frozen=True, slots=True)
class SubscriptionRow:
    """Show one subscription as it stands in the school."""

    title: Sentence
    id: str
    url: str
    individual: bool
    assignable: bool
    audiences: tuple[Sentence, ...]
    standing: ShownStanding


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """Show one assignment: `url` leads to all that its target has, empty where the school has no such target."""

    id: str
    title: Sentence
    url: str
    people: int


def frame_of(visit: Visit) -> Frame:
    """Return the frame of a page; what was just done is told once."""
    is_head = visit.membership.profile is Profile.HEAD
    return Frame(visit.school.name, visit.school.uai, take_told(), is_head, generate_csrf())


def subscription_url(subscription: str) -> str:
    """Return the address of a subscription's page."""
    return f"{ASSIGNMENTS}/subscription?{urlencode({'id': subscription})}"


def population_url(visit: Visit, target: Target) -> str:
    """Return the address of the page of all that a target has."""
    return f"{ASSIGNMENTS}/population?{urlencode({'target': visit.write_target(target)})}"


def subscription_row(standing: Standing) -> SubscriptionRow:
    """Return a subscription as pages show it."""
    subscription = standing.subscription
    return SubscriptionRow(
        title=title_of(subscription),
        id=subscription.id,
        url=subscription_url(subscription.id),
        individual=standing.is_individual,
        assignable=standing.is_assignable,
        audiences=audiences_of(subscription),
        standing=show_standing(standing),
    )


def assignment_rows(
    visit: Visit, population: Population, assignments: Iterable[Assignment]
) -> tuple[AssignmentRow, ...]:
    """Return assignments as pages show them, in their order."""
    return tuple(
        AssignmentRow(
            one.id,
            title_of_target(one.target, population),
            population_url(visit, one.target) if population.knows(one.target) else "",
            len(population.concerned(one.target)),
        )
        for one in assignments
    )
