"""Owns the reading of the journal: what it says, whether it is whole, the receipt of a line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from broker.core.journal.act import ActKind, Line
from broker.core.journal.chain import FIRST, fields_of
from broker.core.journal.commitment import nonce_of
from broker.core.journal.finding import Verdict
from broker.core.journal.head import Head
from broker.core.journal.merkle import path_of
from broker.core.journal.receipt import Receipt
from broker.core.journal.search import ActSearch
from broker.core.journal.whole_check import SeenHead, WholeCheck
from broker.core.refusals.journal import LineUnknown
from broker.flows.journal_ports import Acts, Heads, JournalPeople, SignedHead
from broker.flows.journal_sealing import Sealing


@dataclass(frozen=True, slots=True)
class JournalReview:
    """Read the journal.

    `see` tells what a head's signature is worth; `find_key` gives the public key that signed it, as PEM, empty where
    it is none of ours. `find_last` gives the last head as it was kept outside the database, None where none was.
    """

    acts: Acts
    people: JournalPeople
    heads: Heads
    sealing: Sealing
    see: Callable[[SignedHead | None], SeenHead] = field(repr=False)
    find_key: Callable[[SignedHead], str] = field(repr=False)
    find_last: Callable[[], Head | None] = field(repr=False)

    def search(self, wanted: ActSearch) -> tuple[Line, ...]:
        """Return the lines that fit, newest first."""
        return self.acts.search(wanted)

    def check(self, known: Mapping[int, str] | None = None) -> Verdict:
        """Read every line and head once, and return what is wrong; `known` are digests kept elsewhere, by position."""
        last = self.find_last()  # first: it is kept once the head stands, and a head never comes before its lines
        heads = tuple(self.see(signed) for signed in self.heads.all())
        return WholeCheck(heads, self.sealing.every, known or {}, last).check(self.acts.rows())

    def find_receipt(self, position: int) -> Receipt:
        """Return the receipt of a line, sealed now where it was not; raises `LineUnknown`."""
        line = self.acts.find(position)
        signed = self.heads.covering(position) or (self.sealing.seal() if line else None)
        if line is None or signed is None:
            raise LineUnknown(expected=f"a position from 1 to {self.acts.end.position}", received=str(position))
        head = signed.head
        before = self.acts.find(position - 1)
        digests, index = self.acts.digests(head.first, head.last), position - head.first
        secret = self.people.find_secret(line.about) if line.id else None
        return Receipt(
            fields=fields_of(line.position, line.id, line.act),
            previous=before.digest if before else FIRST,
            index=index,
            size=head.last - head.first + 1,
            path=path_of(index, digests),
            envelope=signed.envelope,
            key=self.find_key(signed),
            nonce=nonce_of(secret, line.id) if secret else "",
        )

    def find_receipts(self, journey: str) -> tuple[Receipt, ...]:
        """Return the receipts of what left in a journey, in order; raises `LineUnknown` where nothing did."""
        found = self.acts.search(ActSearch(kind=ActKind.RELEASE, journey=journey))
        if not found:
            raise LineUnknown(expected="a journey that released something", received=journey[:64])
        return tuple(self.find_receipt(line.position) for line in reversed(found))
