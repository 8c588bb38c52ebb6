"""Owns the finding of identification risk: everybody of a directory, once, against the contracts of one issuer.

Whether a contract is in force today is not asked: a draft's risk is known before it is approved. Nor are subscriptions:
anybody whom the contract covers may have one.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from broker.core.contract import Contract
from broker.core.errors import ConfigurationError, Problem
from broker.core.issuer import Issuer
from broker.core.review.release_table import TableMaker
from broker.core.review.risk_report import RiskQuestion, RiskReport, assess_all
from broker.core.said_identity import knows_people_by_hearsay
from broker.flows.ports import Clock, Contracts, Directory

_EVERY = 500


@dataclass(frozen=True, slots=True)
class RiskReview:
    """Find the risk of one issuer's resources, over the people of its directory."""

    issuer: Issuer
    clock: Clock
    contracts: Contracts
    directory: Directory

    def review(
        self,
        question: RiskQuestion,
        contracts: tuple[Contract, ...] | None = None,
        tell: Callable[[int], None] | None = None,
    ) -> RiskReport:
        """Return the report on these contracts, all of the issuer when not given; `tell` is told how many are done.

        Raises `ConfigurationError` where no directory holds the issuer's people.
        """
        if knows_people_by_hearsay(self.issuer):
            what = f"no directory holds the people of {self.issuer.name}: its guichets say who each is"
            raise ConfigurationError((Problem("--issuer", "", what, "choose another issuer"),))
        chosen = self.contracts.all(self.issuer.name) if contracts is None else contracts
        now = self.clock.now()
        maker = TableMaker(chosen, question.columns(chosen), now.date())
        for number, person in enumerate(self.directory.find_everybody(), 1):
            maker.add(person)
            if tell is not None and number % _EVERY == 0:
                tell(number)
        table = maker.finish()
        resources, coalitions = assess_all(chosen, table, question)
        return RiskReport(
            question,
            self.issuer.name,
            self.issuer.directory,
            now,
            table.people,
            len(set(table.schools)),
            resources,
            coalitions,
        )

    def review_one(self, question: RiskQuestion, contract: Contract) -> RiskReport:
        """Return the report on one contract, whether the issuer has it or it is only proposed."""
        return self.review(replace(question, coalitions=False), (contract,))
