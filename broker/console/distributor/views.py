"""Owns the shapes that the distributor's pages show, and how they are made of what the flows return."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from flask_wtf.csrf import generate_csrf

from broker.console.subscription_standing import ShownStanding, audiences_of, show_standing, take_told, title_of
from broker.core.rights.audience import Audience
from broker.core.rights.school_counts import SchoolCount
from broker.core.rights.standing import standing_of
from broker.core.rights.subscription import AssignmentKind, Subscription
from broker.core.rights.subscription_writing import write_subscription
from broker.core.school import NATURES
from broker.core.sentence import Sentence

PATH = "/distributor"


@dataclass(frozen=True, slots=True)
class Frame:
    """Show what is the same on every page of the view: who looks, what was just done, and the ways on."""

    name: str
    identifier: str
    notes: tuple[tuple[str, str], ...]
    csrf_token: str
    home: str = PATH
    new: str = f"{PATH}/new"
    counts: str = f"{PATH}/counts"
    calls: str = f"{PATH}/calls"


@dataclass(frozen=True, slots=True)
class SubscriptionRow:
    """Show one subscription in a list."""

    id: str
    url: str
    title: Sentence
    resource: str
    covers: Sentence
    audiences: tuple[Sentence, ...]
    kind: Sentence
    standing: ShownStanding


@dataclass(frozen=True, slots=True)
class WholeSubscription:
    """Show one subscription: `fields` as the web service names and writes them; where it can be changed and deleted."""

    row: SubscriptionRow
    fields: tuple[tuple[str, tuple[str, ...]], ...]
    change: str
    delete: str
    is_deleted: bool


@dataclass(frozen=True, slots=True)
class CountRow:
    """Show how many people of a school hold a licence, by public in the order of `Audience`."""

    uai: str
    school: str
    subscription: str
    url: str
    held: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Pages:
    """Show where one is among the pages of a list; empty addresses where there is no further one."""

    found: int
    page: int
    last: int
    before: str
    after: str


KINDS = {
    AssignmentKind.INDIVIDUAL: Sentence("affecté aux personnes", "assigned to people"),
    AssignmentKind.SCHOOL: Sentence("ouvert à l’établissement", "open to the school"),
}


def frame_of(identifier: str, name: str) -> Frame:
    """Return the frame of a page; what was just done is told once."""
    return Frame(name, identifier, take_told(), generate_csrf())


def url_of(identifier: str, path: str = "/subscription") -> str:
    """Return the address of what concerns one subscription: its identifier may hold any sign."""
    return f"{PATH}{path}?{urlencode({'id': identifier})}"


def subscription_row(subscription: Subscription, used: Mapping[str, int], now: datetime) -> SubscriptionRow:
    """Return one line of the list, given the licences taken by pool."""
    return SubscriptionRow(
        id=subscription.id,
        url=url_of(subscription.id),
        title=title_of(subscription),
        resource=subscription.resource,
        covers=_covers(subscription),
        audiences=audiences_of(subscription),
        kind=KINDS[subscription.kind],
        standing=show_standing(standing_of(subscription, used, now)),
    )


def whole_subscription(subscription: Subscription, used: Mapping[str, int], now: datetime) -> WholeSubscription:
    """Return all that is shown of one."""
    return WholeSubscription(
        row=subscription_row(subscription, used, now),
        fields=tuple(write_subscription(subscription)),
        change=url_of(subscription.id, "/change"),
        delete=f"{PATH}/delete",
        is_deleted=subscription.deleted is not None,
    )


def count_row(count: SchoolCount, school: str) -> CountRow:
    """Return one line of the counts; `school` is its name, empty where the directory does not know it."""
    held = tuple(count.of(audience) for audience in Audience)
    one = count.subscription
    return CountRow(count.uai, school, one.id, url_of(one.id), held, count.total)


def _covers(subscription: Subscription) -> Sentence:
    if subscription.nature:
        codes = subscription.nature.split(",")
        titles = [NATURES[code].title if code in NATURES else Sentence(code, code) for code in codes]
        return Sentence(", ".join(one.fr for one in titles), ", ".join(one.en for one in titles))
    schools = sorted(subscription.schools)
    shown = ", ".join(schools[:3]) + ("…" if len(schools) > len(schools[:3]) else "")
    return Sentence(f"{shown} ({len(schools)})", f"{shown} ({len(schools)})")
