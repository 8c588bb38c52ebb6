"""Owns what a contract's releases are made of, for review: columns, whom each is for, and who comes in at all.

Pseudonyms and what says nothing of a person are left out: a combination is made of the rest.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from broker.core.access_policy import AccessPolicy
from broker.core.catalogue import CATALOGUE
from broker.core.contract import Clause, Contract, Ruling
from broker.core.minimisation import find_bar
from broker.core.precision import Precision, Transformation
from broker.core.profile import Profile
from broker.core.review.attribute_kinds import KINDS, Power
from broker.core.transformation import precisions_of

_TELLING = frozenset({Power.DIRECT, Power.QUASI})


@dataclass(frozen=True, slots=True)
class Column:
    """Name one attribute at one precision, drawn for services that take one school or the whole person."""

    code: str
    transformation: Transformation
    per_school: bool

    @property
    def is_direct(self) -> bool:
        """Tell whether it names the person to anybody."""
        return KINDS[self.code].power is Power.DIRECT


@dataclass(frozen=True, slots=True)
class Part:
    """Hold one column of a contract's releases: of whom it leaves, and whether who lacks it is refused."""

    column: Column
    profiles: frozenset[Profile]
    required: bool


@dataclass(frozen=True, slots=True)
class Gate:
    """Hold what decides who comes in at all; many contracts share one."""

    profiles: frozenset[Profile]
    access: AccessPolicy | None
    per_school: bool


def gate_of(contract: Contract) -> Gate:
    """Return who comes in by a contract, its days and its status apart."""
    return Gate(contract.profiles, contract.access, contract.per_school)


def parts_of(contract: Contract) -> tuple[Part, ...]:
    """Return what may leave by a contract that says something of the person, in the order of its clauses."""
    found = ((clause, _profiles_of(clause, contract)) for clause in contract.clauses)
    return tuple(
        Part(Column(clause.code, clause.transformation, contract.per_school), profiles, clause.required)
        for clause, profiles in found
        if profiles and KINDS[clause.code].power in _TELLING
    )


def coarser_than(column: Column) -> tuple[Column, ...]:
    """Return the columns that tell less of the same attribute."""
    now = column.transformation
    offered = precisions_of(CATALOGUE[column.code])
    if now.precision is Precision.TRUNCATED:
        return (replace(column, transformation=Transformation(Precision.TRUNCATED)),) if now.length > 1 else ()
    wanted = offered[offered.index(now.precision) + 1 :]
    return tuple(replace(column, transformation=Transformation(precision)) for precision in wanted)


def with_pending(contract: Contract) -> Contract:
    """Return a contract as if everything asked for that waits for a decision were approved."""
    return replace(contract, clauses=tuple(map(_approved, contract.clauses)))


def columns_of(contracts: Iterable[Contract]) -> frozenset[Column]:
    """Return every column of some contracts."""
    return frozenset(part.column for contract in contracts for part in parts_of(contract))


def _approved(clause: Clause) -> Clause:
    return replace(clause, ruling=Ruling.APPROVED) if clause.ruling is Ruling.PENDING else clause


def _profiles_of(clause: Clause, contract: Contract) -> frozenset[Profile]:
    return frozenset(profile for profile in contract.profiles if find_bar(clause, profile) is None)
