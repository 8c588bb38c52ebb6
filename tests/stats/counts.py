"""Owns the making of counts for the tests of statistics."""

from dataclasses import replace
from datetime import date

from broker.flows.rights_ports import AccessCount

DAY = date(2026, 11, 30)


def a_count(accesses: int, **changes: object) -> AccessCount:
    """Return so many accesses of a day, school, public, resource and project."""
    count = AccessCount(DAY, "9990001A", "ELEVE", "ark:/77777/carnet", "P0", accesses)
    return replace(count, **changes)  # type: ignore[arg-type] # any field of the type
