"""Owns the console's page of one subscription: to whom it is assigned, and to whom it may be."""

from dataclasses import dataclass

from werkzeug.wrappers import Response

from broker.console.assignments.overview_page import targets_of
from broker.console.assignments.titles import short_title_of
from broker.console.assignments.views import assignment_rows, frame_of, subscription_row
from broker.console.assignments.visit import Visit
from broker.core.refusals.journey import MalformedParameter
from broker.core.rights.assignment import Target
from broker.core.rights.audience import AUDIENCES, Audience
from broker.core.rights.population import Population
from broker.core.rights.standing import Standing
from broker.core.sentence import Sentence
from broker.login.own_pages import ASSIGNMENTS
from broker.web.rendering import render
from broker.web.single_values import read_query


@dataclass(frozen=True, slots=True)
class TargetBox:
    """Show a target that may be ticked: how many people it is for, and how many of them hold no licence yet."""

    value: str
    title: Sentence
    people: int
    takers: int


@dataclass(frozen=True, slots=True)
class PublicBoxes:
    """Group the targets of one public."""

    title: Sentence
    boxes: tuple[TargetBox, ...]


def show_subscription(visit: Visit) -> Response:
    """Show one subscription; raise `SubscriptionUnknown` unless it covers the school."""
    asked = read_query("id")
    if not asked:
        raise MalformedParameter(expected="id: a subscription", received="nothing")
    standing = visit.desk.standing(visit.school, asked)
    population = visit.desk.population(visit.school.uai)
    there = visit.desk.assignments.of_school(visit.school.uai, asked)
    return render(
        "console/assignments/subscription.html",
        frame=frame_of(visit),
        subscription=subscription_row(standing),
        assignments=assignment_rows(visit, population, there),
        publics=_publics(visit, standing, population, {one.target for one in there}),
        preview_action=f"{ASSIGNMENTS}/preview",
        withdraw_action=f"{ASSIGNMENTS}/withdraw",
        people_url=f"{ASSIGNMENTS}/people",
    )


def _publics(visit: Visit, standing: Standing, population: Population, there: set[Target]) -> tuple[PublicBoxes, ...]:
    """Return what is left to assign to; nothing where the subscription is not assigned at all."""
    if not standing.is_assignable:
        return ()
    subscription = standing.subscription
    holding = {one.person for one in visit.desk.assignments.licences(subscription.id, visit.school.uai)}
    found = []
    for audience in (one for one in Audience if one in subscription.audiences):
        boxes = []
        for target in (one for one in targets_of(population, audience) if one not in there):
            people = population.people((target,))
            title = short_title_of(target, population)
            boxes.append(TargetBox(visit.write_target(target), title, len(people), len(people - holding)))
        found.append(PublicBoxes(AUDIENCES[audience], tuple(boxes)))
    return tuple(found)
