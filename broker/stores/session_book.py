"""Owns sessions and the services opened in them, in a store that every process of an installation shares."""

from dataclasses import dataclass

from broker.core.session import Participant, Session
from broker.flows.ports import Append, Clock, Put, Store
from broker.stores.json_codec import decode, encode
from broker.stores.keys import name_key

MOST_PARTICIPANTS = 200
MOST_SESSIONS = 20
# A sign-out asks for its participants after the session has ended; and a clock may be a little late.
_AFTER_SECONDS = 600


@dataclass(frozen=True, slots=True)
class StoredSessionBook:
    """Keep sessions until they end."""

    store: Store
    clock: Clock

    def open(self, session: Session) -> None:
        """Keep a session until it ends; the guichet above finds it by its own name for it."""
        opened = Put(_key(session.issuer, session.id), encode(session), self._seconds(session))
        above = () if session.upstream is None else (self._indexed(session, session.upstream),)
        self.store.write(opened, *above)

    def find(self, issuer: str, session_id: str) -> Session | None:
        """Return a session of an issuer, or None when it is over."""
        stored = self.store.find(_key(issuer, session_id))
        return None if stored is None else decode(stored, Session)

    def find_beside(self, issuer: str, session_id: str, added: Put) -> tuple[Session | None, bool]:
        """Find a session, and add a value of its own in the same exchange; tell whether that was kept."""
        kept, stored = self.store.add_and_find(added, _key(issuer, session_id))
        return None if stored is None else decode(stored, Session), kept

    def end(self, session: Session) -> bool:
        """End a session; tell whether it was this call that ended it."""
        return self.store.take(_key(session.issuer, session.id)) is not None

    def join(self, session: Session, participant: Participant, *, findable: bool = True) -> None:
        """Record that a service was opened in a session: its last 200, and the last 20 sessions of one subject.

        What was recorded already is not recorded twice: a service that asks often crowds no other out.
        """
        self.store.write(*self.join_writes(session, participant, findable=findable))

    def join_writes(self, session: Session, participant: Participant, *, findable: bool = True) -> tuple[Append, ...]:
        """Return what `join` would write."""
        seconds = self._seconds(session) + _AFTER_SECONDS
        opened = Append(
            _participants_key(session), (encode(participant),), seconds, MOST_PARTICIPANTS, lasting=True, once=True
        )
        return (opened, *((self._indexed(session, participant),) if findable else ()))

    def participants(self, session: Session) -> tuple[Participant, ...]:
        """Return the services opened in a session, in order, whether it is over or not."""
        return tuple(decode(stored, Participant) for stored in self.store.read_list(_participants_key(session)))

    def find_by_subject(self, issuer: str, protocol: str, service: str, subject: str) -> tuple[str, ...]:
        """Return the identifiers of the sessions that a service knows by a subject, those already over included."""
        found = self.store.read_list(_subject_key(issuer, protocol, service, subject))
        return tuple(dict.fromkeys(session_id.decode() for session_id in found))

    def _indexed(self, session: Session, participant: Participant) -> Append:
        key = _subject_key(session.issuer, participant.protocol, participant.service, participant.subject)
        seconds = self._seconds(session) + _AFTER_SECONDS
        return Append(key, (session.id.encode(),), seconds, MOST_SESSIONS, lasting=True, once=True)

    def _seconds(self, session: Session) -> int:
        return max(1, int((session.ends - self.clock.now()).total_seconds()))


def _key(issuer: str, session_id: str) -> str:
    return name_key("session", issuer, session_id)


def _participants_key(session: Session) -> str:
    return name_key("participants", session.issuer, session.id)


def _subject_key(issuer: str, protocol: str, service: str, subject: str) -> str:
    return name_key("subject", issuer, protocol, service, subject)
