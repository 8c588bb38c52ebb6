"""Owns what pages write into a journey's trace: messages, decisions, the outcome.

It is kept aside during a request and recorded at its end, in one exchange with the store.
"""

import logging
from dataclasses import replace

from flask import g

from broker.core.journey import Journey
from broker.core.refusals.journey import StoreUnavailable
from broker.core.release import Release
from broker.core.rights.door_words import door_facts
from broker.core.trace import Leg, Outcome, Sent, TraceSummary
from broker.flows.ports import Append
from broker.web.parts import parts

_log = logging.getLogger("preau.traces")
_Notes = tuple[list[tuple[str, Leg]], list[tuple[TraceSummary, Outcome]]]


def note(journey: Journey, title: str, **facts: str) -> None:
    """Record a decision."""
    note_leg(journey, Leg(parts().clock.now(), "decision", title, parts().issuer.name, tuple(facts.items())))


def note_leg(journey: Journey, leg: Leg) -> None:
    """Record a message or a decision."""
    note_leg_of(journey.id, leg)


def note_leg_of(trace: str, leg: Leg) -> None:
    """Record a message or a decision in the trace of that name."""
    _kept()[0].append((trace, leg))


def note_end(summary: TraceSummary, outcome: Outcome) -> None:
    """Record how a journey ended."""
    _kept()[1].append((summary, outcome))


def take_notes() -> tuple[Append, ...]:
    """Return what records the notes so far, for who writes more in the same exchange; they are noted no longer."""
    kept: _Notes | None = g.pop("notes", None)
    return () if kept is None else parts().traces.writes(*kept)


def flush_notes() -> bool:
    """Record what was noted so far; a store that does not answer loses the trace, not the page (J214)."""
    kept: _Notes | None = g.pop("notes", None)
    if kept is None:
        return True
    try:
        parts().traces.record(*kept)
    except StoreUnavailable as refusal:
        _log.warning("not traced code=%s cause=%s", refusal.code, refusal.cause or "-")
        return False
    return True


def _kept() -> _Notes:
    if "notes" not in g:
        g.notes = ([], [])
    found: _Notes = g.notes
    return found


def note_message(journey: Journey, direction: str, title: str, peer: str, message: str) -> None:
    """Record a message that came in or went out, as it travelled or decoded; whoever reads it decodes the rest."""
    note_leg(journey, Leg(parts().clock.now(), direction, title, peer, (), message))


def hold_leg(leg: Leg) -> None:
    """Keep the leg of the message being handled, likewise."""
    g.message_leg = leg


def hold_message(title: str, peer: str, message: str) -> None:
    """Keep the message being handled, so that its journey, or a refusal of it, can be traced."""
    g.message_leg = Leg(parts().clock.now(), "in", title, peer, (), message)


def take_message(peer: str, message: str) -> Leg | None:
    """Return the message held, now that it is verified, decoded and of a known sender; it is held no longer."""
    held: Leg | None = g.pop("message_leg", None)
    return None if held is None else replace(held, peer=peer, message=message)


def note_release(journey: Journey, release: Release) -> None:
    """Record the decision and its outcome."""
    found = parts()
    contract = {"contract": release.contract, "version": str(release.contract_version)}
    facts = {**contract, "school": release.uai, "profile": release.profile}
    note(journey, "decided", **facts, **door_facts(release.door))
    summary = TraceSummary(journey.id, found.issuer.name, found.clock.now(), journey.request.entity_id, "ok")
    note_end(summary, outcome_of(release))


def outcome_of(release: Release) -> Outcome:
    """Return what a trace keeps of a release; the names of what is withheld, never its values."""
    sent = tuple(
        Sent(part.code, part.values, part.source, part.transformation, part.purpose) for part in release.released
    )
    withheld = tuple((part.code, part.reason.value) for part in release.withheld)
    return Outcome(sent, withheld, release.contract, release.uai, release.profile, door=release.door)
