"""Owns the ports of the journal: its lines, the people behind its references, its signed heads."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from broker.core.journal.act import Act, Disclosure, Line
from broker.core.journal.chain import FIRST
from broker.core.journal.head import Head
from broker.core.journal.line_check import Row
from broker.core.journal.search import ActSearch


@dataclass(frozen=True, slots=True)
class JournalPerson:
    """Hold what ties a school year's lines to a person, and nothing else does: reference, and secret of the nonces."""

    reference: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class End:
    """Say where the journal ends: the last position and its digest; 0 and FIRST where there is none."""

    position: int = 0
    digest: str = FIRST


class Acts(Protocol):
    """Keep every act for good: lines are added, and never changed nor taken out.

    Raises `RecordsUnavailable` when it cannot answer.
    """

    def append(self, act: Act, disclosure: Disclosure | None = None) -> Line:
        """Add one line, durable once this returns; of a release, with what commits to the person and to what left."""
        ...

    def search(self, wanted: ActSearch) -> tuple[Line, ...]:
        """Return the lines that fit, newest first."""
        ...

    def find(self, position: int) -> Line | None:
        """Return one line."""
        ...

    def digests(self, first: int, last: int) -> tuple[str, ...]:
        """Return the digests of the lines from one position to another, both included, as they stand."""
        ...

    def rows(self) -> Iterator[Row]:
        """Yield every line as its fields and digest, by position, as all are at one moment: nothing is checked."""
        ...

    @property
    def end(self) -> End:
        """Return where the journal ends."""
        ...


class JournalPeople(Protocol):
    """Keep who the references are, by their marks: what is taken out here can be tied to nobody any more."""

    def find_all(self, mark: str) -> tuple[JournalPerson, ...]:
        """Return the references and secrets of a person, one a school year; none for one whom no line is about."""
        ...

    def find_secret(self, reference: str) -> str | None:
        """Return the secret behind a reference; None once it was cut."""
        ...

    def cut(self, mark: str) -> bool:
        """Erase what ties lines to a person; tell whether there was anything."""
        ...


@dataclass(frozen=True, slots=True)
class SignedHead:
    """Hold a head and the envelope that signs it, as JSON text."""

    head: Head
    envelope: str


class Heads(Protocol):
    """Keep the signed heads, which are added and never changed."""

    def add(self, signed: SignedHead) -> bool:
        """Add the next head; tell whether no other came first."""
        ...

    def latest(self) -> SignedHead | None:
        """Return the last head."""
        ...

    def covering(self, position: int) -> SignedHead | None:
        """Return the head of the block in which a line stands; None where none was signed yet."""
        ...

    def all(self) -> Iterable[SignedHead | None]:
        """Return every head, in order; None for each that cannot be read."""
        ...
