"""Owns the arrival from the home page’s cards: a ticket opens one session at one guichet, once, within a minute."""

import secrets
from dataclasses import dataclass

from broker.core.profile import Profile
from broker.flows.ports import Store
from broker.stores.json_codec import decode, encode
from broker.stores.keys import name_key

PATH = "/arrival"
SECONDS = 60


@dataclass(frozen=True, slots=True)
class Arrival:
    """Hold who arrives, and under which profile where the guichet asks first."""

    login: str
    project: str
    profile: Profile | None = None

    def __repr__(self) -> str:
        """Show nothing of the person."""
        return "Arrival(…)"


def leave_ticket(store: Store, guichet: str, arrival: Arrival) -> str:
    """Keep an arrival and return its ticket."""
    ticket = secrets.token_urlsafe(24)
    store.put(name_key("arrival", guichet, ticket), encode(arrival), SECONDS)
    return ticket


def take_ticket(store: Store, guichet: str, ticket: str) -> Arrival | None:
    """Return the arrival of a ticket of this guichet, once."""
    found = store.take(name_key("arrival", guichet, ticket))
    return None if found is None else decode(found, Arrival)
