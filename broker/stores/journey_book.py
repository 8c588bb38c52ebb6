"""Owns journeys between their steps, and what may be used once only."""

from dataclasses import dataclass

from broker.core.journey import Journey
from broker.flows.ports import Store
from broker.stores.json_codec import decode, encode
from broker.stores.keys import name_key

JOURNEY_SECONDS = 900


@dataclass(frozen=True, slots=True)
class StoredJourneyBook:
    """Keep journeys in a store, for `seconds` since their last step."""

    store: Store
    seconds: int = JOURNEY_SECONDS

    def save(self, journey: Journey) -> None:
        """Store a journey in place of its former state."""
        self.store.put(name_key("journey", journey.id), encode(journey), self.seconds)

    def find(self, journey_id: str) -> Journey | None:
        """Return the journey, or None when unknown or over."""
        stored = self.store.find(name_key("journey", journey_id))
        return None if stored is None else decode(stored, Journey)

    def take(self, journey_id: str) -> Journey | None:
        """Return the journey and end it for good: a step saved a moment too late does not bring it back."""
        stored = self.store.take(name_key("journey", journey_id))
        if stored is None or not self.store.add(name_key("ended", journey_id), b"", self.seconds):
            return None
        return decode(stored, Journey)

    def expect_answer(self, issuer: str, request_id: str, journey_id: str) -> None:
        """Remember that an upstream request belongs to a journey."""
        self.store.put(name_key("answer", issuer, request_id), encode(journey_id), self.seconds)

    def take_answer(self, issuer: str, request_id: str) -> str | None:
        """Return the journey id of an upstream request, once."""
        stored = self.store.take(name_key("answer", issuer, request_id))
        return None if stored is None else decode(stored, str)

    def use_once(self, kind: str, name: str, seconds: int) -> bool:
        """Tell whether this name is used for the first time within so many seconds."""
        return self.store.add(name_key("once", kind, name), b"", seconds)
