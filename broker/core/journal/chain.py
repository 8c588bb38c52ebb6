"""Owns how lines are chained: the canonical text of a line, and the digest that makes it follow from the one before."""

import hashlib
import json
from collections.abc import Sequence

from broker.core.journal.act import Act, Line, write_codes, write_moment, write_reasons

FIRST = "0" * 64  # what the first line follows from
_DOMAIN = b"preau journal line 1\n"

# The fields of a line as it is chained and kept, in this order; `digest` follows.
FIELDS = (
    "position",
    "id",
    "at",
    "issuer",
    "act",
    "what",
    "actor",
    "contract",
    "version",
    "fingerprint",
    "protocol",
    "released",
    "withheld",
    "reference",
    "decision",
    "journey",
)
Fields = Sequence[int | str]
_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def fields_of(position: int, line_id: str, act: Act) -> Fields:
    """Return the fields of an act at its place, in the order of `FIELDS`."""
    return (
        position,
        line_id,
        write_moment(act.at),
        act.issuer,
        act.kind.value,
        act.what,
        act.actor,
        act.contract.name,
        act.contract.version,
        act.contract.fingerprint,
        act.protocol,
        write_codes(act.released),
        write_reasons(act.withheld),
        act.reference,
        act.decision,
        act.journey,
    )


def digest_after(previous: str, fields: Fields) -> str:
    """Return what chains a line to the one before: SHA-256 over the former digest and the fields as a JSON array.

    `fields` may be a row of a database, so long as its columns are those of `FIELDS`.
    """
    return hashlib.sha256(_DOMAIN + bytes.fromhex(previous) + _write(fields).encode()).hexdigest()


def digest_of_line(previous: str, line: Line) -> str:
    """Return the digest that a line must have after another."""
    return digest_after(previous, fields_of(line.position, line.id, line.act))
