"""Owns `preau statistics`: accesses by the official groupings, in the very numbers of the page of statistics."""

import click
from rich.console import Console
from rich.table import Table

from broker.commands.installation import Installation, with_installation
from broker.issuer_pages import make_statistics_desk
from broker.shared import make_shared
from broker.stats.asking import PERIOD, UNIT, read_question
from broker.stats.desk import Answer
from broker.stats.groupings import Grouping
from broker.stats.periods import DIVISIONS, Unit
from broker.stats.written import lines_of, total_of, write_csv, write_json

_UNITS = [unit.value for unit in DIVISIONS[Unit.YEAR]]
_ONLY = [grouping.value for grouping in Grouping]


@click.command()
@click.option("--period", default="", help="2026-2027, 2026-11, 2026-W48 or 2026-11-30; this school year when absent.")
@click.option("--by", "unit", type=click.Choice(_UNITS), help="How the period is divided.")
@click.option("--only", multiple=True, metavar="WHAT=VALUE", help=f"Count those only: {', '.join(_ONLY)}.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.option("--csv", "as_csv", is_flag=True, help="CSV, with ; between the cells.")
@with_installation
def statistics(  # noqa: PLR0913 - one argument per option
    installation: Installation, *, period: str, unit: str | None, only: tuple[str, ...], as_json: bool, as_csv: bool
) -> None:
    """Count accesses by time, place, public, resource and ENT project; small numbers are not shown."""
    shared = make_shared(installation.settings, installation.workspace, installation.urls)
    texts = {**_filters(only), PERIOD: period, UNIT: unit or ""}
    answer = make_statistics_desk(shared).answer(read_question(texts, shared.clock.now().date()))
    if as_json:
        click.echo(write_json(answer, "fr"), nl=False)
    elif as_csv:
        click.echo(write_csv(answer, "fr"), nl=False)
    else:
        _print(answer)


def _filters(only: tuple[str, ...]) -> dict[str, str]:
    pairs = [text.partition("=") for text in only]
    for name, sign, _ in pairs:
        if name not in _ONLY or not sign:
            raise click.UsageError(f"--only WHAT=VALUE, with WHAT one of {', '.join(_ONLY)}")
    return {name: value for name, _, value in pairs}


def _print(answer: Answer) -> None:
    total, smallest = total_of(answer), answer.report.smallest
    period = answer.report.question.period
    click.echo(f"{period.title.en} ({period.first} to {period.last})")
    click.echo(f"accesses: {f'fewer than {smallest}, not shown' if total is None else total}")
    if smallest > 1:
        click.echo(f"(each number may be short by up to {smallest - 1}: [statistics] smallest_shown)")
    for by, lines in lines_of(answer):
        if lines:
            table = Table(f"by {by.value}", "", "accesses")
            for line in lines:
                table.add_row(line.value, line.title.en, str(line.accesses))
            Console().print(table)
