"""Owns the ports: what the flows need from the outside, as shapes. Knows no adapter."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from broker.core.contract import Contract
from broker.core.identity import Identity
from broker.core.journey import Journey
from broker.core.school import School
from broker.core.session import Participant, Session
from broker.core.sign_out import SignOut
from broker.core.trace import Leg, Outcome, TraceSummary


class Clock(Protocol):
    """Tell the time; nothing else reads a clock (design.md decision 10)."""

    def now(self) -> datetime:
        """Return the present moment, in UTC, aware."""
        ...


class Directory(Protocol):
    """Know people. Every look-up but `find_all` finds exactly one entry, None, or raises.

    Raises `PersonAmbiguous` when several entries match and `DirectoryUnavailable` when it cannot answer.
    """

    def find_person(self, kind: str, key: str, project: str | None) -> Identity | None:
        """Find by `person` (GARPersonIdentifiant, within a project), `login`, `join_key` or `mail`."""
        ...

    def find_all(self, kind: str, key: str) -> tuple[Identity, ...]:
        """Return everybody found by such a key, or by `phone` or `birth_date` (ISO 8601); none where there is none."""
        ...

    def check_password(self, login: str, password: str, project: str | None = None) -> Identity | None:
        """Return the person of that ENT project when the password is theirs; the same answer and time otherwise."""
        ...

    def find_situations(self) -> tuple[Identity, ...]:
        """Return the people marked as a situation worth testing, in a stable order."""
        ...

    def find_people(self, *, starting: str = "", limit: int = 50) -> tuple[Identity, ...]:
        """Return people by login, in order, whose login starts so."""
        ...

    def find_everybody(self) -> Iterator[Identity]:
        """Yield everybody who could be looked up, one at a time and in no order to count on; keep nobody."""
        ...

    def find_schools(self) -> tuple[School, ...]:
        """Return each school, in order of UAI."""
        ...

    def find_school(self, uai: str) -> School | None:
        """Return the school of that UAI, or None."""
        ...

    def find_school_people(self, uai: str) -> tuple[Identity, ...]:
        """Return everybody with a membership in that school, in order of login; nobody where it is not known."""
        ...


@dataclass(frozen=True, slots=True)
class Put:
    """Describe one value to keep for so many seconds, in place of any before."""

    key: str
    value: bytes = field(repr=False)
    seconds: int


@dataclass(frozen=True, slots=True)
class Append:
    """Describe values to add to the end of a list, of which the last `keep` stay; see `Store.append`.

    Where `once` is set, a value that is in the list already is moved to the end.
    """

    key: str
    values: tuple[bytes, ...] = field(repr=False)
    seconds: int
    keep: int
    lasting: bool = False
    once: bool = False


class Store(Protocol):
    """Keep short-lived values by key. `take` and `add` are atomic across processes.

    Raises `StoreUnavailable` when it cannot answer: a store that fails closes the door.
    """

    def put(self, key: str, value: bytes, seconds: int) -> None:
        """Keep a value for so many seconds, in place of any before."""
        ...

    def add(self, key: str, value: bytes, seconds: int) -> bool:
        """Keep a value unless the key is there; tell whether it was kept."""
        ...

    def find(self, key: str) -> bytes | None:
        """Return the value, or None when absent or over."""
        ...

    def take(self, key: str) -> bytes | None:
        """Return the value and remove it, so that one caller alone gets it."""
        ...

    def append(self, key: str, value: bytes, seconds: int, keep: int, *, lasting: bool = False) -> None:
        """Add to the end of a list, keep its last `keep` items and renew its time.

        Where room is short, a list that is not `lasting` may be forgotten before its time.
        """
        ...

    def add_and_find(self, added: Put, key: str) -> tuple[bool, bytes | None]:
        """Add one value as `add` does and find another, in one exchange; tell whether the first was kept."""
        ...

    def write(self, *writes: Put | Append) -> None:
        """Make several writes in one exchange, in order; each is atomic, not all of them together."""
        ...

    def read_list(self, key: str) -> tuple[bytes, ...]:
        """Return the list, oldest first."""
        ...

    def count(self, key: str, seconds: int) -> int:
        """Add one and return the total; the first count starts the time."""
        ...

    def forget(self, key: str) -> None:
        """Remove a key, if there."""
        ...


class JourneyBook(Protocol):
    """Keep journeys between steps, and what must be used once."""

    def save(self, journey: Journey) -> None:
        """Store a journey in place of its former state."""
        ...

    def find(self, journey_id: str) -> Journey | None:
        """Return the journey, or None when unknown or over."""
        ...

    def take(self, journey_id: str) -> Journey | None:
        """Return the journey and end it, so that it releases once."""
        ...

    def expect_answer(self, issuer: str, request_id: str, journey_id: str) -> None:
        """Remember that an upstream request belongs to a journey."""
        ...

    def take_answer(self, issuer: str, request_id: str) -> str | None:
        """Return the journey id of an upstream request, once."""
        ...

    def use_once(self, kind: str, name: str, seconds: int) -> bool:
        """Tell whether this name is used for the first time within so many seconds."""
        ...


class SessionBook(Protocol):
    """Keep the sessions of every issuer, and who took part in each. One that was ended is so for every process."""

    def open(self, session: Session) -> None:
        """Keep a session until it ends; its browser knows it, and the guichet above by its own name for it."""
        ...

    def find(self, issuer: str, session_id: str) -> Session | None:
        """Return a session of an issuer, or None when it is over."""
        ...

    def find_beside(self, issuer: str, session_id: str, added: Put) -> tuple[Session | None, bool]:
        """Find a session, and add a value of its own in the same exchange; tell whether that was kept."""
        ...

    def in_same_browser(self, session: Session) -> tuple[Session, ...]:
        """Return the sessions open in the browser of one, which may be over itself."""
        ...

    def find_current(self, issuer: str, session_id: str) -> Session | None:
        """Return the session of that name, or the one that has taken its place; None when that is over."""
        ...

    def heir(self, issuer: str, session_id: str) -> str:
        """Return the identifier of the session that took the place of another at last; its own where none did."""
        ...

    def succeed(self, former: Session, session: Session) -> None:
        """Let an open session take the place of the same person's former one: what was opened in that goes on in it."""
        ...

    def end(self, session: Session) -> bool:
        """End a session; tell whether it was this call that ended it."""
        ...

    def join(self, session: Session, participant: Participant, *, findable: bool = True) -> None:
        """Record that a service was opened in a session; `findable` where it may ask for its end by the subject."""
        ...

    def join_writes(self, session: Session, participant: Participant, *, findable: bool = True) -> "tuple[Append, ...]":
        """Return what `join` would write, for who has more to write in the same exchange."""
        ...

    def participants(self, session: Session) -> tuple[Participant, ...]:
        """Return the services opened in a session and in those whose place it took, in order, be it over or not."""
        ...

    def find_by_subject(self, issuer: str, protocol: str, service: str, subject: str) -> tuple[str, ...]:
        """Return the identifiers of the sessions that a service, or the guichet above, knows by a subject.

        Those already over are included.
        """
        ...


