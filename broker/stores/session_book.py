"""Owns sessions and the services opened in them, in a store that every process of an installation shares."""

from dataclasses import dataclass

from broker.core.journey import SESSION
from broker.core.session import Participant, Session
from broker.flows.ports import Append, Clock, Put, Store
from broker.stores.json_codec import decode, encode
from broker.stores.keys import name_key

MOST_OPENINGS = 200
# A sign-out asks for its participants after the session has ended; and a clock may be a little late.
_AFTER_SECONDS = 600
# What is shared by several sessions lasts as long as any of them may: each addition sets the time anew.
_LONGEST_SECONDS = int(SESSION.total_seconds()) + _AFTER_SECONDS


@dataclass(frozen=True, slots=True)
class StoredSessionBook:
    """Keep sessions until they end."""

    store: Store
    clock: Clock

    def open(self, session: Session) -> None:
        """Keep a session until it ends; its browser knows it, and the guichet above by its own name for it."""
        opened = Put(_key(session.issuer, session.id), encode(session), self._seconds(session))
        above = () if session.upstream is None else (_indexed(session, session.upstream),)
        tabs = () if not session.browser else (_listed(_browser_key(session), session),)
        self.store.write(opened, *above, *tabs)

    def find(self, issuer: str, session_id: str) -> Session | None:
        """Return a session of an issuer, or None when it is over."""
        stored = self.store.find(_key(issuer, session_id))
        return None if stored is None else decode(stored, Session)

    def find_beside(self, issuer: str, session_id: str, added: Put) -> tuple[Session | None, bool]:
        """Find a session as `find_current` does, and add a value in the same exchange; tell whether that was kept."""
        kept, stored = self.store.add_and_find(added, _key(issuer, session_id))
        found = decode(stored, Session) if stored is not None else self.find_current(issuer, session_id)
        return found, kept

    def in_same_browser(self, session: Session) -> tuple[Session, ...]:
        """Return the sessions open in the browser of one, which may be over itself."""
        names = self.store.read_list(_browser_key(session)) if session.browser else ()
        found = (self.find(session.issuer, name.decode()) for name in dict.fromkeys(names))
        return tuple(one for one in found if one is not None)

    def find_current(self, issuer: str, session_id: str) -> Session | None:
        """Return the session of that name, or the one that has taken its place; None when that is over."""
        return self.find(issuer, session_id) or self.find(issuer, self.heir(issuer, session_id))

    def heir(self, issuer: str, session_id: str) -> str:
        """Return the identifier of the session that took the place of another at last; its own where none did."""
        while (found := self.store.find(_heir_key(issuer, session_id))) is not None:
            session_id = found.decode()
        return session_id

    def succeed(self, former: Session, session: Session) -> None:
        """Let an open session take the place of the same person's former one: what was opened in that goes on in it.

        Not so if the former one was ended meanwhile: whoever did tells its services.
        """
        seconds = self._seconds(former)
        self.store.put(_former_key(session.issuer, session.id), former.id.encode(), seconds + _AFTER_SECONDS)
        if former.upstream is not None:  # the guichet's former session: it may be open there still
            self.join(session, former.upstream)
        if self.end(former):
            self.store.put(_heir_key(former.issuer, former.id), session.id.encode(), seconds)

    def end(self, session: Session) -> bool:
        """End a session; tell whether it was this call that ended it."""
        return self.store.take(_key(session.issuer, session.id)) is not None

    def join(self, session: Session, participant: Participant, *, findable: bool = True) -> None:
        """Record that a service was opened in a session: its last 200, and those of one subject.

        What was recorded already is not recorded twice: a service that asks often crowds no other out.
        """
        self.store.write(*self.join_writes(session, participant, findable=findable))

    def join_writes(self, session: Session, participant: Participant, *, findable: bool = True) -> tuple[Append, ...]:
        """Return what `join` would write."""
        seconds = self._seconds(session) + _AFTER_SECONDS
        key = _participants_key(session.issuer, session.id)
        opened = Append(key, (encode(participant),), seconds, MOST_OPENINGS, lasting=True, once=True)
        return (opened, *((_indexed(session, participant),) if findable else ()))

    def participants(self, session: Session) -> tuple[Participant, ...]:
        """Return the services opened in a session and in those whose place it took, in order, be it over or not."""
        names = [session.id]
        while (former := self.store.find(_former_key(session.issuer, names[0]))) is not None:
            names.insert(0, former.decode())
        opened = (self.store.read_list(_participants_key(session.issuer, name)) for name in names)
        return tuple(decode(stored, Participant) for each in opened for stored in each)

    def find_by_subject(self, issuer: str, protocol: str, service: str, subject: str) -> tuple[str, ...]:
        """Return the identifiers of the sessions that a service knows by a subject, those already over included."""
        found = self.store.read_list(_subject_key(issuer, protocol, service, subject))
        return tuple(dict.fromkeys(session_id.decode() for session_id in found))

    def _seconds(self, session: Session) -> int:
        return max(1, int((session.ends - self.clock.now()).total_seconds()))


def _indexed(session: Session, participant: Participant) -> Append:
    key = _subject_key(session.issuer, participant.protocol, participant.service, participant.subject)
    return _listed(key, session)


def _listed(key: str, session: Session) -> Append:
    return Append(key, (session.id.encode(),), _LONGEST_SECONDS, MOST_OPENINGS, lasting=True, once=True)


def _key(issuer: str, session_id: str) -> str:
    return name_key("session", issuer, session_id)


def _browser_key(session: Session) -> str:
    return name_key("browser", session.issuer, session.browser)


def _heir_key(issuer: str, session_id: str) -> str:
    return name_key("heir", issuer, session_id)


def _former_key(issuer: str, session_id: str) -> str:
    return name_key("former", issuer, session_id)


def _participants_key(issuer: str, session_id: str) -> str:
    return name_key("participants", issuer, session_id)


def _subject_key(issuer: str, protocol: str, service: str, subject: str) -> str:
    return name_key("subject", issuer, protocol, service, subject)
