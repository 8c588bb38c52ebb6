"""Owns what a person's médiacentre lists in a school, and why it does not list the rest: decided as the lists are."""

from dataclasses import dataclass

from broker.core.errors import DecisionRefused
from broker.core.identity import Identity
from broker.core.sentence import Sentence
from broker.web.parts import parts


@dataclass(frozen=True, slots=True)
class SeenResource:
    """Show one resource: `refusal` says why it is not listed, None where it is."""

    title: Sentence
    resource: str
    refusal: DecisionRefused | None


def find_seen(person: Identity, uai: str) -> tuple[SeenResource, ...]:
    """Return every resource with what would become of it, those listed first; nothing is taken or counted."""
    listing = parts().listing
    listed = (SeenResource(one.notice.title, one.notice.resource, None) for one in listing.list_for(person, uai))
    left_out = listing.left_out(person, uai)
    return (*listed, *(SeenResource(one.notice.title, one.notice.resource, one.refusal) for one in left_out))
