"""Owns what `preau starve` prints for people: each attempt as it is made, the findings, the proposal."""

import click

from broker.core.starvation import Alteration
from broker.lab.attempt import Attempt
from broker.lab.evidence import Trial, remarks_on
from broker.lab.findings import NEEDS, Finding


def tell_attempt(number: int, most: int, attempt: Attempt) -> None:
    """Say on standard error how one attempt ended."""
    tried = ", ".join(str(cut) for cut in attempt.cuts) or "nothing altered"
    click.echo(f"[{number}/{most}] {tried}: {attempt.words}", err=True)


def print_trial(trial: Trial, difference: str) -> None:
    """Print the findings, what they do not cover, and the difference to the narrower contract."""
    from rich.console import Console  # noqa: PLC0415 - imported once everything has been tried
    from rich.table import Table  # noqa: PLC0415

    table = Table(title=f"What {trial.contract.resource} needs, of contract {trial.contract.name}")
    for heading in ("attribute", "contract", "needed", *(one.value for one in Alteration)):
        table.add_column(heading, overflow="fold")
    required = {clause.code for clause in trial.contract.clauses if clause.required}
    for finding in trial.findings:
        clause = "required" if finding.code in required else "optional"
        table.add_row(finding.code, clause, NEEDS[finding.need].en, *_marks(finding))
    Console().print(table)
    for remark in remarks_on(trial):
        click.echo(remark.en)
    if difference:
        click.echo(f"\nproposed, not installed:\n{difference}", nl=False)


def _marks(finding: Finding) -> tuple[str, ...]:
    marks = {**dict.fromkeys(finding.endured, "ok"), **dict.fromkeys(finding.broken, "breaks")}
    return tuple(marks.get(alteration, "-") for alteration in Alteration)
