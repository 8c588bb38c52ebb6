"""Owns the person whom no directory of ours knows: an identity made of what their guichet said, with its lineage."""

from types import MappingProxyType

from broker.core.fact_names import FactName
from broker.core.identity import NOTHING, Identity, PersonKey
from broker.core.issuer import Issuer
from broker.core.journey import Authentication
from broker.core.postings import read_memberships

SAID = "said"


def identity_of(said: Authentication) -> Identity:
    """Return the person as the guichet said; `key` is by what it names them, within the guichet's own `project`.

    Their login is what the guichet gives as one, else that name.
    """
    facts = MappingProxyType(dict(said.facts))
    return Identity(
        key=PersonKey(said.project or "", said.key),
        login=next(iter(facts.get(FactName.UID, NOTHING).values), said.key),
        family_name=facts.get(FactName.FAMILY_NAME, NOTHING),
        given_name=facts.get(FactName.GIVEN_NAME, NOTHING),
        memberships=read_memberships(facts),
        civility=facts.get(FactName.CIVILITY, NOTHING),
        mail=facts.get(FactName.MAIL, NOTHING),
        birth_date=facts.get(FactName.BIRTH_DATE, NOTHING),
        facts=facts,
    )


def knows_people_by_hearsay(issuer: Issuer) -> bool:
    """Tell whether no directory holds an issuer's people: the guichets above it say at sign-on who each is."""
    if issuer.password is not None:
        return False
    ways = (issuer.federation.template,) if issuer.federation else issuer.guichets
    return bool(ways) and all(way.key_kind == SAID for way in ways)
