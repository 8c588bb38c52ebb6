"""Owns the reading of every line: whether each follows from the one before, and what was done where one does not.

What is wrong is named by looking at the lines around it; the reading then goes on, so that one fault hides no other.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from broker.core.journal.chain import FIRST, digest_after
from broker.core.journal.finding import Fault, Finding

Row = Sequence[int | str]  # the fields of `chain.FIELDS`, then the digest
_MOST_TRIED = 1000  # how many lines taken out one after the other are told as such, where the rest was renumbered


class LineCheck:
    """Read rows in the order of their positions; yield what each block may be made of, and collect what is wrong."""

    def __init__(self, rows: Iterable[Row]) -> None:
        """Prepare; nothing is read yet."""
        self.findings: list[Finding] = []
        self.digest, self.end = FIRST, 0
        self._rows, self._ahead = iter(rows), deque[Row]()
        self._shift = 0  # by how much positions differ from those that lines were given

    def read(self) -> Iterator[tuple[int, str]]:
        """Yield the position that each line was given, and its digest as it stands."""
        while (row := self._take()) is not None:
            position = _number(row) - self._shift
            if position > self.end + 1:
                self._note(Fault.REMOVED, self.end + 1, position - 1)
            elif _digest(self.digest, row[:-1]) != row[-1] and not self._fits(self.digest, row, position):
                found = self._diagnose(row, position)
                if found is None:
                    continue
                row = found
                position = self.end + 1
            self.digest, self.end = str(row[-1]), position
            yield position, self.digest

    def _diagnose(self, row: Row, position: int) -> Row | None:
        """Name what is wrong at a line; return the line that counts at its place, None where it counts for nothing."""
        following, here = self._peek(), _number(row)
        if following is not None and self._fits(self.digest, following, position):
            if self._fits(str(following[-1]), row, position + 1):
                self._note(Fault.REORDERED, here, here + 1)
                self._ahead[0] = (position + 1 + self._shift, *row[1:])
                return following
            self._note(Fault.INSERTED, here, here)
            self._shift += 1
            return None
        taken = self._find_taken(row, following, position)
        if taken:
            self._note(Fault.REMOVED, position, position + taken - 1)
            self._shift -= taken
            self.end += taken
        else:
            self._note(Fault.CHANGED, here, here)
        return row

    def _find_taken(self, row: Row, following: Row | None, position: int) -> int:
        """Return how many lines are missing before this one, where those that follow were given other positions."""
        if following is None or self._fits(str(row[-1]), following, position + 1):
            return 0
        tried = range(1, _MOST_TRIED + 1)
        return next((one for one in tried if self._fits(str(row[-1]), following, position + 1 + one)), 0)

    def _fits(self, previous: str, row: Row, position: int) -> bool:
        return _digest(previous, (position, *row[1:-1])) == row[-1]

    def _note(self, fault: Fault, first: int, last: int) -> None:
        self.findings.append(Finding(fault, first, last))

    def _take(self) -> Row | None:
        return self._ahead.popleft() if self._ahead else next(self._rows, None)

    def _peek(self) -> Row | None:
        if not self._ahead:
            following = next(self._rows, None)
            if following is None:
                return None
            self._ahead.append(following)
        return self._ahead[0]


def _digest(previous: str, fields: Row) -> str:
    """Return the digest that a line must have; nothing where what stands there is none of what lines hold."""
    try:
        return digest_after(previous, fields)
    except (TypeError, ValueError):
        return ""


def _number(row: Row) -> int:
    return int(row[0])
