"""Owns a sign-out: one session's end, told to every service opened in it, and what became of each telling."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from broker.core.sentence import Sentence
from broker.core.session import Participant, Session


class Ending(StrEnum):
    """Say what became of telling one service that the session is over, the better first."""

    ABSENT = "absent"
    CLOSED = "closed"
    ASKED = "asked"
    WAITING = "waiting"
    UNCONFIRMED = "unconfirmed"
    UNTOLD = "untold"
    PARTLY = "partly"
    REFUSED = "refused"
    UNREACHED = "unreached"


ENDINGS = {
    Ending.ABSENT: Sentence("n’avait plus de session", "had no session any more"),
    Ending.CLOSED: Sentence("fermée", "closed"),
    Ending.ASKED: Sentence("prévenue, sans réponse attendue", "told, no answer expected"),
    Ending.WAITING: Sentence("ne peut être prévenue que par le navigateur", "can be told by the browser only"),
    Ending.UNCONFIRMED: Sentence("prévenue, n’a pas confirmé", "told, has not confirmed"),
    Ending.UNTOLD: Sentence("n’a pas de moyen d’être prévenue", "has no way of being told"),
    Ending.PARTLY: Sentence("fermée, mais pas tout ce qui en dépendait", "closed, but not all that depended on it"),
    Ending.REFUSED: Sentence("a refusé de fermer", "refused to close"),
    Ending.UNREACHED: Sentence("n’a pas répondu à temps", "did not answer in time"),
}
GOOD_ENDINGS = frozenset({Ending.ABSENT, Ending.CLOSED, Ending.ASKED})
_WORSE = {ending: rank for rank, ending in enumerate(Ending)}


@dataclass(frozen=True, slots=True)
class Closing:
    """Record what became of one service; `reason` is for the publisher: codes and addresses, no personal value."""

    service: str
    resource: str
    ending: Ending
    reason: str = ""

    @property
    def is_good(self) -> bool:
        """Tell whether nothing stays open there, as far as its language lets one know."""
        return self.ending in GOOD_ENDINGS


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

    `waiting` are the services that can be told through the browser only, one after the other, and `asked` the one
    to which the browser was sent last; `browser` is the digest of the browser's secret, empty where the sign-out came
    by the back channel. `others` are further sessions that end with this one.
    """

    id: str
    session: Session = field(repr=False)
    browser: str
    started: datetime
    initiator: Initiator | None = None
    closings: tuple[Closing, ...] = ()
    waiting: tuple[Participant, ...] = ()
    asked: Participant | None = None
    others: tuple[Session, ...] = field(default=(), repr=False)

    @property
    def is_whole(self) -> bool:
        """Tell whether every service was closed, or told where its language knows no answer."""
        return not self.waiting and self.asked is None and all(one.is_good for one in self.closings)

    def with_closing(self, closing: Closing) -> "SignOut":
        """Return the sign-out with what became of a service; of one that was opened several times, the worst."""
        former = next((one for one in self.closings if _place(one) == _place(closing)), None)
        if former is None:
            return replace(self, closings=(*self.closings, closing))
        worst = max(former, closing, key=lambda one: _WORSE[one.ending])
        return replace(self, closings=tuple(worst if one is former else one for one in self.closings))

    def with_waiting(self, participant: Participant) -> "SignOut":
        """Return the sign-out with a service to be told by the browser: once, of its latest opening there."""
        place = (participant.protocol, participant.service)
        others = (one for one in self.waiting if (one.protocol, one.service) != place)
        return replace(self, waiting=(*others, participant))


def _place(closing: Closing) -> tuple[str, str]:
    return closing.service, closing.resource
