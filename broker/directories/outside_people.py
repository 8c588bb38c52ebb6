"""Owns how people beyond schools are described: citizens by their pivot identity, professionals by their organisation.

The attributes are the sandbox's own: no public directory of this kind exists (facts/identity-providers.md 4).
"""

from types import MappingProxyType

from broker.core.fact_names import FactName
from broker.core.identity import NOTHING, Fact, Identity, Membership, PersonKey
from broker.core.profile import Profile
from broker.directories.entry_facts import read_expiry, read_facts, read_uid
from broker.directories.sdet_entries import Entry
from broker.directories.sdet_memberships import EntrySource

_OWN = ("objectClass", "preauSituation", "preauExpires")
_NAMES = {
    FactName.UID: "uid",
    FactName.FAMILY_NAME: "sn",
    FactName.GIVEN_NAME: "givenName",
    FactName.USUAL_NAME: "preauUsualName",
    FactName.MAIL: "mail",
    FactName.PHONE: "mobile",
}
CITIZEN_FACTS = {
    **_NAMES,
    FactName.GENDER: "preauGender",
    FactName.BIRTH_DATE: "preauBirthDate",
    FactName.BIRTH_PLACE: "preauBirthPlace",
    FactName.BIRTH_COUNTRY: "preauBirthCountry",
}
PROFESSIONAL_FACTS = {
    **_NAMES,
    FactName.SIRET: "preauSiret",
    FactName.SIREN: "preauSiren",
    FactName.ORGANISATION: "o",
    FactName.UNIT: "ou",
    FactName.POPULATION: "preauPopulation",
    FactName.ROLES: "preauRole",
    FactName.PROVIDER: "preauProvider",
}
CITIZEN_ATTRIBUTES = (*_OWN, *CITIZEN_FACTS.values())
PROFESSIONAL_ATTRIBUTES = (*_OWN, *PROFESSIONAL_FACTS.values())


def read_citizen(entry: Entry, _source: EntrySource, default_project: str) -> Identity | None:
    """Return the citizen; `givenName` has one value per first name, joined in the fact `given_name`."""
    facts = read_facts(entry, CITIZEN_FACTS)
    names = facts.get(FactName.GIVEN_NAME)
    if names:
        facts |= {FactName.GIVEN_NAMES: names, FactName.GIVEN_NAME: Fact((" ".join(names.values),), names.source)}
    return _identity(entry, facts, default_project, Profile.CITIZEN)


def read_professional(entry: Entry, _source: EntrySource, default_project: str) -> Identity | None:
    """Return the professional."""
    return _identity(entry, read_facts(entry, PROFESSIONAL_FACTS), default_project, Profile.PROFESSIONAL)


def _identity(entry: Entry, facts: dict[str, Fact], project: str, profile: Profile) -> Identity | None:
    """Return who the facts describe, of no school; None without uid."""
    uid = read_uid(entry)
    if uid is None:
        return None
    return Identity(
        key=PersonKey(project, uid),
        login=uid,
        family_name=facts.get(FactName.FAMILY_NAME, NOTHING),
        given_name=facts.get(FactName.GIVEN_NAME, NOTHING),
        memberships=(Membership("", "", profile, uai_source="", profile_source=""),),
        mail=facts.get(FactName.MAIL, NOTHING),
        birth_date=facts.get(FactName.BIRTH_DATE, NOTHING),
        expires=read_expiry(entry),
        situation=entry.first("preauSituation") or None,
        facts=MappingProxyType(facts),
    )
