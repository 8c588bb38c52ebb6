"""Owns what the console's forms do: foresee, assign, withdraw; what was done is told on the page that follows."""

from dataclasses import dataclass

from flask import flash, redirect, request
from werkzeug.wrappers import Response

from broker.console.assignments.titles import title_of_target
from broker.console.assignments.views import frame_of, population_url, subscription_url
from broker.console.assignments.visit import Visit
from broker.console.subscription_standing import count_of, title_of, title_of_pool
from broker.core.errors import Refusal
from broker.core.refusals.journey import MalformedParameter
from broker.core.refusals.subscription import RightsRefused, SubscriptionUnknown, TargetUnknown
from broker.core.rights.assignment import Target
from broker.core.rights.population import Population
from broker.core.sentence import Sentence
from broker.flows.assigning import Forecast
from broker.login.own_pages import ASSIGNMENTS
from broker.web.rendering import read_again_at, render, say
from broker.web.single_values import read_form

_MOST_CHOSEN = 500
_POPULATION = "population"
_NOTHING_TICKED = Sentence("Rien n’était coché.", "Nothing was ticked.")


@dataclass(frozen=True, slots=True)
class Choice:
    """Hold what a form chose: subscriptions, targets, and from which page, which is where one goes back to."""

    subscriptions: tuple[str, ...]
    targets: tuple[Target, ...]
    origin: str

    def back(self, visit: Visit) -> str:
        """Return the address of the page from which the choice was made."""
        if self.origin == _POPULATION and len(self.targets) == 1:
            return population_url(visit, self.targets[0])
        return subscription_url(self.subscriptions[0]) if len(self.subscriptions) == 1 else ASSIGNMENTS


@dataclass(frozen=True, slots=True)
class EffectRow:
    """Show what an assignment to one target would do."""

    title: Sentence
    people: int
    takers: int
    exists: bool


@dataclass(frozen=True, slots=True)
class NeedRow:
    """Show what a pool has left before and after; `after` is empty where there would be too few."""

    title: Sentence
    before: Sentence
    taken: int
    after: Sentence | None


@dataclass(frozen=True, slots=True)
class ForecastRow:
    """Show what assigning one subscription would do, or the refusal that it meets."""

    title: Sentence
    effects: tuple[EffectRow, ...] = ()
    needs: tuple[NeedRow, ...] = ()
    refusal: Refusal | None = None
    possible: bool = False


def show_preview(visit: Visit) -> Response:
    """Show what assigning would do, subscription by subscription, before anything is done."""
    if not _is_ticked("target", "subscription"):
        return _ask_for_ticks(visit)
    population = visit.desk.population(visit.school.uai)
    choice = _read_choice(visit, population)
    rows = [_foresee(visit, population, subscription, choice.targets) for subscription in choice.subscriptions]
    if len(rows) == 1 and rows[0].refusal is not None:
        raise rows[0].refusal
    read_again_at(choice.back(visit))
    return render(
        "console/assignments/preview.html",
        frame=frame_of(visit),
        forecasts=rows,
        possible=any(row.possible for row in rows),
        subscriptions=choice.subscriptions,
        targets=[visit.write_target(target) for target in choice.targets],
        origin=choice.origin,
        action=f"{ASSIGNMENTS}/assign",
        back_url=choice.back(visit),
    )


def assign(visit: Visit) -> Response:
    """Assign each subscription chosen, each whole or not at all, and tell what became of it."""
    population = visit.desk.population(visit.school.uai)
    choice = _read_choice(visit, population)
    for subscription in choice.subscriptions:
        try:
            done = visit.desk.assign(visit.school, subscription, choice.targets)
        except RightsRefused as refusal:
            if isinstance(refusal, SubscriptionUnknown | TargetUnknown):
                raise  # no choice of this page: somebody wrote the form
            _tell_refusal(subscription, refusal)
        else:
            _tell_assigned(done)
    return redirect(choice.back(visit), 303)


def withdraw(visit: Visit) -> Response:
    """Withdraw the assignments chosen, and tell how many licences are free again."""
    if not _is_ticked("assignment"):
        return _ask_for_ticks(visit)
    wanted = _read_all("assignment")
    done = visit.desk.withdraw(visit.school, wanted)
    gone, freed, kept = len(wanted), done.freed, done.kept
    text = Sentence(
        f"Affectations retirées : {gone}. Licences libérées : {freed} ; gardées par une autre affectation : {kept}.",
        f"Assignments withdrawn: {gone}. Licences freed: {freed}; kept by another assignment: {kept}.",
    )
    flash(say(text), "good")
    return redirect(_way_back(visit), 303)


def _is_ticked(*names: str) -> bool:
    return all(request.form.getlist(name) for name in names)


def _ask_for_ticks(visit: Visit) -> Response:
    flash(say(_NOTHING_TICKED), "bad")
    return redirect(_way_back(visit), 303)


def _read_all(name: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(request.form.getlist(name)))
    if not 0 < len(found) <= _MOST_CHOSEN:
        raise MalformedParameter(expected=f"{name}: 1 to {_MOST_CHOSEN} ticked", received=f"{len(found)}")
    return found


def _read_choice(visit: Visit, population: Population) -> Choice:
    targets = visit.read_targets(_read_all("target"), population)
    return Choice(_read_all("subscription"), targets, read_form("origin") or "")


def _way_back(visit: Visit) -> str:
    """Return the page from which something was withdrawn: a subscription's, or a population's."""
    subscription, target = read_form("subscription"), read_form("target")
    if subscription:
        return subscription_url(subscription)
    if target:
        return population_url(visit, visit.read_target(target, visit.desk.population(visit.school.uai)))
    return ASSIGNMENTS


def _foresee(visit: Visit, population: Population, subscription: str, targets: tuple[Target, ...]) -> ForecastRow:
    try:
        foreseen = visit.desk.forecast(visit.school, subscription, targets)
    except RightsRefused as refusal:
        return ForecastRow(Sentence(subscription, subscription), refusal=refusal)
    effects = tuple(
        EffectRow(title_of_target(one.target, population), one.people, one.takers, one.exists)
        for one in foreseen.effects
    )
    possible = not foreseen.is_short and not all(one.exists for one in foreseen.effects)
    return ForecastRow(title_of(foreseen.standing.subscription), effects, _needs(foreseen), possible=possible)


def _needs(foreseen: Forecast) -> tuple[NeedRow, ...]:
    taken = {pool.name: number for pool, number in foreseen.needs}
    names = {foreseen.standing.pool_of(one.target.audience).name for one in foreseen.effects}
    rows = []
    for name in sorted(names):
        pool, number = foreseen.standing.pools[name], taken.get(name, 0)
        limited = pool.remaining if pool.remaining < 0 else pool.remaining - number
        after = count_of(limited) if pool.holds(number) else None
        rows.append(NeedRow(title_of_pool(pool), count_of(pool.remaining), number, after))
    return tuple(rows)


def _tell_assigned(done: Forecast) -> None:
    title, new = title_of(done.standing.subscription), sum(not one.exists for one in done.effects)
    text = Sentence(
        f"« {title.fr} » : affectations faites : {new} ; licences prises : {done.taken}.",
        f"“{title.en}”: assignments made: {new}; licences taken: {done.taken}.",
    )
    flash(say(text), "good")


def _tell_refusal(subscription: str, refusal: Refusal) -> None:
    flash(f"{subscription} — {say(refusal.sentence)} ({refusal.code})", "bad")
