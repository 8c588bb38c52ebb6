"""Owns the grade of a contract: A to F with every reason, from the contract, the day and what is known besides.

Two grades are comparable where as much was known for both; each says what was not.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from broker.core.contract import Clause, Contract, Ruling
from broker.core.precision import Precision
from broker.core.pseudonym import Sector
from broker.core.review import deductions as table
from broker.core.review.aspects import BIRTH, aspect_of
from broker.core.review.attribute_kinds import KINDS, Power
from broker.core.review.columns import Column, coarser_than
from broker.core.review.deductions import Deduction, Letter, letter_of
from broker.core.review.parties import sends_pseudonym
from broker.core.review.risk_report import ResourceRisk

_SOON, _YEAR = timedelta(days=60), timedelta(days=365)
_SHARES = ((0.5, table.MOST_ALONE), (0.1, table.MANY_ALONE), (0.02, table.SOME_ALONE))


class Source(StrEnum):
    """Name what a grade may be told besides the contract."""

    RISK = "risk"
    NEED = "need"
    ACCESSES = "accesses"


@dataclass(frozen=True, slots=True)
class Need:
    """Hold what a trial of the service showed: the attributes that it needs, and those it does without."""

    necessary: frozenset[str]
    needless: frozenset[str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Hold what is known besides the contract, each None where it is not; `accesses` are of the last year."""

    risk: ResourceRisk | None = None
    need: Need | None = None
    accesses: int | None = None

    @property
    def unknown(self) -> tuple[Source, ...]:
        """Return what is not known."""
        known = ((Source.RISK, self.risk), (Source.NEED, self.need), (Source.ACCESSES, self.accesses))
        return tuple(source for source, found in known if found is None)


@dataclass(frozen=True, slots=True)
class Reason:
    """Hold one reason why points were taken off; `code` is the attribute, empty where it is the whole contract."""

    deduction: Deduction
    code: str = ""


@dataclass(frozen=True, slots=True)
class Grade:
    """Hold a grade: the reasons are its points, the heaviest first."""

    letter: Letter
    points: int
    reasons: tuple[Reason, ...]
    unknown: tuple[Source, ...]


def grade(contract: Contract, today: date, evidence: Evidence | None = None) -> Grade:
    """Return the grade of a contract on a day."""
    known = evidence or Evidence()
    found = [
        *_find_missing(contract, known.need),
        *(reason for clause in _approved(contract) for reason in _find_in_clause(clause, contract, known)),
        *_find_linkable(contract, known.risk),
        *_find_stale(contract, today, known.accesses),
        *_find_unapproved(contract),
    ]
    reasons = tuple(sorted(found, key=lambda one: (-one.deduction.points, one.deduction.name, one.code)))
    points = sum(one.deduction.points for one in reasons)
    return Grade(letter_of(points), points, reasons, known.unknown)


def as_well_known(evidence: Evidence, other: Evidence) -> tuple[Evidence, Evidence]:
    """Return two evidences without what only one of them has: for two grades that can be compared."""
    unknown = {*evidence.unknown, *other.unknown}
    gone = {source.value: None for source in unknown}
    return replace(evidence, **gone), replace(other, **gone)


def _approved(contract: Contract) -> Iterator[Clause]:
    return (clause for clause in contract.clauses if clause.ruling is Ruling.APPROVED)


def _find_missing(contract: Contract, need: Need | None) -> Iterator[Reason]:
    granted = {clause.code for clause in _approved(contract)}
    lacking = {clause.code for clause in contract.clauses if clause.required} - granted
    yield from (Reason(table.REQUIRED_NOT_APPROVED, code) for code in sorted(lacking))
    if need is not None:
        yield from (Reason(table.NEEDED_NOT_GRANTED, code) for code in sorted(need.necessary - granted - lacking))


def _find_in_clause(clause: Clause, contract: Contract, known: Evidence) -> Iterator[Reason]:
    """Yield what is too much of one attribute that leaves: at all, or as precisely."""
    power = KINDS[clause.code].power
    if power not in {Power.DIRECT, Power.QUASI}:
        return
    superfluous = _find_superfluous(clause, is_direct=power is Power.DIRECT, need=known.need)
    if superfluous is not None:
        yield Reason(superfluous, clause.code)
    precise = _find_precise(clause, contract, known)
    if precise is not None:
        yield Reason(precise, clause.code)


def _find_superfluous(clause: Clause, *, is_direct: bool, need: Need | None) -> Deduction | None:
    if need is not None and clause.code in need.needless:
        return table.PROVEN_NEEDLESS_DIRECT if is_direct else table.PROVEN_NEEDLESS
    if clause.necessity.strip() or (need is not None and clause.code in need.necessary):
        return None
    if is_direct:
        return table.UNJUSTIFIED_DIRECT
    return None if clause.required else table.UNJUSTIFIED


def _find_precise(clause: Clause, contract: Contract, known: Evidence) -> Deduction | None:
    """Return what is wrong with the precision, that a coarser one would help people before that none is justified."""
    coarser = coarser_than(Column(clause.code, clause.transformation, contract.per_school))
    offered = {column.transformation.precision for column in coarser}
    remedies = known.risk.quasi_remedies if known.risk else ()
    if any(one.code == clause.code and one.change is not None and one.restores for one in remedies):
        return table.PRECISE_RISK
    if clause.necessity.strip() or not offered & {Precision.YEAR, Precision.LEVEL}:
        return None
    return table.PRECISE_BIRTH if aspect_of(clause.code, clause.transformation) == BIRTH else table.PRECISE


def _find_linkable(contract: Contract, risk: ResourceRisk | None) -> Iterator[Reason]:
    if contract.sector is Sector.PROJECT and sends_pseudonym(contract):
        yield Reason(table.WIDE_SECTOR)
    names = [clause for clause in _approved(contract) if KINDS[clause.code].power is Power.DIRECT]
    if names and sends_pseudonym(contract):
        yield Reason(table.NAMED_PSEUDONYM)
    if risk is not None:
        share = risk.quasi.share_alone
        yield from (Reason(one) for one in [next((cost for least, cost in _SHARES if share >= least), None)] if one)


def _find_stale(contract: Contract, today: date, accesses: int | None) -> Iterator[Reason]:
    if today > contract.valid_until:
        yield Reason(table.OVER)
    elif contract.valid_until - today <= _SOON:
        yield Reason(table.SOON_OVER)
    days = [approval.on for approval in contract.approvals]
    if days and today - max(days) > _YEAR:
        yield Reason(table.OLD_APPROVAL)
    if accesses == 0 and today - contract.valid_from > _YEAR:
        yield Reason(table.NEVER_USED)


def _find_unapproved(contract: Contract) -> Iterator[Reason]:
    if not contract.approved_by.strip():
        yield Reason(table.NOBODY_APPROVED)
    elif not contract.approvals:
        yield Reason(table.UNRECORDED)
    elif not any(approval.content == contract.fingerprint for approval in contract.approvals):
        yield Reason(table.OTHER_CONTENT)
