"""Owns what happened in journeys, for the publisher, for an hour; never more than a bounded amount of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from broker.core.trace import Leg, Outcome, TraceSummary
from broker.flows.ports import Append, Store
from broker.stores.json_codec import decode, encode
from broker.stores.keys import name_key

TRACE_SECONDS = 3600
MOST_LEGS = 100
MOST_LATEST = 200
MOST_MESSAGE_BYTES = 256 * 1024
MOST_FACT_BYTES = 4 * 1024
CUT = "… [coupé / cut]"
_LATEST = "trace-latest"


@dataclass(frozen=True, slots=True)
class StoredTraceBook:
    """Keep traces in a store, for `seconds` since their last leg."""

    store: Store
    seconds: int = TRACE_SECONDS

    def add_leg(self, journey_id: str, leg: Leg) -> None:
        """Record one message or decision: the last 100 of a journey, what is too long cut and marked so."""
        self.record([(journey_id, leg)], [])

    def conclude(self, summary: TraceSummary, outcome: Outcome) -> None:
        """Record how a journey ended, and list it among the latest."""
        self.record([], [(summary, outcome)])

    def record(self, legs: Sequence[tuple[str, Leg]], ends: Sequence[tuple[TraceSummary, Outcome]]) -> None:
        """Record legs of journeys, in order, and how journeys ended, in one exchange."""
        writes = self.writes(legs, ends)
        if writes:
            self.store.write(*writes)

    def writes(
        self, legs: Sequence[tuple[str, Leg]], ends: Sequence[tuple[TraceSummary, Outcome]]
    ) -> tuple[Append, ...]:
        """Return what `record` would write."""
        writes: list[Append] = []
        for journey_id in dict.fromkeys(journey for journey, _leg in legs):
            own = tuple(encode(_bounded(leg)) for journey, leg in legs if journey == journey_id)
            writes.append(Append(name_key("trace-legs", journey_id), own, self.seconds, MOST_LEGS))
        for summary, outcome in ends:
            # A list of one: where room is short, it gives way as the legs do.
            writes.append(Append(name_key("trace-outcome", summary.journey), (encode(outcome),), self.seconds, 1))
            writes.append(Append(_LATEST, (encode(summary),), self.seconds, MOST_LATEST))
        return tuple(writes)

    def read(self, journey_id: str) -> tuple[Leg, ...]:
        """Return the legs of a journey, in order."""
        return tuple(decode(stored, Leg) for stored in self.store.read_list(name_key("trace-legs", journey_id)))

    def find_outcome(self, journey_id: str) -> Outcome | None:
        """Return how a journey ended, if it has."""
        stored = self.store.read_list(name_key("trace-outcome", journey_id))
        return decode(stored[-1], Outcome) if stored else None

    def latest(self) -> tuple[TraceSummary, ...]:
        """Return the latest journeys, newest first, each once."""
        newest_first = (decode(stored, TraceSummary) for stored in reversed(self.store.read_list(_LATEST)))
        found: dict[str, TraceSummary] = {}
        for summary in newest_first:
            found.setdefault(summary.journey, summary)
        return tuple(found.values())


def _bounded(leg: Leg) -> Leg:
    short = all(4 * len(value) <= MOST_FACT_BYTES for _, value in leg.facts)
    if short and 4 * len(leg.message) <= MOST_MESSAGE_BYTES:
        return leg
    facts = tuple((name, _cut(value, MOST_FACT_BYTES)) for name, value in leg.facts)
    return replace(leg, facts=facts, message=_cut(leg.message, MOST_MESSAGE_BYTES))


def _cut(text: str, most: int) -> str:
    """Return the text, or as much of it as fits in so many bytes, with a mark."""
    if 4 * len(text) <= most:
        return text
    encoded = text.encode("utf-8", "replace")
    return text if len(encoded) <= most else encoded[:most].decode("utf-8", "ignore") + CUT
