"""Owns the journal before anything was kept: it has no line, and its first makes the database."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from broker.core.journal.act import Act, Disclosure, Line
from broker.core.journal.line_check import Row
from broker.core.journal.search import ActSearch
from broker.flows.journal_ports import Acts, End, Heads, JournalPeople, JournalPerson, SignedHead


@dataclass(frozen=True, slots=True)
class LazyActs:
    """Keep the journal's lines (port `Acts`): `kept` gives what is there, if anything, and `open` makes it."""

    kept: Callable[[], Acts | None]
    open: Callable[[], Acts]

    def append(self, act: Act, disclosure: Disclosure | None = None) -> Line:
        """Add one line."""
        return self.open().append(act, disclosure)

    def search(self, wanted: ActSearch) -> tuple[Line, ...]:
        """Return the lines that fit, newest first."""
        kept = self.kept()
        return kept.search(wanted) if kept else ()

    def find(self, position: int) -> Line | None:
        """Return one line."""
        kept = self.kept()
        return kept.find(position) if kept else None

    def digests(self, first: int, last: int) -> tuple[str, ...]:
        """Return the digests of the lines from one position to another, both included."""
        kept = self.kept()
        return kept.digests(first, last) if kept else ()

    def rows(self) -> Iterator[Row]:
        """Yield every line as its fields and digest, by position."""
        kept = self.kept()
        return kept.rows() if kept else iter(())

    @property
    def end(self) -> End:
        """Return where the journal ends."""
        kept = self.kept()
        return kept.end if kept else End()


@dataclass(frozen=True, slots=True)
class LazyJournalPeople:
    """Keep who the references are (port `JournalPeople`)."""

    kept: Callable[[], JournalPeople | None]

    def find_person(self, mark: str) -> JournalPerson | None:
        """Return the reference and the secret of a person."""
        kept = self.kept()
        return kept.find_person(mark) if kept else None

    def find_secret(self, reference: str) -> str | None:
        """Return the secret behind a reference."""
        kept = self.kept()
        return kept.find_secret(reference) if kept else None

    def cut(self, mark: str) -> bool:
        """Erase what ties lines to a person; tell whether there was anything."""
        kept = self.kept()
        return kept.cut(mark) if kept else False


@dataclass(frozen=True, slots=True)
class LazyHeads:
    """Keep the signed heads (port `Heads`)."""

    kept: Callable[[], Heads | None]
    open: Callable[[], Heads]

    def add(self, signed: SignedHead) -> bool:
        """Add the next head; tell whether no other came first."""
        return self.open().add(signed)

    def latest(self) -> SignedHead | None:
        """Return the last head."""
        kept = self.kept()
        return kept.latest() if kept else None

    def covering(self, position: int) -> SignedHead | None:
        """Return the head of the block in which a line stands."""
        kept = self.kept()
        return kept.covering(position) if kept else None

    def all(self) -> Iterable[SignedHead | None]:
        """Return every head, in order."""
        kept = self.kept()
        return kept.all() if kept else ()
