"""Owns how a report says what would change: names, fingerprints and hashes, never a secret nor a value."""

from collections.abc import Iterator
from dataclasses import fields
from hashlib import file_digest
from pathlib import Path
from typing import Any

from broker.core.contract import Contract
from broker.core.impact.proposal import Proposal, ProposedAttribute
from broker.core.impact.world import Pair
from broker.impact.inquiry import Inquiry
from broker.impact.words_hash import hash_words

_NOT_TOLD = frozenset({"fingerprint", "version", "approvals", "approved_by", "status", "name", "clauses"})
Told = dict[str, Any]


def tell_changes(inquiry: Inquiry) -> Iterator[Told]:
    """Yield each thing that would change."""
    before, after = inquiry.worlds
    for pairs in inquiry.by_directory.values():
        for pair in pairs:
            if pair.before != pair.after:
                yield {"kind": "contract", **name_pair(pair), "fields": list(_fields(pair))}
    yield from _tell_proposal(inquiry.change.proposal)
    if after.key != before.key:
        yield {"kind": "key", "before": before.key.version, "after": after.key.version}
    for directory, file in inquiry.change.snapshots.items():
        yield {"kind": "directory", "directory": directory, "sha256": hash_file(file)}


def _tell_proposal(proposal: Proposal) -> Iterator[Told]:
    for code, proposed in proposal.attributes.items():
        yield {"kind": "attribute", "code": code, "fields": list(_aspects(proposed))}
    for name, words in proposal.vocabularies.items():
        yield {"kind": "vocabulary", "name": name, "removed": list(words.removed), "added": list(words.added)}
    for directory, mapping in proposal.mappings.items():
        for fact, source in mapping.items():
            yield {"kind": "mapping", "directory": directory, "fact": str(fact), "attribute": source}


def tell_words(inquiry: Inquiry) -> Told:
    """Return the hash of the words before and after."""
    return {
        name: hash_words(world.vocabularies) for name, world in zip(("before", "after"), inquiry.worlds, strict=True)
    }


def name_pair(pair: Pair) -> Told:
    """Name a resource, and the content of its contracts by their fingerprints: null where there is none."""
    present = pair.present
    return {
        "issuer": present.issuer,
        "contract": present.name,
        "resource": present.resource,
        "title": {"fr": present.title.fr, "en": present.title.en},
        "fingerprints": {"before": _fingerprint(pair.before), "after": _fingerprint(pair.after)},
    }


def hash_file(file: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal, in constant memory."""
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()


def _fingerprint(contract: Contract | None) -> str | None:
    return contract.fingerprint if contract else None


def _fields(pair: Pair) -> Iterator[str]:
    """Yield the names of what differs between two contracts; of clauses, the codes."""
    before, after = pair.before, pair.after
    if before is None or after is None:
        return
    yield from (
        field.name
        for field in fields(Contract)
        if field.name not in _NOT_TOLD and getattr(before, field.name) != getattr(after, field.name)
    )
    sides = [{clause.code: clause for clause in one.clauses} for one in (before, after)]
    codes = sorted(sides[0].keys() | sides[1].keys())
    yield from (f"attributes.{code}" for code in codes if sides[0].get(code) != sides[1].get(code))


def _aspects(proposed: ProposedAttribute) -> Iterator[str]:
    for name, so in (
        ("form", proposed.form is not None),
        ("at_most", proposed.any_number or proposed.at_most is not None),
        ("drawn_as", proposed.drawn_as is not None),
    ):
        if so:
            yield name
