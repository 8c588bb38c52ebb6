"""Owns the check of the whole journal: its lines against their chain, its heads against one another and the lines."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from broker.core.journal.finding import Fault, Finding, Verdict
from broker.core.journal.head import NO_HEAD, Head
from broker.core.journal.line_check import LineCheck, Row
from broker.core.journal.merkle import root_of


class Signature(StrEnum):
    """Say what a head's signature is worth: by a key of ours, by one that is not known (any more), or none."""

    GOOD = "good"
    UNKNOWN = "unknown"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class SeenHead:
    """Hold a head as it was found, None for one that cannot be read, and what its signature is worth."""

    head: Head | None
    signature: Signature


@dataclass(slots=True)
class WholeCheck:
    """Check the journal once; `known` are digests that lines had when somebody kept them elsewhere, by position.

    `last` is the last head as it was kept outside the database, None where none was: no head may be missing up to it.
    `every` is how many lines a head is signed after at the latest: where twice as many have none, one was taken out.
    """

    heads: Sequence[SeenHead]
    every: int
    known: Mapping[int, str] = field(default_factory=dict)
    last: Head | None = None
    _findings: list[Finding] = field(default_factory=list)
    _block: list[str] = field(default_factory=list)

    def check(self, rows: Iterable[Row]) -> Verdict:
        """Read every row once, in the order of positions, and return what was found."""
        heads = tuple(self._check_heads())
        lines, due = LineCheck(rows), iter(heads)
        expected, count = next(due, None), 0
        known = {**({self.last.last: self.last.chain} if self.last else {}), **self.known}
        for position, digest in lines.read():
            count += 1
            if known and known.get(position, digest) != digest:
                self._findings.append(Finding(Fault.REWRITTEN, position, position))
            if expected is not None and position == expected.first:
                self._block.clear()  # of lines that no head holds
            self._block.append(digest)
            if expected is not None and position >= expected.last:
                self._close(expected, lines.findings)
                expected = next(due, None)
        sealed = heads[-1].last if heads else 0
        self._check_tail(lines, sealed)
        findings = tuple(sorted((*lines.findings, *self._findings), key=lambda one: (one.first, one.fault)))
        return Verdict(count, len(heads), min(sealed, lines.end), lines.digest, findings)

    def _close(self, head: Head, found: Sequence[Finding]) -> None:
        """Hold a block to its head, unless what is wrong in it was named already."""
        named = any(one.last >= head.first and one.first <= head.last for one in found)
        if not named and (self._block[-1] != head.chain or root_of(self._block) != head.root):
            self._findings.append(Finding(Fault.REWRITTEN, head.first, head.last))
        self._block.clear()

    def _check_tail(self, lines: LineCheck, sealed: int) -> None:
        kept = self.last.last if self.last else 0
        last = max(sealed, kept, *self.known)
        if lines.end < last:
            self._findings.append(Finding(Fault.REMOVED, lines.end + 1, last))
        elif lines.end - sealed >= 2 * self.every:
            self._findings.append(Finding(Fault.HEAD_MISSING, sealed + 1, lines.end))
        elif sealed < kept:
            self._findings.append(Finding(Fault.HEAD_MISSING, sealed + 1, kept))

    def _check_heads(self) -> Iterator[Head]:
        """Yield the heads that follow from one another; note each that does not, and those that nobody vouches for."""
        previous, number, sealed = NO_HEAD, 0, 0
        vouched = self._last_vouched()
        for at, seen in enumerate(self.heads):
            head = seen.head
            if head is None or seen.signature is Signature.BAD or at > vouched:
                end = (sealed + 1, sealed + 1) if head is None else (head.first, head.last)
                self._findings.append(Finding(Fault.HEAD_FORGED, *end))
            if head is None:
                previous, number = "", number + 1
                continue
            if head.first != sealed + 1 and previous:
                self._findings.append(Finding(Fault.HEAD_MISSING, sealed + 1, head.first - 1))
            elif previous and (head.previous != previous or head.number != number + 1):
                self._findings.append(Finding(Fault.HEAD_BROKEN, head.first, head.last))
            previous, number, sealed = head.digest, head.number, head.last
            yield head

    def _last_vouched(self) -> int:
        """Return the place of the last head that a key of ours has signed: those before follow into it."""
        good = (at for at, seen in enumerate(self.heads) if seen.signature is Signature.GOOD)
        return max(good, default=-1)
