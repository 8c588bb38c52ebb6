"""Owns what FranceConnect knows a person by: the pivot identity, and the subject that is made of it.

Source: facts/identity-providers.md 4.2. The same person has one subject per service, and another as soon as their
identity data change.
"""

import base64
import hashlib

from broker.core import derivation
from broker.core.derivation import Derivation, Subject
from broker.core.fact_names import FactName
from broker.core.identity import NOTHING, Fact, Identity
from broker.core.profile import Profile
from broker.core.pseudonym import PseudonymKey
from broker.core.sentence import Sentence

FRANCE = "99100"
_VERSION = "v1"
_SAME = Sentence("tel quel", "as it is")


def pivot_subject(identity: Identity, service: str, key: PseudonymKey) -> str:
    """Return SHA-256(service + hash of the identity + secret), in hexadecimal, then `v1`."""
    parts = (service, _identity_hash(identity), key.secret.hex())
    return f"{hashlib.sha256(''.join(parts).encode()).hexdigest()}{_VERSION}"


def given_names(subject: Subject) -> Derivation:
    """Draw the first names as one text."""
    if not _is_citizen(subject):
        return derivation.outside_given_name(subject)
    fact = subject.identity.fact(FactName.GIVEN_NAMES)
    return Derivation(
        (" ".join(fact.values),) if fact.values else (),
        fact.source,
        Sentence("tous les prénoms, séparés par une espace", "all first names, with a space between"),
    )


def birth_place(subject: Subject) -> Derivation:
    """Draw the code of the commune; nothing for who was born elsewhere than in France."""
    abroad = _first(subject.identity, FactName.BIRTH_COUNTRY) != FRANCE
    fact = NOTHING if abroad else _citizen(subject, FactName.BIRTH_PLACE)
    return Derivation(fact.values, fact.source, Sentence("seulement si le pays est 99100", "only where born in 99100"))


def family_name(subject: Subject) -> Derivation:
    """Draw the name of birth."""
    return _drawn(subject.identity.family_name if _is_citizen(subject) else NOTHING)


def birth_date(subject: Subject) -> Derivation:
    """Draw the birth date."""
    return _drawn(subject.identity.birth_date if _is_citizen(subject) else NOTHING)


def _citizen(subject: Subject, name: FactName) -> Fact:
    return subject.identity.fact(name) if _is_citizen(subject) else NOTHING


def _is_citizen(subject: Subject) -> bool:
    return subject.membership.profile is Profile.CITIZEN


def _drawn(fact: Fact) -> Derivation:
    return Derivation(fact.values, fact.source, _SAME)


def _identity_hash(identity: Identity) -> str:
    country = _first(identity, FactName.BIRTH_COUNTRY)
    parts = (
        " ".join(identity.fact(FactName.GIVEN_NAMES).values),
        next(iter(identity.family_name.values), ""),
        next(iter(identity.birth_date.values), ""),
        _first(identity, FactName.GENDER),
        _first(identity, FactName.BIRTH_PLACE) if country == FRANCE else "",
        country,
    )
    return base64.b64encode(hashlib.sha256("".join(parts).encode()).digest()).decode()


def _first(identity: Identity, name: FactName) -> str:
    return next(iter(identity.fact(name).values), "")
