"""Owns the record of processing activities (GDPR, article 30), one entry per contract, drawn from contracts alone.

What an entry says is what the contract allows: a change of the contract is a change of the register, and nothing
else is. Who the controller is, and how to reach them, are settings of the installation.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from broker.core.catalogue import CATALOGUE
from broker.core.contract import Clause, Contract, Ruling, Status
from broker.core.duration import read_duration
from broker.core.profile import TITLES, Profile
from broker.core.review.attribute_kinds import CATEGORIES, KINDS, Category
from broker.core.sentence import Sentence

NOT_SAID = Sentence("non précisé au contrat", "not said in the contract")
_NO_TRANSFER = Sentence("aucun transfert hors de l’Union européenne", "no transfer outside the European Union")


@dataclass(frozen=True, slots=True)
class DataLine:
    """Describe one attribute: why it is sent, on what basis, about whom, how precisely, and how long it is kept."""

    code: str
    meaning: Sentence
    purpose: str
    necessity: str
    legal_basis: str
    people: tuple[Sentence, ...]
    precision: Sentence
    retention: Sentence


@dataclass(frozen=True, slots=True)
class DataCategory:
    """Gather the attributes of one category of data."""

    title: Sentence
    lines: tuple[DataLine, ...]


@dataclass(frozen=True, slots=True)
class Processing:
    """Hold one entry: the points of article 30(1), (a) apart, and the legal basis (article 6)."""

    contract: str
    version: int
    issuer: str
    resource: str
    title: Sentence
    in_force: bool
    purpose: Sentence
    legal_basis: str
    people: tuple[Sentence, ...]
    categories: tuple[DataCategory, ...]
    recipient: str
    recipient_id: str
    transfers: Sentence
    retention: Sentence
    security: Sentence
    begins: date
    ends: date
    approved_by: str


def describe_processing(contract: Contract, today: date) -> Processing:
    """Return the entry of one contract; only what was approved is part of the processing."""
    return Processing(
        contract=contract.name,
        version=contract.version,
        issuer=contract.issuer,
        resource=contract.resource,
        title=contract.title,
        in_force=_is_in_force(contract, today),
        purpose=contract.purpose,
        legal_basis=contract.legal_basis,
        people=_name_people(contract.profiles),
        categories=tuple(_categories(contract)),
        recipient=contract.provider.name,
        recipient_id=contract.provider.identifier,
        transfers=contract.transfers or _NO_TRANSFER,
        retention=say_retention(contract.retention),
        security=contract.security or NOT_SAID,
        begins=contract.valid_from,
        ends=contract.valid_until,
        approved_by=contract.approved_by,
    )


def say_retention(text: str) -> Sentence:
    """Say a duration of a contract in words."""
    return read_duration(text).title if text else NOT_SAID


def _is_in_force(contract: Contract, today: date) -> bool:
    in_days = contract.valid_from <= today <= contract.valid_until
    return contract.status is Status.ACTIVE and bool(contract.approved_by.strip()) and in_days


def _categories(contract: Contract) -> Iterator[DataCategory]:
    approved = [clause for clause in contract.clauses if clause.ruling is Ruling.APPROVED]
    for category in Category:
        lines = tuple(_line(contract, clause) for clause in approved if KINDS[clause.code].category is category)
        if lines:
            yield DataCategory(CATEGORIES[category], lines)


def _line(contract: Contract, clause: Clause) -> DataLine:
    return DataLine(
        code=clause.code,
        meaning=CATALOGUE[clause.code].meaning,
        purpose=clause.purpose,
        necessity=clause.necessity,
        legal_basis=clause.legal_basis or contract.legal_basis,
        people=_name_people(contract.profiles if clause.profiles is None else clause.profiles),
        precision=clause.transformation.title,
        retention=say_retention(clause.retention or contract.retention),
    )


def _name_people(profiles: frozenset[Profile]) -> tuple[Sentence, ...]:
    return tuple(TITLES[profile] for profile in Profile if profile in profiles)
