"""Owns what must become of a person and a contract, worked out apart from the function that decides.

It believes the catalogue's forms and drawings of what may be said of somebody at all, and nothing of the decision: the
rules are told here a second time, so that a fault in either is seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from broker.core.catalogue import VOCABULARIES
from broker.core.catalogue_attribute import CatalogueAttribute
from broker.core.contract import Clause, Contract, Ruling, Status
from broker.core.derivation import Derivation, Subject
from broker.core.identity import Identity, Membership
from broker.core.pivot import pivot_subject
from broker.core.precision import Precision
from broker.core.pseudonym import PseudonymKey, SubjectForm, derive
from broker.core.refusals import decision as refusals
from broker.core.refusals.rights import ContractNotApproved
from broker.core.release import Withholding
from broker.core.sentence import Sentence
from broker.proof.access_oracle import expect_access
from broker.proof.provenance import may_be_said

_LEVEL_CHARACTERS = 4  # MEFSTAT4


@dataclass(frozen=True, slots=True)
class Sent:
    """Hold what must leave under one code: the values, the directory attribute they come from, why, how transformed."""

    values: tuple[str, ...] = field(repr=False)
    source: str
    purpose: str
    how: Sentence


@dataclass(frozen=True, slots=True)
class Expected:
    """Hold what must leave and what must stay, with the reason; or the code of the refusal that must come instead."""

    refusal: str = ""
    released: Mapping[str, Sent] = field(default_factory=dict)
    withheld: Mapping[str, Withholding] = field(default_factory=dict)
    subject: str = field(default="", repr=False)


class _Stop(Exception):  # noqa: N818 - a turn in a calculation, not an error
    """Stop with the code of a refusal."""


def expect(person: Identity, membership: Membership, contract: Contract, key: PseudonymKey, today: date) -> Expected:
    """Return what must become of somebody who opens a service under one membership."""
    refusal = expect_contract(contract, today) or _expect_person(person, membership, contract, today)
    if refusal:
        return Expected(refusal)
    words = VOCABULARIES[contract.vocabulary]
    clauses = {clause.code: clause for clause in contract.clauses}
    if set(clauses) - set(words):
        return Expected(refusals.RuleFailed.code)
    subject = Subject(person, membership, contract, key)
    try:
        fates = {code: _fate(words[code], clauses.get(code), subject) for code in words}
        known_by = _subject(subject)
    except _Stop as stop:
        return Expected(str(stop))
    return Expected(
        released={code: fate for code, fate in fates.items() if isinstance(fate, Sent)},
        withheld={code: fate for code, fate in fates.items() if isinstance(fate, Withholding)},
        subject=known_by,
    )


def expect_contract(contract: Contract, today: date) -> str:
    """Return the code of the refusal that everybody must meet, empty where the contract holds today."""
    if contract.status is Status.SUSPENDED:
        return refusals.ContractSuspended.code
    if contract.status is not Status.ACTIVE or not contract.approved_by.strip():
        return ContractNotApproved.code
    if contract.valid_until < today:
        return refusals.ContractExpired.code
    return "" if contract.valid_from <= today else refusals.ContractNotYetValid.code


def _expect_person(person: Identity, membership: Membership, contract: Contract, today: date) -> str:
    if person.expires and person.expires <= today:
        return refusals.AccountExpired.code
    if membership.profile not in contract.profiles or membership not in person.memberships:
        return refusals.ProfileNotCovered.code
    return expect_access(contract, person, membership, today)


def _fate(attribute: CatalogueAttribute, clause: Clause | None, subject: Subject) -> Sent | Withholding:
    profile = subject.membership.profile
    if clause is None:
        return Withholding.NOT_IN_CONTRACT
    if profile not in (subject.contract.profiles if clause.profiles is None else clause.profiles):
        return Withholding.NOT_FOR_PROFILE
    if clause.ruling in {Ruling.PENDING, Ruling.REFUSED}:
        return Withholding.NOT_APPROVED
    sent = _send(attribute, clause, subject)
    if isinstance(sent, Withholding) and clause.required:
        raise _Stop(refusals.RequiredAttributeMissing.code)
    return sent


def _send(attribute: CatalogueAttribute, clause: Clause, subject: Subject) -> Sent | Withholding:
    drawn = _draw(attribute, subject)
    values = [value for value in drawn.values if value and not value.isspace()]
    if not values or not may_be_said(attribute.code, subject.membership.profile):
        return Withholding.NO_VALUE
    too_many = attribute.at_most is not None and len(values) > attribute.at_most
    if too_many or any(attribute.form.fullmatch(value) is None for value in values):
        return Withholding.MALFORMED
    sent = _coarsen(values, drawn, clause, subject)
    if sent is None:
        return Withholding.MALFORMED
    return sent if sent.values else Withholding.NO_VALUE


def _draw(attribute: CatalogueAttribute, subject: Subject) -> Derivation:
    try:
        return attribute.derive(subject)
    except Exception as error:
        raise _Stop(refusals.RuleFailed.code) from error


def _coarsen(values: list[str], drawn: Derivation, clause: Clause, subject: Subject) -> Sent | None:
    wanted, source = clause.transformation, drawn.source
    if wanted.precision is Precision.LEVEL:
        levels = subject.membership.levels
        known = [level for level in levels.values if level and not level.isspace()]
        if any(len(level) != _LEVEL_CHARACTERS or not _is_code(level) for level in known):
            return None
        values, source = [f"{level}##{level}" for level in known], levels.source
    elif wanted.precision is Precision.YEAR:
        values = [value.partition("-")[0] for value in values]
    elif wanted.precision is Precision.TRUNCATED:
        values = ["".join(list(value)[: wanted.length]) for value in values]
    else:
        return Sent(tuple(values), source, clause.purpose, drawn.transformation)
    return Sent(tuple(dict.fromkeys(values)), source, clause.purpose, wanted.title)


def _is_code(text: str) -> bool:
    return text.isascii() and text.isalnum() and text == text.upper()


def _subject(subject: Subject) -> str:
    sector = subject.contract.sector_name
    try:
        if subject.contract.subject is SubjectForm.PIVOT:
            return pivot_subject(subject.identity, sector, subject.key)
        return derive(subject.key, subject.identity.key, sector)
    except Exception as error:
        raise _Stop(refusals.RuleFailed.code) from error
