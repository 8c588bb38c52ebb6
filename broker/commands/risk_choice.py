"""Owns how the commands of a review choose contracts, and show how far the counting of people is."""

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn

from broker.commands.contract_choice import find_contract
from broker.commands.installation import stop_with
from broker.core.contract import Contract
from broker.core.errors import ConfigurationError, Problem
from broker.core.issuer import Issuer
from broker.core.review.risk_report import RiskQuestion, RiskReport
from broker.flows.risk_review import RiskReview
from broker.shared import Shared


def choose_contracts(
    shared: Shared, resources: tuple[str, ...], issuer_name: str | None
) -> tuple[Issuer, tuple[Contract, ...]]:
    """Return the issuer and the contracts asked about: those of these resources, or all of the hub's."""
    if resources:
        found = [find_contract(shared, resource, issuer_name) for resource in dict.fromkeys(resources)]
        if len({issuer.name for issuer, _ in found}) > 1:
            stop_with("--resource", "the resources are of several issuers", "ask about those of one at a time")
        return found[0][0], tuple(contract for _, contract in found)
    issuer = next((one for one in shared.issuers if one.name == (issuer_name or shared.hub.name)), None)
    if issuer is None:
        hint = f"one of {', '.join(one.name for one in shared.issuers)}"
        raise ConfigurationError((Problem("--issuer", "", f"no issuer is called {issuer_name}", hint),))
    return issuer, shared.contracts.all(issuer.name)


def review_risk(review: RiskReview, question: RiskQuestion, contracts: tuple[Contract, ...]) -> RiskReport:
    """Return the report, and show on standard error how far it is."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.completed}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("people", total=None)
        return review.review(question, contracts, lambda people: progress.update(task, completed=people))
