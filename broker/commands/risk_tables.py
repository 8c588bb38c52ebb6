"""Owns how `preau risk` prints a report for people."""

import click
from rich.console import Console
from rich.table import Table

from broker.core.review.anonymity import Figures
from broker.core.review.aspects import LEVEL
from broker.core.review.coalitions import Coalition, JoinRemedy
from broker.core.review.remedies import Remedy
from broker.core.review.risk_report import ResourceRisk, RiskReport

_BEST = 3


def print_report(report: RiskReport) -> None:
    """Print every part of a report that was asked for."""
    question = report.question
    click.echo(
        f"{report.people} people of the directory {report.directory}, in {report.schools} schools; "
        f"a set of {question.threshold} is enough"
    )
    Console().print(_resources(report))
    click.echo("(quasi): what names people directly left aside")
    if question.remedies:
        for risk in report.resources:
            _print_remedies(risk, question.share)
    if question.coalitions:
        Console().print(_coalitions(report))
        for found in report.coalitions:
            _print_apart(found)


def _resources(report: RiskReport) -> Table:
    below = f"below {report.question.threshold}"
    titles = ("k min", "median", "alone", below)
    table = Table("contract", "people", *titles, *(f"(quasi) {title}" for title in titles))
    for risk in report.resources:
        table.add_row(risk.contract.name, str(risk.whole.people), *_cells(risk.whole), *_cells(risk.quasi))
    return table


def _cells(figures: Figures) -> tuple[str, ...]:
    shares = (figures.share_alone, 1 - figures.share_kept)
    return str(figures.minimum), str(figures.median), *(f"{share:.0%}" for share in shares)


def _print_remedies(risk: ResourceRisk, share: float) -> None:
    """Print the best changes of each view; where none is enough, say so."""
    views = {"whole": risk.whole_remedies, "without direct identifiers": risk.quasi_remedies}
    for view, remedies in views.items():
        if not remedies:
            continue
        enough = "" if remedies[0].restores else f": none alone is enough for {share:.0%} of people; the best"
        click.echo(f"{risk.contract.resource}, {view}{enough}")
        for remedy in remedies[:_BEST]:
            click.echo(f"  {_change(remedy)}")


def _change(remedy: Remedy) -> str:
    what = "withdrawn" if remedy.change is None else remedy.change.title.en
    figures, required = remedy.figures, " (required by the service)" if remedy.required else ""
    return f"{remedy.code} {what}: {figures.share_kept:.1%} in a large enough set, k min {figures.minimum}{required}"


def _coalitions(report: RiskReport) -> Table:
    table = Table("party", "party", "both are told", "common", "joined", "")
    for found in report.coalitions:
        told = ", ".join("/".join((*one.codes, *one.other_codes)) for one in found.shared)
        same = "one pseudonym: nothing to join" if found.same_pseudonym else ""
        joined = f"{found.joined} ({found.share_joined:.1%})"
        table.add_row(found.one.name, found.other.name, told, str(found.common), joined, same)
    return table


def _print_apart(found: Coalition) -> None:
    for remedy in found.remedies[:_BEST]:
        enough = "keeps them apart" if remedy.restores else f"still {remedy.joined} joined"
        click.echo(f"{found.one.name} and {found.other.name}: {_lesser(remedy)}: {enough}")


def _lesser(remedy: JoinRemedy) -> str:
    codes = "/".join(dict.fromkeys((*remedy.shared.codes, *remedy.shared.other_codes)))
    if remedy.coarser is not None:
        return f"{codes} coarser at one of them"
    told = "the level" if remedy.shared.telling.aspect == LEVEL else codes
    return f"{told} withdrawn from one of them"
