"""Owns how one attribute of an entry becomes a fact: names, civility, dates. Every layout reads by it."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from broker.core.fact_names import FactName
from broker.core.identity import NOTHING, Fact
from broker.core.refusals.decision import PersonAmbiguous
from broker.directories.sdet_entries import Entry

_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_TITLES = {"m": "M.", "m.": "M.", "mr": "M.", "monsieur": "M.", "mme": "Mme", "mlle": "Mme", "madame": "Mme"}
_SEXES = {"m": "M.", "f": "Mme", "1": "M.", "2": "Mme"}
_CIVILITIES: Mapping[str, Mapping[str, str]] = {
    "personalTitle": _TITLES,
    "ENTPersonSexe": _SEXES,
    "codecivilite": _TITLES,
}


def read_fact(entry: Entry, name: str) -> Fact:
    """Return the values of an attribute with its name."""
    values = entry.attributes.get(name)
    return Fact(tuple(values), name) if values else NOTHING


def read_facts(entry: Entry, sources: Mapping[FactName, str]) -> dict[str, Fact]:
    """Return those of these facts of which the entry says something; `sources` names the attribute of each."""
    return {name: read_fact(entry, source) for name, source in sources.items() if entry.values(source)}


def read_uid(entry: Entry) -> str | None:
    """Return the one uid, None without any; raise `PersonAmbiguous` for two (security-catalogue.md J204)."""
    found = entry.values("uid")
    if len(found) > 1:
        raise PersonAmbiguous(expected="one uid", received="several")
    return found[0] if found else None


def read_civility(entry: Entry, *names: str) -> Fact:
    """Return `M.` or `Mme` by the first of these attributes that says it."""
    for name in names:
        word = _CIVILITIES[name].get(entry.first(name).strip().casefold())
        if word:
            return Fact((word,), name)
    return NOTHING


def read_day(entry: Entry, name: str) -> Fact:
    """Write `dd/MM/yyyy` as ISO 8601; what is no date is kept, for the catalogue's form to refuse."""
    value = entry.first(name)
    if not value:
        return NOTHING
    return Fact((_iso(value),), name)


@lru_cache(16_384)
def _iso(value: str) -> str:
    written = _DAY.fullmatch(value)
    if written is None:
        return value
    try:
        return date(int(written[3]), int(written[2]), int(written[1])).isoformat()
    except ValueError:
        return value


def read_expiry(entry: Entry) -> date | None:
    """Read preauExpires; an unreadable day closes the account."""
    value = entry.first("preauExpires")
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return date.min
