"""Owns a sign-out: one session's end, told to every service opened in it, and what became of each telling."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from broker.core.sentence import Sentence
from broker.core.session import Participant, Session


class Ending(StrEnum):
    """Say what became of telling one service that the session is over."""

    CLOSED = "closed"
    ASKED = "asked"
    REFUSED = "refused"
    UNREACHED = "unreached"
    UNTOLD = "untold"


ENDINGS = {
    Ending.CLOSED: Sentence("fermée", "closed"),
    Ending.ASKED: Sentence("prévenue, sans réponse attendue", "told, no answer expected"),
    Ending.REFUSED: Sentence("a refusé de fermer", "refused to close"),
    Ending.UNREACHED: Sentence("n’a pas répondu à temps", "did not answer in time"),
    Ending.UNTOLD: Sentence("n’a pas de moyen d’être prévenue", "has no way of being told"),
}


@dataclass(frozen=True, slots=True)
class Closing:
    """Record what became of one service; `reason` is for the publisher: codes and addresses, no personal value."""

    service: str
    resource: str
    ending: Ending
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Initiator:
    """Hold who asked for the sign-out, and how to answer; `reply_to` is a registered address, `binding` SAML's."""

    protocol: str
    service: str
    request_id: str = ""
    reply_to: str = ""
    binding: str = ""
    relay_state: str | None = None


@dataclass(frozen=True, slots=True)
class SignOut:
    """Hold one sign-out; frozen, each step stores a new one.

    `waiting` are the services that can be told through the browser only, one after the other; `browser` is the
    digest of the browser's secret, empty where the sign-out came by the back channel.
    """

    id: str
    session: Session = field(repr=False)
    browser: str
    started: datetime
    initiator: Initiator | None = None
    closings: tuple[Closing, ...] = ()
    waiting: tuple[Participant, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Tell whether every service was closed, or told where its language knows no answer."""
        return not self.waiting and all(one.ending in {Ending.CLOSED, Ending.ASKED} for one in self.closings)