class SignOutBook(Protocol):
    """Keep sign-outs between their steps."""

    def save(self, sign_out: SignOut) -> None:
        """Store a sign-out in place of its former state."""
        ...

    def find(self, sign_out_id: str) -> SignOut | None:
        """Return a sign-out, or None when unknown or over."""
        ...

    def find_of_session(self, issuer: str, session_id: str) -> SignOut | None:
        """Return the latest sign-out of a session, or None."""
        ...


class TraceBook(Protocol):
    """Keep what happened in journeys, for the publisher, for a short time."""

    def add_leg(self, journey_id: str, leg: Leg) -> None:
        """Record one message or decision."""
        ...

    def record(self, legs: Sequence[tuple[str, Leg]], ends: Sequence[tuple[TraceSummary, Outcome]]) -> None:
        """Record legs of journeys, in order, and how journeys ended, in one exchange."""
        ...

    def writes(
        self, legs: Sequence[tuple[str, Leg]], ends: Sequence[tuple[TraceSummary, Outcome]]
    ) -> tuple[Append, ...]:
        """Return what `record` would write, for who has more to write in the same exchange."""
        ...

    def conclude(self, summary: TraceSummary, outcome: Outcome) -> None:
        """Record how a journey ended, and list it among the latest."""
        ...

    def read(self, journey_id: str) -> tuple[Leg, ...]:
        """Return the legs of a journey, in order."""
        ...

    def find_outcome(self, journey_id: str) -> Outcome | None:
        """Return how a journey ended, if it has."""
        ...

    def latest(self) -> tuple[TraceSummary, ...]:
        """Return the latest journeys, newest first."""
        ...


class Contracts(Protocol):
    """Find contracts. A missing one is None, and then nothing is released."""

    def by_entity(self, issuer: str, entity_id: str) -> tuple[Contract, ...]:
        """Return the contracts of one service at one issuer, by its entityID, client_id or registered CAS service."""
        ...

    def find_service(self, issuer: str, address: str) -> str | None:
        """Return the registered CAS service (as the contract writes it) under which an address falls, or None."""
        ...

    def by_resource(self, issuer: str, resource: str) -> Contract | None:
        """Return the contract of a resource by its ARK."""
        ...

    def all(self, issuer: str) -> tuple[Contract, ...]:
        """Return every contract of a service at one issuer, by name."""
        ...

    def pages(self, issuer: str) -> tuple[Contract, ...]:
        """Return the contracts of an issuer's own pages, by name."""
        ...
