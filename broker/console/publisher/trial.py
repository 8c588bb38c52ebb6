"""Owns the trial of resources: what would become of an invented person at each, by the very decision of the sign-on.

It takes no licence and shows no value: only what opened, or the refusal that the person would meet.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from broker.console.people_cards import Carded
from broker.core.errors import Refusal
from broker.core.identity import Membership
from broker.core.issuer import PEOPLE
from broker.core.profile import TITLES
from broker.core.rights.door_words import describe_door
from broker.core.sentence import Sentence
from broker.flows.explain import Explain

_IN = Sentence("entre", "comes in")
_NO_SUBSCRIPTION_ASKED = Sentence("sans abonnement : rien n’en demande ici", "without a subscription: none is asked")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Show what became of a person in one of their schools at one resource; `code` is empty where they come in."""

    resource: Sentence
    ark: str
    school: str
    profile: Sentence
    result: Sentence
    why: Sentence
    code: str


def people_to_try(carded: Iterable[tuple[str, Carded]]) -> list[tuple[str, Sentence]]:
    """Return the schools' people who stand on cards, by the name of their situation: no address says who (K224)."""
    return [(name, one.card.title) for name, one in carded if one.guichet.directory == PEOPLE]


def try_person(carded: Carded, resources: Iterable[tuple[str, Sentence]], explain: Explain) -> list[Outcome]:
    """Return what would become of a person at each resource, in each of their schools."""
    return [
        _try_one(carded, membership, resource, explain)
        for resource in resources
        for membership in carded.person.memberships
    ]


def _try_one(carded: Carded, membership: Membership, resource: tuple[str, Sentence], explain: Explain) -> Outcome:
    ark, title = resource
    school, profile = membership.school_name or membership.uai, TITLES[membership.profile]
    try:
        release = explain.decide(carded.person.login, ark, membership.uai or None, membership.profile)
    except Refusal as refusal:
        return Outcome(title, ark, school, profile, refusal.sentence, refusal.remedy, refusal.code)
    why = describe_door(release.door) if release.door else _NO_SUBSCRIPTION_ASKED
    return Outcome(title, ark, school, profile, _IN, why, "")
