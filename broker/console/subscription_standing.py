"""Owns how a subscription stands, as the console shows it to whoever looks: title, state, days and licences."""

from dataclasses import dataclass

from flask import get_flashed_messages

from broker.core.french_time import in_france
from broker.core.rights.audience import AUDIENCES, Audience
from broker.core.rights.standing import Pool, Standing, State
from broker.core.rights.subscription import UNLIMITED, Subscription
from broker.core.sentence import Sentence
from broker.web.parts import parts

STATES = {
    State.COMING: Sentence("à venir", "to come"),
    State.CURRENT: Sentence("en cours", "current"),
    State.OVER: Sentence("terminé", "over"),
    State.DELETED: Sentence("supprimé", "deleted"),
}
_ALL = Sentence("tous les publics", "all publics")


@dataclass(frozen=True, slots=True)
class PoolRow:
    """Show one pool of licences."""

    title: Sentence
    most: Sentence
    used: int
    remaining: Sentence


@dataclass(frozen=True, slots=True)
class ShownStanding:
    """Show where a subscription stands: `since` and `until` are its first and last day in France."""

    state: Sentence
    is_current: bool
    since: str
    until: str
    pools: tuple[PoolRow, ...]


def show_standing(standing: Standing) -> ShownStanding:
    """Return a standing as pages show it."""
    return ShownStanding(
        state=STATES[standing.state],
        is_current=standing.state is State.CURRENT,
        since=f"{in_france(standing.subscription.starts):%Y-%m-%d}",
        until=f"{in_france(standing.subscription.last_moment):%Y-%m-%d}",
        pools=tuple(
            PoolRow(title_of_pool(pool), count_of(pool.most), pool.used, count_of(pool.remaining))
            for pool in standing.pools.values()
        ),
    )


def title_of(subscription: Subscription) -> Sentence:
    """Return the title of what was subscribed to: its label, else what its notice or contract says, else its ARK."""
    if subscription.label:
        return Sentence(subscription.label, subscription.label)
    found = parts()
    notice = found.sign_on.access.notices.find(subscription.resource) if found.sign_on.access else None
    contract = found.contracts.by_resource(found.issuer.name, subscription.resource)
    known = notice or contract
    return known.title if known else Sentence(subscription.resource, subscription.resource)


def audiences_of(subscription: Subscription) -> tuple[Sentence, ...]:
    """Return the publics of a subscription, always in the same order."""
    return tuple(AUDIENCES[audience] for audience in Audience if audience in subscription.audiences)


def title_of_pool(pool: Pool) -> Sentence:
    """Return for whom the licences of a pool are."""
    return AUDIENCES[Audience(pool.name)] if pool.name else _ALL


def count_of(licences: int) -> Sentence:
    """Return a number of licences in words."""
    return Sentence("illimité", "unlimited") if licences == UNLIMITED else Sentence(f"{licences}", f"{licences}")


def take_told() -> tuple[tuple[str, str], ...]:
    """Return what was just done, as (kind, text) pairs; it is told once."""
    return tuple((str(note[0]), str(note[1])) for note in get_flashed_messages(with_categories=True))
