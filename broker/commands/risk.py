"""Owns `preau risk`: how many people share what each resource is sent, and what two providers could put together."""

import json
import sys

import click

from broker.commands.contract_choice import issuer_option
from broker.commands.installation import Installation, with_installation
from broker.commands.risk_choice import choose_contracts, review_risk
from broker.commands.risk_tables import print_report
from broker.core.review.columns import with_pending
from broker.core.review.risk_document import risk_document
from broker.core.review.risk_report import RiskQuestion
from broker.flows.risk_review import RiskReview
from broker.shared import make_shared


@click.command()
@click.option("--resource", "resources", multiple=True, metavar="ARK", help="Only this resource; may be given again.")
@issuer_option
@click.option("--k", "threshold", type=click.IntRange(2, 1000), default=5, show_default=True, help="The least set.")
@click.option(
    "--share",
    type=click.FloatRange(0.01, 1),
    default=0.95,
    show_default=True,
    help="The share of people that a remedy must put into such a set.",
)
@click.option("--remedies", is_flag=True, help="Which single attribute, coarser or withdrawn, restores the least set.")
@click.option("--coalitions", is_flag=True, help="What each two providers could put together.")
@click.option("--each-resource", is_flag=True, help="Coalitions of resources, as if each were another provider's.")
@click.option("--as-asked", is_flag=True, help="As if every attribute that waits for a decision were approved.")
@click.option(
    "--fail-below",
    type=click.IntRange(1, 1000),
    metavar="K",
    help="Exit 1 where somebody is in a set smaller than K, what names people directly left aside.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@with_installation
def risk(  # noqa: PLR0913 - one argument per option
    installation: Installation,
    *,
    resources: tuple[str, ...],
    issuer_name: str | None,
    threshold: int,
    share: float,
    remedies: bool,
    coalitions: bool,
    each_resource: bool,
    as_asked: bool,
    fail_below: int | None,
    as_json: bool,
) -> None:
    """Count how many people share each released combination: over everybody, and never who they are.

    Exit 0 when done, 1 with --fail-below where a set is too small or on a refusal, 2 where something is set wrong.
    """
    shared = make_shared(installation.settings, installation.workspace, installation.urls)
    issuer, contracts = choose_contracts(shared, resources, issuer_name)
    if as_asked:
        contracts = tuple(map(with_pending, contracts))
    question = RiskQuestion(
        threshold, share, remedies=remedies, coalitions=coalitions or each_resource, each_resource=each_resource
    )
    report = review_risk(
        RiskReview(issuer, shared.clock, shared.contracts, shared.directories[issuer.directory]), question, contracts
    )
    if as_json:
        click.echo(json.dumps(risk_document(report), ensure_ascii=False, indent=2))
    else:
        print_report(report)
    minima = [one.quasi.minimum for one in report.resources if one.quasi.people]
    sys.exit(1 if fail_below is not None and min(minima, default=fail_below) < fail_below else 0)
