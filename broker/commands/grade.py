"""Owns `preau grade`: A to F for each contract, with every reason, and what has become better or worse."""

import json
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from broker.commands.contract_choice import issuer_option
from broker.commands.installation import Installation, stop_with, with_installation
from broker.commands.risk_choice import choose_contracts, review_risk
from broker.core.contract import Contract
from broker.core.review.deductions import WEAKNESSES, Letter
from broker.core.review.grade import Grade, Reason
from broker.core.review.grade_document import FORMAT, Comparison, grade_document
from broker.core.review.risk_report import ResourceRisk, RiskQuestion
from broker.core.said_identity import knows_people_by_hearsay
from broker.definitions.contract_reader import read_contract
from broker.definitions.need_evidence import read_needs
from broker.flows.grading import Grading
from broker.flows.risk_review import RiskReview
from broker.shared import Shared, make_shared

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.option("--resource", "resources", multiple=True, metavar="ARK", help="Only this resource; may be given again.")
@issuer_option
@click.option("--file", "file", type=_FILE, help="Grade this contract file in place of the one installed.")
@click.option(
    "--against",
    metavar="VERSION|FILE",
    help="Compare with a version that was in force, or a file; with --file, the contract installed when not given.",
)
@click.option(
    "--need", "needs", multiple=True, type=_FILE, help="What preau starve --json printed; may be given again."
)
@click.option("--without-risk", is_flag=True, help="Look at nobody of the directory: quicker, and less is known.")
@click.option("--fail-below", type=click.Choice([one.value for one in Letter]), help="Exit 1 where a grade is worse.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@with_installation
def grade(  # noqa: PLR0913 - one argument per option
    installation: Installation,
    *,
    resources: tuple[str, ...],
    issuer_name: str | None,
    file: Path | None,
    against: str | None,
    needs: tuple[Path, ...],
    without_risk: bool,
    fail_below: str | None,
    as_json: bool,
) -> None:
    """Grade contracts from A to F, with the reasons.

    Exit 0 when done, 1 with --fail-below where a grade is worse or on a refusal, 2 where something is set wrong.
    """
    shared = make_shared(installation.settings, installation.workspace, installation.urls)
    proposed = read_contract(file, installation.urls) if file else None
    wanted = (proposed.resource,) if proposed else resources
    issuer, contracts = choose_contracts(shared, wanted, proposed.issuer if proposed else issuer_name)
    before = _find_baseline(shared, contracts, against, is_proposed=proposed is not None)
    graded = (proposed,) if proposed else contracts
    review = RiskReview(issuer, shared.clock, shared.contracts, shared.directories[issuer.directory])
    every = tuple(dict.fromkeys((*graded, *((before,) if before else ()))))
    risks = () if without_risk or knows_people_by_hearsay(issuer) else _risks(review, every)
    access = shared.access_of(issuer)
    grading = Grading(shared.clock, shared.records.access_counts if access else None, read_needs(needs))
    found = grading.grade_all(graded, risks)
    comparison = grading.compare(before, graded[0], risks) if before else None
    if as_json:
        rows = [grade_document(contract, one, comparison) for contract, one in found]
        click.echo(json.dumps({"format": FORMAT, "grades": rows}, ensure_ascii=False, indent=2))
    else:
        _print(found, comparison)
    sys.exit(1 if fail_below and any(one.letter > fail_below for _, one in found) else 0)


def _risks(review: RiskReview, contracts: tuple[Contract, ...]) -> tuple[ResourceRisk, ...]:
    return review_risk(review, RiskQuestion(remedies=True), contracts).resources


def _find_baseline(
    shared: Shared, contracts: tuple[Contract, ...], against: str | None, *, is_proposed: bool
) -> Contract | None:
    """Return the contract to compare with: a version, a file, or the one installed where another is proposed."""
    if against is None:
        return contracts[0] if is_proposed and contracts else None
    if not against.isdecimal():
        return read_contract(Path(against), shared.urls)
    if len(contracts) != 1:
        stop_with("--against", "a version is of one contract", "name its resource by --resource")
    return shared.register.read_version(contracts[0].name, int(against))


def _print(found: list[tuple[Contract, Grade]], comparison: Comparison | None) -> None:
    table = Table("grade", "points", "contract", "reasons", show_lines=True)
    for contract, one in found:
        lines = "\n".join(map(_line, one.reasons)) or "nothing to say"
        table.add_row(one.letter.value, str(one.points), contract.name, lines)
    Console().print(table)
    unknown = sorted({source.value for _, one in found for source in one.unknown})
    if unknown:
        click.echo(f"not known for some of them, and not counted: {', '.join(unknown)}")
    if comparison is not None:
        before, after = comparison.before, comparison.after
        click.echo(f"before {before.letter} ({before.points}), after {after.letter} ({after.points})")
        for sign, reasons in (("-", comparison.mended), ("+", comparison.new)):
            for reason in reasons:
                click.echo(f"  {sign} {_line(reason)}")


def _line(reason: Reason) -> str:
    what = f"{reason.code}: " if reason.code else ""
    return f"{reason.deduction.points:>2} {WEAKNESSES[reason.deduction.weakness].en}: {what}{reason.deduction.why.en}"
