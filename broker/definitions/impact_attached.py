"""Owns the report of an impact that somebody attached to a proposed contract: where it is, and its first lines."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from broker.definitions.contract_reader import WorkingCopy
from broker.definitions.contract_register import ContractRegister

_MOST_LINES = 12


def find_impact(register: ContractRegister, working: WorkingCopy) -> Path | None:
    """Return the report attached to exactly this content, or to what it asks for; None where there is none."""
    folder = register.versions_of(working.contract.name).folder
    found = (folder / f"impact-{content}.json" for content in (working.contract.fingerprint, working.asked))
    return next((file for file in found if file.is_file()), None)


def read_impact(file: Path) -> Mapping[str, Any]:
    """Return a report; an empty one where it cannot be read."""
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def facts_of(report: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return what a report says in single values, by name: counts, days, fingerprints."""
    plain = ((name, value) for name, value in report.items() if isinstance(value, str | int | float))
    nested = (
        (f"{name}.{inner}", value)
        for name, table in report.items()
        if isinstance(table, dict)
        for inner, value in table.items()
        if isinstance(value, str | int | float)
    )
    return tuple((name, str(value)) for name, value in (*plain, *nested))[:_MOST_LINES]


def summarise_impact(file: Path) -> str:
    """Return a report's single values as lines of text."""
    lines = (f"  {name}: {value}" for name, value in facts_of(read_impact(file)))
    return "\n".join((f"impact: {file.name}", *lines))
