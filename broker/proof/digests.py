"""Owns the digests by which a proof names what it is about: the code that ran, the contracts, the catalogue."""

import json
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path

import broker
from broker.core.catalogue import CATALOGUE, VOCABULARIES
from broker.core.catalogue_attribute import CatalogueAttribute
from broker.core.contract import Contract

_SUFFIXES = frozenset({".py", ".html", ".jinja", ".xsd"})


@cache
def digest_code() -> str:
    """Return the SHA-256 of every source of the broker as it is on the disk when first asked: path, length, content."""
    root = Path(broker.__file__).parent
    found = sha256()
    for file in sorted(root.rglob("*"), key=lambda one: one.relative_to(root).as_posix()):
        if file.suffix in _SUFFIXES and file.is_file():
            content = file.read_bytes()
            found.update(f"{file.relative_to(root).as_posix()}\0{len(content)}\0".encode())
            found.update(content)
    return found.hexdigest()


def digest_contracts(contracts: Iterable[Contract]) -> str:
    """Return the SHA-256 of what contracts allow, with their numbers and where each stands in its life."""
    rows = sorted(
        [one.issuer, one.name, one.version, one.fingerprint, one.status.value, one.approved_by] for one in contracts
    )
    return _digest(rows)


@cache
def digest_catalogue() -> str:
    """Return the SHA-256 of the catalogue's rows and of its vocabularies."""
    return _digest([[_row(one) for one in CATALOGUE.values()], {name: list(one) for name, one in VOCABULARIES.items()}])


def _row(attribute: CatalogueAttribute) -> list[object]:
    return [
        attribute.code,
        attribute.form.pattern,
        attribute.at_most,
        attribute.confidence.value,
        getattr(attribute.derive, "__qualname__", ""),
    ]


def _digest(data: object) -> str:
    return sha256(json.dumps(data, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
