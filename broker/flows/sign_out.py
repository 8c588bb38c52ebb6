"""Owns the signing-out: ends sessions everywhere, back channel first, within a time that nobody can stretch."""

import secrets
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import Protocol

from broker.core.errors import Refusal
from broker.core.refusals.journey import StoreUnavailable
from broker.core.session import Participant, Session
from broker.core.sign_out import Closing, Ending, Initiator, SignOut
from broker.core.trace import Leg, Outcome, TraceSummary
from broker.flows.ports import Clock, SessionBook, SignOutBook, TraceBook

# How long all back channels together may take: a slow or dead service does not hold up the person.
BACK_CHANNEL_SECONDS = 4.0
_MOST_AT_ONCE = 32
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
class Order:
    """Say which sessions are to end, who asks, and how.

    `asking` is the subject by which the initiator named the session: it knows already, and is not told. `message` is
    what it sent, for the trace; `seconds` is what all back channels together may take, where that is less than usual.
    """

    sessions: tuple[Session, ...]
    initiator: Initiator | None = None
    browser: str = ""
    asking: str = ""
    message: Leg | None = None
    seconds: float | None = None

    def is_from(self, participant: Participant) -> bool:
        """Tell whether the sign-out comes from that service: a subject alone may name the person at two of them."""
        if not self.asking:
            return False
        if self.initiator is not None:
            return participant.service == self.initiator.service
        return participant.subject == self.asking


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
        """End a session here, tell by the back channel whoever has one, and return who must be told by the browser."""
        return self.carry_out(Order((session,), initiator, browser, asking))

    def carry_out(self, order: Order) -> SignOut:
        """End the sessions here, tell by the back channel whoever has one, and return who must be told by the browser.

        What another tab of the same browser opened at the same moment ends too: a person signs out of a browser.
        Sessions that another call ended meanwhile are told once: what that call began is returned, or gone on with in
        this browser; where nothing is known of it, it may have died, and they are told again. Who is to be told is
        stored before anybody is: a process that dies leaves them waiting.
        """
        named = tuple(session for session in order.sessions if self.sessions.end(session))
        # Not of one that had ended: its browser may be somebody else's by now.
        tabs = (one for session in named for one in self.sessions.in_same_browser(session))
        ended = (*named, *(one for one in tabs if self.sessions.end(one)))
        resumed = None if ended else self._resumed(order)
        if resumed is not None:
            return resumed
        sessions = ended or order.sessions
        sign_out = self._new(order, sessions)
        found = (one for session in sessions for one in self.opened_in(session))
        others = list(dict.fromkeys(one for one in found if not order.is_from(one)))
        self._save(replace(sign_out, waiting=tuple(others)))
        return self._save(self._tell(sign_out, others, order.seconds or self.within_seconds))

    def opened_in(self, session: Session) -> tuple[Participant, ...]:
        """Return everybody who has a part in a session: the services opened in it, and the guichet above."""
        opened = self.sessions.participants(session)
        return opened if session.upstream is None else (*opened, session.upstream)

    def find_session(self, session_id: str) -> Session | None:
        """Return a session here, or the one that took its place; be it one that has just ended, by a sign-out known."""
        session_id = self.sessions.heir(self.issuer, session_id)
        found = self.sessions.find(self.issuer, session_id)
        if found is not None:
            return found
        begun = self.sign_outs.find_of_session(self.issuer, session_id)
        known = (begun.session, *begun.others) if begun is not None else ()
        return next((session for session in known if session.id == session_id), None)

    def find_sessions(self, named: Participant, is_meant: Callable[[Participant], bool]) -> tuple[Session, ...]:
        """Return the sessions that a service, or the guichet above, names by a subject of its own.

        `is_meant` chooses among what was opened under that subject: by the index, where the service names one.
        """
        keys = (named.protocol, named.service, named.subject)
        found = dict.fromkeys(self.find_session(one) for one in self.sessions.find_by_subject(self.issuer, *keys))
        return tuple(
            session
            for session in found
            if session is not None
            and any(
                (one.protocol, one.service, one.subject) == keys and is_meant(one) for one in self.opened_in(session)
            )
        )

    def resume(self, sign_out_id: str) -> SignOut | None:
        """Return a sign-out under way."""
        return self.sign_outs.find(sign_out_id)

    def next_waiting(self, sign_out: SignOut) -> tuple[Participant | None, SignOut]:
        """Return the next service to tell through the browser, and the sign-out without it.

        Of one that was asked and has not answered nothing is known: the browser came back by itself.
        """
        if sign_out.asked is not None:
            sign_out = self.record(sign_out, sign_out.asked, Ending.UNCONFIRMED)
        if not sign_out.waiting:
            return None, sign_out
        asked, *waiting = sign_out.waiting
        return asked, self._save(replace(sign_out, waiting=tuple(waiting), asked=asked))

    def record(self, sign_out: SignOut, participant: Participant, ending: Ending, reason: str = "") -> SignOut:
        """Record what became of telling a service through the browser."""
        closing = Closing(participant.service, participant.resource, ending, reason)
        return self._save(replace(sign_out.with_closing(closing), asked=None))

    def conclude(self, sign_out: SignOut) -> None:
        """List the sign-out among the latest journeys: what was closed, and what was not."""
        waiting = (Closing(one.service, one.resource, Ending.WAITING) for one in sign_out.waiting)
        result = SIGNED_OUT if sign_out.is_whole else SIGNED_OUT_PARTLY
        service = sign_out.initiator.service if sign_out.initiator else self.issuer
        summary = TraceSummary(sign_out.id, self.issuer, self.clock.now(), service, result)
        self.traces.conclude(summary, Outcome(closings=(*sign_out.closings, *waiting)))

    def _new(self, order: Order, sessions: tuple[Session, ...]) -> SignOut:
        first, *others = sessions
        sign_out = SignOut(
            id=_fresh_id(),
            session=first,
            browser=order.browser,
            started=self.clock.now(),
            initiator=order.initiator,
            others=tuple(others),
        )
        self._note(sign_out, order.message)
        return sign_out

    def _tell(self, sign_out: SignOut, participants: list[Participant], seconds: float) -> SignOut:
        """Tell every service at once, each in a thread, and give up on those that have not answered in time."""
        if not participants:
            return sign_out
        executor = ThreadPoolExecutor(min(_MOST_AT_ONCE, len(participants)), "sign-out")
        asked = [(one, executor.submit(self._tell_one, one)) for one in participants]
        answered, _late = wait([future for _one, future in asked], timeout=seconds)
        executor.shutdown(wait=False, cancel_futures=True)
        for participant, future in asked:
            if future in answered:
                sign_out = self._take_answer(sign_out, participant, future)
            else:
                reason = f"no answer within {seconds:g} s"
                closing = Closing(participant.service, participant.resource, Ending.UNREACHED, reason)
                sign_out = sign_out.with_closing(closing)
        return sign_out

    def _tell_one(self, participant: Participant) -> tuple[Told | None, bool]:
        """Tell a service by the back channel; return what came of it, and whether the browser can tell it."""
        channel = self.channels.get(participant.protocol)
        if channel is None:
            return None, False
        return channel.tell(participant), channel.has_front(participant)

    def _take_answer(
        self, sign_out: SignOut, participant: Participant, future: "Future[tuple[Told | None, bool]]"
    ) -> SignOut:
        service, resource = participant.service, participant.resource
        try:
            told, has_front = future.result()
        except StoreUnavailable:
            raise
        except Refusal as refusal:  # its metadata has gone meanwhile: the others are still told
            return sign_out.with_closing(Closing(service, resource, Ending.UNTOLD, refusal.code))
        for leg in told.legs if told else ():
            self._note(sign_out, leg)
        if has_front and (told is None or told.browser_too):
            return sign_out.with_waiting(participant)
        return sign_out.with_closing(told.closing if told else Closing(service, resource, Ending.UNTOLD))

    def _resumed(self, order: Order) -> SignOut | None:
        """Return what another call began: gone on with in this browser, unless another browser is at it."""
        sessions = order.sessions
        found = (self.sign_outs.find_of_session(self.issuer, session.id) for session in sessions)
        begun = next((one for one in found if one is not None), None)
        if begun is None:
            return None
        self._note(begun, order.message)
        waiting = begun.waiting if begun.asked is None else (begun.asked, *begun.waiting)
        resumed = replace(begun, initiator=order.initiator, waiting=waiting, asked=None)
        if not order.browser:
            return resumed
        if begun.browser in {"", order.browser}:
            return self._save(replace(resumed, browser=order.browser))
        for participant in waiting:  # they are left to the browser that is being led there
            resumed = resumed.with_closing(Closing(participant.service, participant.resource, Ending.WAITING))
        return self._save(replace(resumed, id=_fresh_id(), browser=order.browser, waiting=()))

    def _note(self, sign_out: SignOut, leg: Leg | None) -> None:
        if leg is not None:
            self.traces.add_leg(sign_out.id, leg)

    def _save(self, sign_out: SignOut) -> SignOut:
        self.sign_outs.save(sign_out)
        return sign_out


def _fresh_id() -> str:
    return f"signout-{secrets.token_urlsafe(12)}"
