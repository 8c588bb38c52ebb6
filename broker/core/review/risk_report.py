"""Owns the report of identification risk: for each resource and each pair of parties, how many people, never who."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from broker.core.contract import Contract
from broker.core.review.anonymity import Counting, Figures
from broker.core.review.coalitions import Coalition, Joining, coalition_columns
from broker.core.review.columns import Column, Part, columns_of, parts_of
from broker.core.review.parties import Party, find_parties
from broker.core.review.release_table import ReleaseTable
from broker.core.review.remedies import Remedy, find_remedies, remedy_columns


@dataclass(frozen=True, slots=True)
class RiskQuestion:
    """Say what is asked: the least set that is enough, for what share of people, and what besides the figures.

    Coalitions are of providers, or of each resource as if it were another provider's.
    """

    threshold: int = 5
    share: float = 0.95
    remedies: bool = False
    coalitions: bool = False
    each_resource: bool = False

    def columns(self, contracts: tuple[Contract, ...]) -> frozenset[Column]:
        """Return the columns that the answer needs."""
        found = columns_of(contracts)
        if self.remedies:
            found = found.union(*map(remedy_columns, contracts))
        return found | coalition_columns(self.parties(contracts)) if self.coalitions else found

    def parties(self, contracts: tuple[Contract, ...]) -> tuple[Party, ...]:
        """Return who could put together what they know."""
        return find_parties(contracts, each_resource=self.each_resource)


@dataclass(frozen=True, slots=True)
class ResourceRisk:
    """Hold the risk of one resource: of the whole combination, and without what names people directly.

    The remedies are empty where enough people are in a large enough set already, or none was asked for.
    """

    contract: Contract
    parts: tuple[Part, ...]
    whole: Figures
    quasi: Figures
    whole_remedies: tuple[Remedy, ...] = ()
    quasi_remedies: tuple[Remedy, ...] = ()

    @property
    def direct_codes(self) -> tuple[str, ...]:
        """Return the attributes that name people directly."""
        return tuple(part.column.code for part in self.parts if part.column.is_direct)


@dataclass(frozen=True, slots=True)
class RiskReport:
    """Hold what was found, about whom (how many, as which directory says) and when."""

    question: RiskQuestion
    issuer: str
    directory: str
    made_at: datetime
    people: int
    schools: int
    resources: tuple[ResourceRisk, ...]
    coalitions: tuple[Coalition, ...]


def assess(contract: Contract, counting: Counting, question: RiskQuestion) -> ResourceRisk:
    """Return the risk of one resource."""
    whole = parts_of(contract)
    quasi = tuple(part for part in whole if not part.column.is_direct)
    views = [(parts, counting.count(contract, parts)) for parts in (whole, quasi)]
    remedies = [
        find_remedies(counting, contract, parts, question.share)
        if question.remedies and figures.share_kept < question.share
        else ()
        for parts, figures in views
    ]
    return ResourceRisk(contract, whole, views[0][1], views[1][1], *remedies)


def assess_all(
    contracts: Iterable[Contract], table: ReleaseTable, question: RiskQuestion
) -> tuple[tuple[ResourceRisk, ...], tuple[Coalition, ...]]:
    """Return the risk of each resource and, where asked, of each pair of parties, the worst first."""
    known = tuple(contracts)
    counting = Counting(table, question.threshold)
    resources = tuple(assess(contract, counting, question) for contract in known)
    if not question.coalitions:
        return resources, ()
    joining = Joining(counting, question.share)
    pairs = combinations(question.parties(known), 2)
    found = [joining.join(one, other, with_remedies=question.remedies) for one, other in pairs]
    return resources, tuple(sorted(found, key=_rank))


def _rank(found: Coalition) -> tuple[float, int, str, str]:
    return (-found.share_joined, -found.common, found.one.name, found.other.name)
