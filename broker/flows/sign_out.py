"""Owns the signing-out: ends a session everywhere, back channel first, within a time that nobody can stretch."""

import secrets
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import Protocol

from broker.core.session import Participant, Session
from broker.core.sign_out import Closing, Ending, Initiator, SignOut
from broker.core.trace import Leg, Outcome, TraceSummary
from broker.flows.ports import Clock, SessionBook, SignOutBook, TraceBook

# How long all back channels together may take: a slow or dead service does not hold up the person.
BACK_CHANNEL_SECONDS = 4.0
_MOST_AT_ONCE = 16
SIGNED_OUT, SIGNED_OUT_PARTLY = "signed_out", "signed_out_partly"


@dataclass(frozen=True, slots=True)
class Told:
    """Hold what came of a back channel: its ending, the messages for the trace, and whether the browser must go too."""

    closing: Closing
    legs: tuple[Leg, ...] = ()
    browser_too: bool = False


class BackChannel(Protocol):
    """Tell services of one language, server to server. Called in threads of its own, outside of any request."""

    def tell(self, participant: Participant) -> Told | None:
        """Tell a service that its session is over; None where it has no back channel."""
        ...

    def has_front(self, participant: Participant) -> bool:
        """Tell whether the service can be told through the browser."""
        ...


@dataclass(frozen=True, slots=True)
class SignOutFlow:
    """Sign people out at one issuer."""

    issuer: str
    clock: Clock
    sessions: SessionBook
    sign_outs: SignOutBook
    traces: TraceBook
    channels: Mapping[str, BackChannel]
    within_seconds: float = BACK_CHANNEL_SECONDS

    def begin(
        self, session: Session, initiator: Initiator | None = None, *, browser: str = "", asking: str = ""
    ) -> SignOut:
        """End a session here, tell by the back channel whoever has one, and return who must be told by the browser.

        `asking` is the subject of the service that asked: it knows already. A session that another call ended
        meanwhile is told once: the sign-out returned then has nothing left to tell.
        """
        sign_out = SignOut(f"signout-{secrets.token_urlsafe(12)}", session, browser, self.clock.now(), initiator)
        if not self.sessions.end(session):
            return self._resumed(session, initiator, browser) or self._save(sign_out)
        others = [one for one in self.sessions.participants(session) if one.subject != asking]
        if session.upstream is not None and session.upstream.subject != asking:
            others.append(session.upstream)
        return self._save(self._tell(sign_out, others))

    def find_session(self, session_id: str) -> Session | None:
        """Return a session here, be it one that the back channel ended and that only the browser can finish."""
        found = self.sessions.find(self.issuer, session_id)
        if found is not None:
            return found
        begun = self.sign_outs.find_of_session(self.issuer, session_id)
        return begun.session if begun is not None and begun.waiting else None

    def resume(self, sign_out_id: str) -> SignOut | None:
        """Return a sign-out under way."""
        return self.sign_outs.find(sign_out_id)

    def next_waiting(self, sign_out: SignOut) -> tuple[Participant | None, SignOut]:
        """Return the next service to tell through the browser, and the sign-out without it."""
        if not sign_out.waiting:
            return None, sign_out
        return sign_out.waiting[0], self._save(replace(sign_out, waiting=sign_out.waiting[1:]))

    def record(self, sign_out: SignOut, participant: Participant, ending: Ending, reason: str = "") -> SignOut:
        """Record what became of telling a service through the browser."""
        closing = Closing(participant.service, participant.resource, ending, reason)
        return self._save(replace(sign_out, closings=(*sign_out.closings, closing)))

    def conclude(self, sign_out: SignOut) -> None:
        """List the sign-out among the latest journeys: what was closed, and what was not."""
        result = SIGNED_OUT if sign_out.is_whole else SIGNED_OUT_PARTLY
        service = sign_out.initiator.service if sign_out.initiator else self.issuer
        summary = TraceSummary(sign_out.id, self.issuer, self.clock.now(), service, result)
        self.traces.conclude(summary, Outcome())

    def _tell(self, sign_out: SignOut, participants: list[Participant]) -> SignOut:
        """Tell every service at once, each in a thread, and give up on those that have not answered in time."""
        if not participants:
            return sign_out
        executor = ThreadPoolExecutor(min(_MOST_AT_ONCE, len(participants)), "sign-out")
        asked = [(one, executor.submit(self._tell_one, one)) for one in participants]
        wait([future for _one, future in asked], timeout=self.within_seconds)
        executor.shutdown(wait=False, cancel_futures=True)
        for participant, future in asked:
            sign_out = self._take_answer(sign_out, participant, future)
        return sign_out

    def _tell_one(self, participant: Participant) -> Told | None:
        channel = self.channels.get(participant.protocol)
        return channel.tell(participant) if channel else None

    def _has_front(self, participant: Participant) -> bool:
        channel = self.channels.get(participant.protocol)
        return channel is not None and channel.has_front(participant)

    def _take_answer(self, sign_out: SignOut, participant: Participant, future: "Future[Told | None]") -> SignOut:
        service, resource = participant.service, participant.resource
        if not future.done():
            reason = f"no answer within {self.within_seconds:g} s"
            closing = Closing(service, resource, Ending.UNREACHED, reason)
            return replace(sign_out, closings=(*sign_out.closings, closing))
        told = future.result()
        for leg in told.legs if told else ():
            self.traces.add_leg(sign_out.id, leg)
        if (told is None or told.browser_too) and self._has_front(participant):
            return replace(sign_out, waiting=(*sign_out.waiting, participant))
        closing = told.closing if told else Closing(service, resource, Ending.UNTOLD)
        return replace(sign_out, closings=(*sign_out.closings, closing))

    def _resumed(self, session: Session, initiator: Initiator | None, browser: str) -> SignOut | None:
        """Return the sign-out that the back channel began and that only the browser can finish."""
        begun = self.sign_outs.find_of_session(session.issuer, session.id)
        if begun is None or begun.browser or not browser:
            return None
        return self._save(replace(begun, initiator=initiator, browser=browser))

    def _save(self, sign_out: SignOut) -> SignOut:
        self.sign_outs.save(sign_out)
        return sign_out
