"""Owns the commitment of a line to what left: opened by whoever has the values and the receipt, guessed by nobody else.

The nonce comes of a secret that is the person's own: once that is erased, nothing ties the line to anybody.
"""

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from broker.core.identity import PersonKey
from broker.core.journal.act import ContractMark, write_moment

SECRET_BYTES = 32
Attributes = Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Told:
    """Hold what one service was told: the subject, empty where it was named none that lasts, and the attributes."""

    contract: ContractMark
    decided_at: datetime
    subject: str = field(repr=False)
    attributes: Attributes = field(repr=False)


def mark_person(key: bytes, person: PersonKey) -> str:
    """Return by what the journal recognises a person: a keyed digest, from which nobody reads who it is."""
    return hmac.new(key, _canonical([person.project, person.identifier]), hashlib.sha256).hexdigest()


def write_statement(told: Told) -> bytes:
    """Write what left as canonical JSON: keys in order, no spaces, UTF-8; values in the order in which they left."""
    document = {
        "attributes": {code: list(values) for code, values in told.attributes},
        "contract": told.contract.name,
        "decided_at": write_moment(told.decided_at),
        "fingerprint": told.contract.fingerprint,
        "subject": told.subject,
        "version": told.contract.version,
    }
    return _canonical(document)


def nonce_of(secret: str, line_id: str) -> str:
    """Return the nonce of one line, from the secret of the person whom it is about."""
    return hmac.new(bytes.fromhex(secret), line_id.encode(), hashlib.sha256).hexdigest()


def reference_of(secret: str, line_id: str) -> str:
    """Return what a line says of the person whom it is about: another at each line, tied by their secret alone."""
    return hmac.new(bytes.fromhex(secret), b"reference " + line_id.encode(), hashlib.sha256).hexdigest()[:32]


def decision_of(nonce: str, statement: bytes) -> str:
    """Return the commitment to what left."""
    return hashlib.sha256(bytes.fromhex(nonce) + statement).hexdigest()


def _canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
