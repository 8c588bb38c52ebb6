"""Owns the heads of the journal: what is signed of a block of lines, so that all before it is held too."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from broker.core.journal.act import write_moment
from broker.core.journal.chain import FIRST

KIND = "journal-head"  # of the signed statement
NO_HEAD = FIRST  # what the first head follows from
_SHAPE = {"at": str, "chain": str, "first": int, "last": int, "number": int, "previous": str, "root": str}


@dataclass(frozen=True, slots=True)
class Head:
    """Say of the lines from `first` to `last`: the digest of the last, the root over all, the head before."""

    number: int
    first: int
    last: int
    at: datetime
    chain: str
    root: str
    previous: str

    def statement(self) -> dict[str, object]:
        """Return what is stated."""
        return {
            "at": write_moment(self.at),
            "chain": self.chain,
            "first": self.first,
            "last": self.last,
            "number": self.number,
            "previous": self.previous,
            "root": self.root,
        }

    def payload(self) -> bytes:
        """Write what is signed, as statements are written."""
        return json.dumps(self.statement(), sort_keys=True).encode()

    @property
    def digest(self) -> str:
        """Return what the next head follows from."""
        return hashlib.sha256(self.payload()).hexdigest()


def read_head(payload: bytes) -> Head:
    """Read a head from what was signed; raises ValueError for anything else."""
    document = json.loads(payload)
    if not isinstance(document, dict) or {name: type(value) for name, value in document.items()} != _SHAPE:
        raise ValueError("no head of a journal")
    head = Head(**{**document, "at": datetime.fromisoformat(document["at"])})
    if head.payload() != payload:
        raise ValueError("a head that is not written as heads are")
    return head
