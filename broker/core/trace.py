"""Owns the record of a journey for the publisher who made it: messages, decisions, outcome.

A trace lives in the short-lived store only; it never goes to a log.
"""

from dataclasses import dataclass
from datetime import datetime

from broker.core.profile import Profile
from broker.core.rights.access import Door
from broker.core.sentence import Sentence
from broker.core.sign_out import Closing


@dataclass(frozen=True, slots=True)
class Leg:
    """Record one message or decision.

    `direction` is `in`, `out` or `decision`; `peer` names the other side; `message` is the raw text
    (XML) and `facts` its readable fields, as (name, value) pairs.
    """

    at: datetime
    direction: str
    title: str
    peer: str
    facts: tuple[tuple[str, str], ...] = ()
    message: str = ""

    def __repr__(self) -> str:
        """Show the title only: the message may carry what left."""
        return f"Leg({self.direction}, {self.title})"


@dataclass(frozen=True, slots=True)
class Sent:
    """Record one attribute that left, with its lineage."""

    code: str
    values: tuple[str, ...]
    source: str
    transformation: Sentence
    purpose: str

    def __repr__(self) -> str:
        """Show the code only."""
        return f"Sent({self.code})"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Record how a journey ended: what left and what stayed, or the refusal; what was closed, of a sign-out.

    `door` is what opened the resource, where resources are subscribed to.
    """

    released: tuple[Sent, ...] = ()
    withheld: tuple[tuple[str, str], ...] = ()
    contract: str = ""
    uai: str = ""
    profile: Profile | None = None
    refusal: str = ""
    expected: str = ""
    received: str = ""
    closings: tuple[Closing, ...] | None = None
    door: Door | None = None


@dataclass(frozen=True, slots=True)
class TraceSummary:
    """List one journey among the latest."""

    journey: str
    issuer: str
    at: datetime
    service: str
    result: str
