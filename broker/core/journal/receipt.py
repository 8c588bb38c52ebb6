"""Owns receipts: what proves, without the journal, that a line is in it and says what the service was told."""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from broker.core.journal.act import ContractMark
from broker.core.journal.chain import FIELDS, Fields, digest_after
from broker.core.journal.commitment import Told, decision_of, write_statement
from broker.core.journal.head import Head
from broker.core.journal.merkle import root_by
from broker.core.sentence import Sentence

_FORMAT, _MOST_STEPS = "preau_receipt", 64
_NUMBERS = frozenset({"position", "version"})


@dataclass(frozen=True, slots=True)
class Receipt:
    """Hold a line's fields, what it followed from, its path in the block of a signed head, and the nonce.

    `nonce` opens the line's decision to who has the values; it is empty where there is none, or it was erased.
    `index` and `size` are the line's place in the block. `key` is the public key, in PEM: who has it from elsewhere
    compares; empty where it is unknown.
    """

    fields: Fields
    previous: str
    index: int
    size: int
    path: tuple[str, ...]
    envelope: str
    key: str
    nonce: str = field(default="", repr=False)

    @property
    def digest(self) -> str:
        """Return the line's digest."""
        return digest_after(self.previous, self.fields)

    def said(self, name: str) -> str | int:
        """Return a field of the line."""
        return self.fields[FIELDS.index(name)]


class ReceiptFault(StrEnum):
    """Name why a receipt proves nothing."""

    UNSIGNED = "unsigned"
    ELSEWHERE = "elsewhere"
    NOT_INCLUDED = "not_included"
    OTHER_VALUES = "other_values"


RECEIPT_FAULTS = {
    ReceiptFault.UNSIGNED: Sentence("la tête n’est pas signée par cette clé", "the head is not signed by this key"),
    ReceiptFault.ELSEWHERE: Sentence(
        "la ligne n’est pas à sa place dans le bloc de cette tête",
        "the line is not at its place in the block of this head",
    ),
    ReceiptFault.NOT_INCLUDED: Sentence(
        "la ligne n’est pas de celles que la tête a scellées", "the line is none of those that the head has sealed"
    ),
    ReceiptFault.OTHER_VALUES: Sentence(
        "ce qui a été reçu n’est pas ce que la ligne atteste", "what was received is not what the line commits to"
    ),
}


def write_receipt(receipt: Receipt) -> dict[str, object]:
    """Return a receipt as a JSON document."""
    return {
        _FORMAT: 1,
        "line": dict(zip(FIELDS, receipt.fields, strict=True)),
        "previous": receipt.previous,
        "digest": receipt.digest,
        "index": receipt.index,
        "size": receipt.size,
        "path": list(receipt.path),
        "head": json.loads(receipt.envelope),
        "key": receipt.key,
        "nonce": receipt.nonce,
    }


def read_receipt(document: object) -> Receipt:
    """Read a receipt from a JSON document; raises ValueError for anything else."""
    if not isinstance(document, dict) or document.get(_FORMAT) != 1:
        raise ValueError("this is no receipt of a journal")
    line, path = document.get("line"), document.get("path")
    if not isinstance(line, dict) or line.keys() != set(FIELDS):
        raise ValueError("its line is none of a journal")
    if not isinstance(path, list) or len(path) > _MOST_STEPS:
        raise ValueError("its path is no list of digests")
    if any(type(value) is not (int if name in _NUMBERS else str) for name, value in line.items()):
        raise ValueError("a field of its line is of another type")
    return Receipt(
        fields=tuple(line[name] for name in FIELDS),
        previous=_digest(document, "previous"),
        index=_count(document, "index"),
        size=_count(document, "size"),
        path=tuple(_hex(step) for step in path),
        envelope=json.dumps(document.get("head")),
        key=str(document.get("key", "")),
        nonce=_digest(document, "nonce") if document.get("nonce") else "",
    )


def check_receipt(receipt: Receipt, head: Head | None) -> ReceiptFault | None:
    """Return why a receipt proves nothing, None where the line is in the journal; `head` is None where unsigned."""
    if head is None:
        return ReceiptFault.UNSIGNED
    if receipt.size != head.last - head.first + 1 or receipt.said("position") != head.first + receipt.index:
        return ReceiptFault.ELSEWHERE
    root = root_by(receipt.digest, receipt.index, receipt.size, receipt.path)
    return None if root == head.root else ReceiptFault.NOT_INCLUDED


def check_values(receipt: Receipt, subject: str, attributes: Mapping[str, Sequence[str]]) -> ReceiptFault | None:
    """Return why what was received is not what the line commits to, None where it is."""
    contract = ContractMark(
        str(receipt.said("contract")), int(receipt.said("version")), str(receipt.said("fingerprint"))
    )
    told = Told(contract, datetime.fromisoformat(str(receipt.said("at"))), subject, tuple(attributes.items()))
    if not receipt.nonce:
        return ReceiptFault.OTHER_VALUES
    decision = decision_of(receipt.nonce, write_statement(told))
    return None if hmac.compare_digest(decision, str(receipt.said("decision"))) else ReceiptFault.OTHER_VALUES


def _digest(document: Mapping[str, object], name: str) -> str:
    return _hex(document.get(name))


def _hex(value: object) -> str:
    if not isinstance(value, str) or len(value) != 64 or set(value) - set("0123456789abcdef"):  # noqa: PLR2004 - SHA-256
        raise ValueError("a digest that is no SHA-256 in hexadecimal")
    return value


def _count(document: Mapping[str, object], name: str) -> int:
    value = document.get(name)
    if type(value) is not int or value < 0:
        raise ValueError(f"{name} is no number")
    return value
