"""Owns the gathering of what a grade is told besides the contract: risk, trials of the service, accesses of a year."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from broker.core.contract import Contract
from broker.core.review.grade import Evidence, Grade, Need, as_well_known, grade
from broker.core.review.grade_document import Comparison
from broker.core.review.risk_report import ResourceRisk
from broker.flows.ports import Clock
from broker.flows.rights_ports import AccessCounts

_YEAR, _LONG_ENOUGH = timedelta(days=365), timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Grading:
    """Grade the contracts of one issuer; `counts` is None where its accesses are not counted.

    `needs` holds what trials showed, by issuer and resource.
    """

    clock: Clock
    counts: AccessCounts | None
    needs: Mapping[tuple[str, str], Need]

    def grade_all(
        self, contracts: Iterable[Contract], risks: Iterable[ResourceRisk] = ()
    ) -> list[tuple[Contract, Grade]]:
        """Return the grade of each contract, with the risk of those that are given."""
        today, accesses = self.clock.now().date(), self._count_accesses()
        by_contract = {risk.contract: risk for risk in risks}
        return [
            (contract, grade(contract, today, self._evidence(contract, by_contract.get(contract), accesses)))
            for contract in contracts
        ]

    def compare(self, before: Contract, after: Contract, risks: Iterable[ResourceRisk] = ()) -> Comparison:
        """Return the grades of two contracts for one service, with as much known for both."""
        today, accesses = self.clock.now().date(), self._count_accesses()
        by_contract = {risk.contract: risk for risk in risks}
        known = (self._evidence(one, by_contract.get(one), accesses) for one in (before, after))
        before_known, after_known = as_well_known(*known)
        return Comparison(grade(before, today, before_known), grade(after, today, after_known))

    def _evidence(self, contract: Contract, risk: ResourceRisk | None, accesses: Mapping[str, int] | None) -> Evidence:
        used = accesses.get(contract.resource, 0) if accesses is not None and contract.per_school else None
        return Evidence(risk, self.needs.get((contract.issuer, contract.resource)), used)

    def _count_accesses(self) -> Mapping[str, int] | None:
        """Return the accesses of a year by resource; None where counting began so lately that none says nothing."""
        if self.counts is None:
            return None
        today = self.clock.now().date()
        counts = self.counts.access_counts(today - _YEAR, today)
        if not counts or today - counts[0].day < _LONG_ENOUGH:
            return None
        found: Counter[str] = Counter()
        for one in counts:
            found[one.resource] += one.accesses
        return found
