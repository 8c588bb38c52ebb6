"""Owns the visits to one resource: requests that wait for their answer, and sessions. In memory, bounded."""

import secrets
from dataclasses import dataclass

from sp_examples.memory import Shelf
from sp_examples.received import Received

_PLACES = 2000
_WAITING_SECONDS = 15 * 60
_SESSION_SECONDS = 6 * 3600  # the longest session of the GAR (facts/gar.md 4.3)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Remember, for one request, which browser asked and for which page."""

    browser: str
    came_from: str


@dataclass(frozen=True, slots=True, repr=False)
class Session:
    """Hold what was received, for one browser. It has no repr: its values stay out of logs."""

    browser: str
    form_token: str
    received: Received


class Visits:
    """Keep track of who asked and who is there.

    Two cookies make a session: `browser`, set when the question leaves, and `session`, set when the answer comes. The
    answer is a POST from another site, which brings no SameSite=Lax cookie; so the two are compared at the next GET.
    Who slips their own answer, or their own question, to somebody else has one of them only.
    """

    def __init__(self) -> None:
        self._waiting: Shelf[Waiting] = Shelf(_PLACES, _WAITING_SECONDS)
        self._answered: Shelf[bool] = Shelf(_PLACES, _WAITING_SECONDS)
        self._sessions: Shelf[Session] = Shelf(_PLACES, _SESSION_SECONDS)

    def wait(self, request_id: str, waiting: Waiting) -> None:
        """Remember a request that has left."""
        self._waiting.put(request_id, waiting)

    def pending(self) -> dict[str, str]:
        """Return the requests that may still be answered, with the page each came from, as pysaml2 wants them."""
        return {request_id: waiting.came_from for request_id, waiting in self._waiting.all().items()}

    def take(self, request_id: str) -> Waiting | None:
        """Return the request and consume it: two copies of one answer cannot both get it."""
        self._answered.put(request_id, thing=True)
        return self._waiting.take(request_id)

    def was_answered(self, request_id: str) -> bool:
        """Tell whether this request had its answer already."""
        return self._answered.find(request_id) is not None

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
