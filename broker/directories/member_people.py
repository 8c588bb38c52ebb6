"""Owns how institutions outside of the academies describe their people: eduPerson and supann, and the hubs' words.

The attributes of universities are those of facts/identity-providers.md 5; those of a partner ministry's agents are the
hubs' (3.3), whose being kept in a directory under these names is a simulated assumption.
"""

from types import MappingProxyType

from broker.core.fact_names import FactName
from broker.core.identity import NOTHING, Fact, Identity, Membership, PersonKey
from broker.core.postings import read_memberships
from broker.core.profile import Profile
from broker.directories.entry_facts import read_expiry, read_fact, read_facts, read_uid
from broker.directories.sdet_entries import Entry, fold_dn
from broker.directories.sdet_memberships import EntrySource

FACTS = {
    FactName.UID: "uid",
    FactName.FAMILY_NAME: "sn",
    FactName.GIVEN_NAME: "givenName",
    FactName.MAIL: "mail",
    FactName.PRINCIPAL: "eduPersonPrincipalName",
    FactName.AFFILIATIONS: "eduPersonAffiliation",
    FactName.SCOPED_AFFILIATIONS: "eduPersonScopedAffiliation",
    FactName.ENTITLEMENTS: "eduPersonEntitlement",
    FactName.ESTABLISHMENT: "supannEtablissement",
    FactName.FUNCTION: "fredufonctadm",
    FactName.POSTINGS: "fredurne",
    FactName.SCHOOLS_HEADED: "fredurneresp",
}
ATTRIBUTES = ("objectClass", "preauSituation", "preauExpires", *FACTS.values())


def read_member_person(entry: Entry, _source: EntrySource, default_project: str) -> Identity | None:
    """Return the person, or None without uid; their project is the institution whose branch (`o=…`) holds them.

    Raises `PersonAmbiguous` for two uid (security-catalogue.md J204).
    """
    login = read_uid(entry)
    if login is None:
        return None
    facts = read_facts(entry, FACTS)
    return Identity(
        key=PersonKey(find_institution(entry.dn) or default_project, login),
        login=login,
        family_name=read_fact(entry, "sn"),
        given_name=read_fact(entry, "givenName"),
        memberships=_memberships(facts),
        mail=read_fact(entry, "mail"),
        expires=read_expiry(entry),
        situation=entry.first("preauSituation") or None,
        facts=MappingProxyType(facts),
    )


def find_institution(dn: str) -> str | None:
    """Return the institution of a DN, `universite` for `uid=…,o=universite,…`."""
    parts = (part for part in fold_dn(dn).split(",") if part.startswith("o="))
    return next((part.removeprefix("o=") for part in parts), None)


def _memberships(facts: dict[str, Fact]) -> tuple[Membership, ...]:
    """Return the schools of an agent of schools; anybody else has a profession, and no school."""
    if FactName.FUNCTION in facts:
        return read_memberships(facts)
    source = facts.get(FactName.AFFILIATIONS, NOTHING).source
    return (Membership("", "", Profile.PROFESSIONAL, uai_source="", profile_source=source),)
