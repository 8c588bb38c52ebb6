"""Owns the grading of the hub's contracts for pages: with the risk where it is counted, without it while it is not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from broker.console.review.risk_desk import RiskDesk, Underway
from broker.console.review.risk_pages import usual_question
from broker.core.contract import Contract
from broker.core.errors import ConfigurationError, Problem
from broker.core.refusals.risk import CountingsUnderway
from broker.core.review.grade import Grade, Need
from broker.core.review.risk_report import RiskReport
from broker.flows.grading import Grading
from broker.flows.ports import Clock
from broker.flows.rights_ports import AccessCounts

Needs = Mapping[tuple[str, str], Need]


@dataclass(frozen=True, slots=True)
class Graded:
    """Hold the grades of some contracts; whether the risk is still being counted; what is wrong with the trials."""

    grades: tuple[tuple[Contract, Grade], ...]
    is_counting: bool
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class GradeDesk:
    """Grade contracts with everything that is known here; `find_needs` reads the trials that were kept.

    `find_versions` returns the versions of a contract that were in force, the latest first.
    """

    clock: Clock
    counts: AccessCounts | None
    risk: RiskDesk
    find_needs: Callable[[], Needs]
    find_versions: Callable[[Contract], tuple[Contract, ...]]

    def grade_all(self) -> Graded:
        """Return the grade of every contract."""
        return self._grade(self.risk.find_contracts())

    def grade_one(self, contract: Contract) -> Graded:
        """Return the grade of one contract."""
        return self._grade((contract,))

    def compare_versions(self, contract: Contract) -> tuple[tuple[Contract, Grade], ...]:
        """Return the grades of the versions that were in force, the latest first: of each as much is known."""
        needs, _ = self._read_needs()
        return tuple(Grading(self.clock, self.counts, needs).grade_all(self.find_versions(contract)))

    def _grade(self, contracts: tuple[Contract, ...]) -> Graded:
        report = self._ask_risk()
        needs, problems = self._read_needs()
        risks = () if isinstance(report, Underway) else report.resources
        found = Grading(self.clock, self.counts, needs).grade_all(contracts, risks)
        return Graded(tuple(found), isinstance(report, Underway), problems)

    def _ask_risk(self) -> RiskReport | Underway:
        try:
            return self.risk.ask(usual_question())
        except CountingsUnderway:  # other questions are being counted: this one is asked again later
            return Underway(0)

    def _read_needs(self) -> tuple[Needs, tuple[Problem, ...]]:
        try:
            return self.find_needs(), ()
        except ConfigurationError as error:
            return {}, error.problems
