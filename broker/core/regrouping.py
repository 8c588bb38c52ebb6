"""Owns the regrouping of a guardian's several directory records into one account.

Two records that share one signature are of one person: civility, four letters of the first name, four of the surname,
and one e-mail address or one telephone. Without either, nothing is regrouped (facts/identity-providers.md 1.8).
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from broker.core.fact_names import FactName
from broker.core.identity import Fact, Identity, Membership
from broker.core.profile import Profile

_LETTERS = 4
_PHONE_DIGITS = 9

Signature = tuple[str, str, str, str, str]


def signatures_of(person: Identity) -> frozenset[Signature]:
    """Return the signatures of a guardian's record, one per address and telephone; none of anybody else's.

    A record that closes on some day stands alone: what it gives must end with it.
    """
    if person.expires is not None or not any(m.profile is Profile.GUARDIAN for m in person.memberships):
        return frozenset()
    civility = "".join(person.civility.values[:1])
    given, family = (_letters(fact.values) for fact in (person.given_name, person.family_name))
    if not (civility and given and family):
        return frozenset()
    contacts = ((kind, _FORMS[kind](value)) for kind, value in contacts_of(person))
    return frozenset((civility, given, family, kind, value) for kind, value in contacts if value)


def contacts_of(person: Identity) -> tuple[tuple[str, str], ...]:
    """Return (kind, value) of each way to reach a person, by which other records of theirs may be looked for."""
    mails = (("mail", value) for value in person.mail.values)
    phones = (("phone", value) for value in person.fact(FactName.PHONE).values)
    return (*mails, *phones)


def merge(records: Iterable[Identity]) -> Identity:
    """Return one identity for the records of one person: named by the first by AAF key, tied to the schools of all."""
    ordered = sorted(records, key=lambda record: (record.join_key.values, record.key.project, record.key.identifier))
    first, *others = ordered
    if not others:
        return first
    names = dict.fromkeys(name for record in ordered for name in record.facts)
    return replace(
        first,
        situation=next((record.situation for record in ordered if record.situation), None),
        memberships=_merge_memberships(m for record in ordered for m in record.memberships),
        join_key=_union(record.join_key for record in ordered),
        mail=_union(record.mail for record in ordered),
        facts=MappingProxyType({name: _union(record.fact(name) for record in ordered) for name in names}),
    )


def _merge_memberships(memberships: Iterable[Membership]) -> tuple[Membership, ...]:
    found: dict[tuple[str, Profile], Membership] = {}
    for membership in memberships:
        place = (membership.uai, membership.profile)
        found[place] = found[place].joined_with(membership) if place in found else membership
    return tuple(found.values())


def _union(facts: Iterable[Fact]) -> Fact:
    known = tuple(facts)
    source = next((fact.source for fact in known if fact.source), "")
    return Fact(tuple(dict.fromkeys(value for fact in known for value in fact.values)), source)


def _letters(values: tuple[str, ...]) -> str:
    """Return the first letters of a name, without accents, case, spaces and signs."""
    plain = unicodedata.normalize("NFKD", "".join(values[:1])).casefold()
    return re.sub(r"[^a-z]", "", plain)[:_LETTERS]


def _digits(value: str) -> str:
    """Return what tells one telephone from another, however it is written: its last nine digits."""
    digits = re.sub(r"\D", "", value)
    return digits[-_PHONE_DIGITS:] if len(digits) >= _PHONE_DIGITS else ""


_FORMS: Mapping[str, Callable[[str], str]] = {"mail": lambda value: value.strip().casefold(), "phone": _digits}
