"""Owns the console's page of one population: what it has, what it may be given, and what a person would see."""

from collections.abc import Iterable
from dataclasses import dataclass

from werkzeug.wrappers import Response

from broker.console.assignments.seen import SeenResource, find_seen
from broker.console.assignments.titles import subtitle_of, title_of_target
from broker.console.assignments.views import SubscriptionRow, frame_of, subscription_row
from broker.console.assignments.visit import Visit
from broker.core.identity import PersonKey
from broker.core.rights.assignment import Assignment, Target, TargetKind
from broker.core.rights.population import Population
from broker.core.rights.standing import Standing
from broker.core.sentence import Sentence
from broker.login.own_pages import ASSIGNMENTS
from broker.web.rendering import render
from broker.web.single_values import read_query


@dataclass(frozen=True, slots=True)
class HeldRow:
    """Show what a population has of one subscription.

    `assignment` is its own, which may be withdrawn here, empty where there is none; `by` are the wider ones by which
    it is open as well. `offered` says that it may be assigned to the population itself.
    """

    subscription: SubscriptionRow
    assignment: str
    by: tuple[Sentence, ...]
    offered: bool = False

    @property
    def is_open(self) -> bool:
        """Tell whether the population has it, by whatever way."""
        return bool(self.assignment or self.by) or not self.subscription.individual


def show_population(visit: Visit) -> Response:
    """Show one population, a person's too; raise `TargetUnknown` for one that the school has not."""
    population = visit.desk.population(visit.school.uai)
    target = visit.read_target(read_query("target") or "", population)
    rows = tuple(_rows(visit, population, target))
    seen = _seen(visit, target)
    return render(
        "console/assignments/population.html",
        frame=frame_of(visit),
        title=title_of_target(target, population),
        target=visit.write_target(target),
        subtitle=subtitle_of(target, population),
        held=[row for row in rows if row.is_open],
        offered=[row for row in rows if row.offered],
        seen=seen,
        preview_action=f"{ASSIGNMENTS}/preview",
        withdraw_action=f"{ASSIGNMENTS}/withdraw",
    )


def _rows(visit: Visit, population: Population, target: Target) -> Iterable[HeldRow]:
    """Return a row for each subscription that is for the target's public and not over."""
    there = visit.desk.assignments.of_school(visit.school.uai)
    for standing in visit.desk.standings(visit.school):
        if target.audience in standing.subscription.audiences:
            mine = [one for one in there if one.subscription == standing.subscription.id]
            row = _row(standing, population, target, mine)
            if row is not None:
                yield row


def _row(
    standing: Standing, population: Population, target: Target, assignments: Iterable[Assignment]
) -> HeldRow | None:
    found = tuple(assignments)
    own = next((one.id for one in found if one.target == target), "")
    wider = [one.target for one in found if one.target != target and _holds(one.target, target, population)]
    by = tuple(title_of_target(one, population) for one in wider)
    row = HeldRow(subscription_row(standing), own, by, offered=standing.is_assignable and not own)
    return row if row.is_open or row.offered else None


def _holds(wider: Target, target: Target, population: Population) -> bool:
    """Tell whether an assignment to one target is one to all of another: a public holds its divisions and people."""
    if wider.audience is not target.audience or wider.kind is TargetKind.PERSON:
        return False
    concerned = population.people((target,))
    return bool(concerned) and concerned <= population.people((wider,))


def _seen(visit: Visit, target: Target) -> tuple[SeenResource, ...] | None:
    if target.kind is not TargetKind.PERSON:
        return None
    key = PersonKey(target.project, target.code)
    people = visit.desk.directory.find_school_people(visit.school.uai)
    person = next((one for one in people if one.key == key), None)
    return find_seen(person, visit.school.uai) if person else ()  # nobody: gone since the page was begun
