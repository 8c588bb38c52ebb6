"""Owns how a person's SDET entry becomes an identity, each fact with the attribute it comes from."""

from collections.abc import Mapping

from broker.core.fact_names import FactName
from broker.core.identity import NO_FACTS, Fact, Identity, Membership, PersonKey
from broker.core.refusals.decision import PersonAmbiguous
from broker.directories.entry_facts import read_civility, read_day, read_expiry, read_fact
from broker.directories.sdet_entries import Entry
from broker.directories.sdet_memberships import EntrySource, Ties, follow, read_memberships


def read_identity(entry: Entry, source: EntrySource, default_project: str) -> Identity | None:
    """Return the person, or None where the entry lacks a login or ENTPersonGARIdentifiant.

    Raises `PersonAmbiguous` for an entry with two logins or two identifiers (security-catalogue.md J204).
    """
    logins, identifiers = entry.values("ENTPersonLogin"), entry.values("ENTPersonGARIdentifiant")
    if not logins or not identifiers:
        return None
    if len(logins) > 1 or len(identifiers) > 1:
        raise PersonAmbiguous(expected="one ENTPersonLogin, one ENTPersonGARIdentifiant", received="several")
    ties = follow(entry, source)
    memberships = read_memberships(entry, ties, source)
    return Identity(
        key=PersonKey(ties.project or default_project, identifiers[0]),
        login=logins[0],
        family_name=read_fact(entry, "sn"),
        given_name=read_fact(entry, "givenName"),
        memberships=memberships,
        civility=read_civility(entry, "personalTitle", "ENTPersonSexe"),
        mail=read_fact(entry, "mail"),
        join_key=read_fact(entry, "ENTPersonJointure"),
        birth_date=read_day(entry, "ENTPersonDateNaissance"),
        pupil_number=read_fact(entry, "ENTEleveINE"),
        expires=read_expiry(entry),
        situation=entry.first("preauSituation") or None,
        facts=_read_facts(entry, ties, memberships),
    )


def _read_facts(entry: Entry, ties: Ties, memberships: tuple[Membership, ...]) -> Mapping[str, Fact]:
    """Return what only some entries say: a mobile, an AAF key of the first degree alone, children's days of birth."""
    facts: dict[str, Fact] = {}
    days = [day for child, _ in ties.children for day in read_day(child, "ENTPersonDateNaissance").values]
    if days:
        facts[FactName.CHILD_BIRTH_DATES] = Fact(tuple(days), "ENTAuxPersRelEleveEleve")
    if entry.values("mobile"):
        facts[FactName.PHONE] = read_fact(entry, "mobile")
    if memberships and all(membership.is_first_degree for membership in memberships):
        facts[FactName.FIRST_DEGREE_KEYS] = read_fact(entry, "ENTPersonJointure")
    return facts or NO_FACTS
