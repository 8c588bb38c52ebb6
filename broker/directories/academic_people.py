"""Owns how an academy's directory describes its staff (facts/identity-providers.md 6.4), as an identity.

The layout `ou=personnels EN,ou=ac-…,ou=education,o=gouv,c=fr` and the attributes are observed. That the hubs'
attributes have these names in the directory too (`fredurneresp`, `freduresdel`, `fredugestresp`, `ctgrps`,
`codaca`), and that days are written `dd/MM/yyyy`, are simulated assumptions.
"""

from types import MappingProxyType

from broker.core.fact_names import FactName
from broker.core.identity import Identity, PersonKey
from broker.core.postings import read_memberships
from broker.directories.entry_facts import read_civility, read_day, read_expiry, read_fact, read_facts, read_uid
from broker.directories.sandbox_academy import AGENTS_DN
from broker.directories.sdet_entries import Entry, fold_dn
from broker.directories.sdet_memberships import EntrySource

FACTS = {
    FactName.UID: "uid",
    FactName.FUNCTION: "fredufonctadm",
    FactName.TITLE: "title",
    FactName.POSTINGS: "fredurne",
    FactName.SCHOOLS_HEADED: "fredurneresp",
    FactName.DELEGATIONS: "freduresdel",
    FactName.APPLICATIONS_MANAGED: "fredugestresp",
    FactName.MAIN_SCHOOL: "rne",
    FactName.STAFF_KIND: "typensi",
    FactName.ACADEMY: "codaca",
    FactName.LDAP_GROUPS: "ctgrps",
    FactName.GRADE: "grade",
    FactName.STAFF_NUMBER: "employeeNumber",
}
ATTRIBUTES = (
    "objectClass",
    "sn",
    "givenName",
    "codecivilite",
    "mail",
    "datenaissance",
    "preauSituation",
    "preauExpires",
    *FACTS.values(),
)
_ROOT = f",{fold_dn(AGENTS_DN)}"


def read_agent(entry: Entry, _source: EntrySource, default_project: str) -> Identity | None:
    """Return the agent, or None for an entry without uid; their project is the academy whose branch holds them.

    Raises `PersonAmbiguous` for an entry with two uid (security-catalogue.md J204).
    """
    login = read_uid(entry)
    if login is None:
        return None
    facts = read_facts(entry, FACTS)
    return Identity(
        key=PersonKey(find_academy(entry.dn) or default_project, login),
        login=login,
        family_name=read_fact(entry, "sn"),
        given_name=read_fact(entry, "givenName"),
        memberships=read_memberships(facts),
        civility=read_civility(entry, "codecivilite"),
        mail=read_fact(entry, "mail"),
        birth_date=read_day(entry, "datenaissance"),
        expires=read_expiry(entry),
        situation=entry.first("preauSituation") or None,
        facts=MappingProxyType(facts),
    )


def find_academy(dn: str) -> str | None:
    """Return the academy of a DN, `AC-PREAU` for `…,ou=ac-preau,ou=education,o=gouv,c=fr`."""
    folded = fold_dn(dn)
    if not folded.endswith(_ROOT):
        return None
    return folded.removesuffix(_ROOT).rpartition(",")[2].removeprefix("ou=").upper()
