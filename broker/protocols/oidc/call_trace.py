"""Owns the trace of a direct call: in the journey that its code or token came of, or in one of its own when refused."""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from broker.core.errors import Refusal
from broker.core.refusals.client import ClientNotAuthenticated, ClientSlowedDown
from broker.core.refusals.journey import StoreUnavailable
from broker.core.trace import Leg, Outcome, TraceSummary
from broker.protocols.oidc.side import OidcSide
from broker.protocols.oidc.traces import decision_leg, message_leg
from broker.web.acts_at_end import refusal_at_end
from broker.web.parts import parts
from broker.web.trace_notes import flush_notes, note_end, note_leg_of

_log = logging.getLogger("preau.refusals")
_UNIFORM = (ClientNotAuthenticated, ClientSlowedDown)


@dataclass(slots=True)
class CallTrace:
    """Follow one call; `title` names its two messages: `<title>_request` and `<title>_response`."""

    side: OidcSide
    title: str
    journey: str = ""
    _came: Leg | None = None
    _peer: str = ""

    def came(self, fields: Mapping[str, str], peer: str = "") -> None:
        """Hold the message that came in."""
        self._peer = peer or fields.get("client_id", "")[:100]
        self._came = message_leg(self.side.clock.now(), "in", f"{self.title}_request", self._peer, fields.items())

    def follow(self, journey: str, peer: str) -> None:
        """Say to which journey the call belongs, once its client is known."""
        self.journey, self._peer = journey, peer

    def went(self, document: Mapping[str, object]) -> None:
        """Record both messages of a call that was answered."""
        self._add_came(self.journey)
        leg = message_leg(self.side.clock.now(), "out", f"{self.title}_response", self._peer, document.items())
        note_leg_of(self.journey, leg)

    def refused(self, refusal: Refusal) -> str | None:
        """Log and record a refusal; return the trace's address, None where even that would say too much."""
        _log.warning("refused code=%s issuer=%s cause=%s", refusal.code, self.side.issuer.name, refusal.cause or "-")
        if isinstance(refusal, StoreUnavailable):
            return None
        if self.journey:
            refusal_at_end(refusal.code, "oidc", self.journey, None)
        trace = self._record(refusal)
        return f"{parts().home_url}/journeys/{trace}" if flush_notes() and not isinstance(refusal, _UNIFORM) else None

    def _record(self, refusal: Refusal) -> str:
        trace = self.journey or f"stray-{secrets.token_urlsafe(12)}"
        self._add_came(trace)
        now = self.side.clock.now()
        if self.journey:  # the sign-on itself went well, and stays so in the list
            said = (("code", refusal.code), ("rule", refusal.rule.fr), ("expected", refusal.expected))
            told = (*said, ("received", refusal.received), ("change", refusal.remedy.fr))
            note_leg_of(trace, decision_leg(now, "call_refused", self.side.issuer.name, told))
        else:
            summary = TraceSummary(trace, self.side.issuer.name, now, self._peer, refusal.code)
            outcome = Outcome(refusal=refusal.code, expected=refusal.expected, received=refusal.received)
            note_end(summary, outcome)
        return trace

    def _add_came(self, trace: str) -> None:
        if self._came is not None:
            note_leg_of(trace, self._came)
