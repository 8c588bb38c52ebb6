"""Owns how a person's SDET entry becomes an identity, each fact with the attribute it comes from."""

from collections.abc import Mapping
from datetime import date, datetime

from broker.core.fact_names import FactName
from broker.core.identity import NO_FACTS, NOTHING, Fact, Identity, PersonKey
from broker.core.refusals.decision import PersonAmbiguous
from broker.directories.sdet_entries import Entry
from broker.directories.sdet_memberships import EntrySource, find_attached, find_children, read_memberships

_CIVILITIES = {
    "personalTitle": {
        "m": "M.",
        "m.": "M.",
        "mr": "M.",
        "monsieur": "M.",
        "mme": "Mme",
        "mlle": "Mme",
        "madame": "Mme",
    },
    "ENTPersonSexe": {"m": "M.", "f": "Mme", "1": "M.", "2": "Mme"},
}


def read_identity(entry: Entry, source: EntrySource, default_project: str) -> Identity | None:
    """Return the person, or None where the entry lacks a login or ENTPersonGARIdentifiant.

    Raises `PersonAmbiguous` for an entry with two logins or two identifiers (security-catalogue.md J204).
    """
    logins, identifiers = entry.values("ENTPersonLogin"), entry.values("ENTPersonGARIdentifiant")
    if not logins or not identifiers:
        return None
    if len(logins) > 1 or len(identifiers) > 1:
        raise PersonAmbiguous(expected="one ENTPersonLogin, one ENTPersonGARIdentifiant", received="several")
    return Identity(
        key=PersonKey(find_project(entry, source) or default_project, identifiers[0]),
        login=logins[0],
        family_name=_fact(entry, "sn"),
        given_name=_fact(entry, "givenName"),
        memberships=read_memberships(entry, source),
        civility=_civility(entry),
        mail=_fact(entry, "mail"),
        join_key=_fact(entry, "ENTPersonJointure"),
        birth_date=_birth_date(entry),
        pupil_number=_fact(entry, "ENTEleveINE"),
        expires=_expires(entry),
        situation=entry.first("preauSituation") or None,
        facts=_facts(entry, source),
    )


def find_project(entry: Entry, source: EntrySource) -> str | None:
    """Return the ENT project of the person's own school, for a guardian that of the first child's."""
    own = next(find_attached(entry, source), None)
    if own is not None:
        return own.project
    for child in find_children(entry, source):
        return find_project(child, source) if child.dn != entry.dn else None
    return None


def _facts(entry: Entry, source: EntrySource) -> Mapping[str, Fact]:
    """Return a guardian's children's days of birth, asked at an activation (facts/identity-providers.md 1.8)."""
    days = [day for child in find_children(entry, source) for day in _birth_date(child).values]
    return {FactName.CHILD_BIRTH_DATES: Fact(tuple(days), "ENTAuxPersRelEleveEleve")} if days else NO_FACTS


def _fact(entry: Entry, name: str) -> Fact:
    values = entry.values(name)
    return Fact(tuple(values), name) if values else NOTHING


def _civility(entry: Entry) -> Fact:
    for name, words in _CIVILITIES.items():
        word = words.get(entry.first(name).strip().casefold())
        if word:
            return Fact((word,), name)
    return NOTHING


def _birth_date(entry: Entry) -> Fact:
    """Write the SDET's `dd/MM/yyyy` as ISO 8601; what is no date is kept, for the catalogue's form to refuse."""
    value = entry.first("ENTPersonDateNaissance")
    if not value:
        return NOTHING
    try:
        value = datetime.strptime(value, "%d/%m/%Y").date().isoformat()  # noqa: DTZ007 - a day, not a moment
    except ValueError:
        return Fact((value,), "ENTPersonDateNaissance")
    return Fact((value,), "ENTPersonDateNaissance")


def _expires(entry: Entry) -> date | None:
    """Read preauExpires; an unreadable day closes the account."""
    value = entry.first("preauExpires")
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return date.min
