"""Owns the visits to one resource: questions that wait for their answer, and sessions. In memory, bounded."""

import secrets
from dataclasses import dataclass

from sp_examples.language import Question
from sp_examples.memory import Shelf
from sp_examples.received import Received

_PLACES = 2000
_WAITING_SECONDS = 15 * 60
_LEAVING_SECONDS = 5 * 60
_SESSION_SECONDS = 6 * 3600  # the longest session of the GAR (facts/gar.md 4.3)


@dataclass(frozen=True, slots=True, repr=False)
class Waiting:
    """Remember, for one question, which browser asked and for which page."""

    question: Question
    browser: str
    came_from: str


@dataclass(frozen=True, slots=True, repr=False)
class Session:
    """Hold what was received, for one browser. It has no repr: its values stay out of logs."""

    browser: str
    form_token: str
    received: Received


class Visits:
    """Keep track of who asked, who is there and who is leaving.

    Two cookies make a session: `browser`, set when the question leaves, and `session`, set when the answer comes. An
    answer may be a POST from another site, which brings no SameSite=Lax cookie; so the two are compared at the next
    GET. Who slips their own answer, or their own question, to somebody else has one of them only.
    """

    def __init__(self) -> None:
        self._waiting: Shelf[Waiting] = Shelf(_PLACES, _WAITING_SECONDS)
        self._used: Shelf[bool] = Shelf(_PLACES, _WAITING_SECONDS)
        self._sessions: Shelf[Session] = Shelf(_PLACES, _SESSION_SECONDS)
        self._leaving: Shelf[Question] = Shelf(_PLACES, _LEAVING_SECONDS)

    def wait(self, waiting: Waiting) -> None:
        """Remember a question that has left."""
        self._waiting.put(waiting.question.reference, waiting)

    def pending(self, browser: str | None) -> dict[str, Question]:
        """Return the questions that may still be answered, oldest first; of one browser when its cookie is known."""
        waiting = self._waiting.all().values()
        return {each.question.reference: each.question for each in waiting if browser in {None, each.browser}}

    def take(self, received: Received) -> Waiting | None:
        """Return what waited for this answer and consume it: two copies of one answer cannot both get it."""
        self._used.put(received.once, thing=True)
        return self._waiting.take(received.question)

    def was_used(self, once: str) -> bool:
        """Tell whether this answer came already."""
        return self._used.find(once) is not None

    def begin(self, browser: str, received: Received) -> str:
        """Begin a session under a fresh name, and return the name."""
        name = secrets.token_urlsafe(32)
        self._sessions.put(name, Session(browser, secrets.token_urlsafe(32), received))
        return name

    def find(self, name: str, browser: str) -> Session | None:
        """Return the session when this browser is the one that asked for it."""
        session = self._sessions.find(name)
        if session is None or not secrets.compare_digest(session.browser.encode(), browser.encode()):
            return None
        return session

    def end(self, name: str) -> None:
        """Forget a session, if there."""
        self._sessions.take(name)

    def end_all(self, names: frozenset[str]) -> int:
        """Forget every session that is known by all these names, and return how many there were."""
        named = [name for name, each in self._sessions.all().items() if names and names <= each.received.known_as]
        return sum(self._sessions.take(name) is not None for name in named)

    def leave(self, browser: str, question: Question) -> None:
        """Remember that a browser was sent to the hub to sign out."""
        self._leaving.put(browser, question)

    def take_leaving(self, browser: str) -> Question | None:
        """Return, once, with which question a browser was sent to sign out."""
        return self._leaving.take(browser)
