"""Owns what pages write into a journey's trace: messages, decisions, the outcome."""

from flask import g

from broker.core.journey import Journey
from broker.core.release import Release
from broker.core.trace import Leg, Outcome, Sent, TraceSummary
from broker.web.parts import parts


def note(journey: Journey, title: str, **facts: str) -> None:
    """Record a decision."""
    note_leg(journey, Leg(parts().clock.now(), "decision", title, parts().issuer.name, tuple(facts.items())))


def note_leg(journey: Journey, leg: Leg) -> None:
    """Record a message or a decision."""
    parts().traces.add_leg(journey.id, leg)


def note_message(journey: Journey, direction: str, title: str, peer: str, message: str) -> None:
    """Record a message that came in or went out, as it travelled or decoded; whoever reads it decodes the rest."""
    note_leg(journey, Leg(parts().clock.now(), direction, title, peer, (), message))


def hold_leg(leg: Leg) -> None:
    """Keep the leg of the message being handled, likewise."""
    g.message_leg = leg


def hold_message(title: str, peer: str, message: str) -> None:
    """Keep the message being handled, so that its journey, or a refusal of it, can be traced."""
    g.message_leg = Leg(parts().clock.now(), "in", title, peer, (), message)


def note_release(journey: Journey, release: Release) -> None:
    """Record the decision and its outcome; the names of what is withheld, never its values."""
    found = parts()
    note(journey, "decided", contract=release.contract, school=release.uai, profile=release.profile)
    sent = tuple(
        Sent(part.code, part.values, part.source, part.transformation, part.purpose) for part in release.released
    )
    withheld = tuple((part.code, part.reason.value) for part in release.withheld)
    outcome = Outcome(sent, withheld, release.contract, release.uai, release.profile)
    found.traces.conclude(
        TraceSummary(journey.id, found.issuer.name, found.clock.now(), journey.request.entity_id, "ok"), outcome
    )
