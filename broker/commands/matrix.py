"""Owns `preau matrix`: what leaves of whom to each resource, in the very answers of the page."""

import sys
from collections.abc import Iterator, Sequence

import click
from rich.console import Console
from rich.table import Table

from broker.attribute_flows import make_matrix_desk
from broker.commands.installation import Installation, stop_with, with_installation
from broker.console.review.matrix_documents import why_of, write_csv, write_json
from broker.console.review.matrix_rows import JoinedRow, Naming, mark_of, rows_by_contract
from broker.core.catalogue import CATALOGUE
from broker.core.profile import Profile
from broker.core.review.attribute_kinds import Category
from broker.core.review.release_matrix import Answer
from broker.flows.matrix_desk import RELEASED, WITHHELD, MatrixDesk, MatrixQuestion, MatrixTable
from broker.shared import make_shared

_EVERY = "*"
_PROFILES = [profile.value for profile in Profile]
_CATEGORIES = [category.value for category in Category]


@click.command()
@click.option("--issuer", default="", help="One issuer (preau issuers lists them), or * for all; the hub when absent.")
@click.option("--resource", default="", help="ARK of a resource, or the name of its contract.")
@click.option("--provider", default="", help="SIREN_ISNI of a provider.")
@click.option("--profile", type=click.Choice(_PROFILES), help="One profile.")
@click.option("--attribute", default="", help="Code of one attribute.")
@click.option("--category", type=click.Choice(_CATEGORIES), help="One category of data.")
@click.option("--only", type=click.Choice([RELEASED, WITHHELD]), help="Only what leaves, or only what stays.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document, a row for each cell.")
@click.option("--csv", "as_csv", is_flag=True, help="CSV, with ; between the cells, a line for each cell.")
@with_installation
def matrix(  # noqa: PLR0913 - one argument per option
    installation: Installation,
    *,
    issuer: str,
    resource: str,
    provider: str,
    profile: str | None,
    attribute: str,
    category: str | None,
    only: str | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Print every resource, profile and attribute: does it leave, and why.

    Exit status: 0 where something answers the options, 1 where nothing does, 2 for a name that nobody knows.
    """
    shared = make_shared(installation.settings, installation.workspace, installation.urls)
    desk = make_matrix_desk(shared)
    _check_names(desk, issuer, attribute)
    question = MatrixQuestion(
        issuer="" if issuer == _EVERY else issuer or shared.hub.name,
        resource=resource,
        provider=provider,
        profile=Profile(profile) if profile else None,
        attribute=attribute,
        category=Category(category) if category else None,
        only=only or "",
    )
    tables = desk.answer(question)
    if as_json:
        click.echo(write_json(tables, "en"), nl=False)
    elif as_csv:
        click.echo(write_csv(tables, "en"), nl=False)
    else:
        _print(tables)
    sys.exit(0 if tables else 1)


def _check_names(desk: MatrixDesk, issuer: str, attribute: str) -> None:
    known = [one.name for one in desk.issuers]
    if issuer not in {"", _EVERY, *known}:
        stop_with("--issuer", f"no issuer is called {issuer}", f"one of {', '.join(known)}, or *")
    if attribute and attribute not in CATALOGUE:
        stop_with("--attribute", f"no attribute is called {attribute}", "preau lineage lists those that leave")


def _print(tables: Sequence[MatrixTable]) -> None:
    console = Console()
    for table in tables:
        title = f"{table.issuer.name}, {table.vocabulary}"
        shown = Table("resource", "profiles", "leaves", "stays, though named", title=title)
        for rows in rows_by_contract(table):
            for joined in rows:
                shown.add_row(joined.first.contract.name, _profiles(joined), *_columns(joined))
        console.print(shown)
    click.echo("* refused without a value   ≈ less precise   † only whom the access policy lets in")


def _profiles(joined: JoinedRow) -> str:
    names = ", ".join(profile.removeprefix("National_") for profile in joined.profiles)
    return names if joined.naming is Naming.THESE else f"{joined.naming.replace('_', ' ')} {names}".strip()


def _columns(joined: JoinedRow) -> Iterator[str]:
    """Yield what leaves and what stays, or why nothing leaves at all."""
    row = joined.first
    if joined.standing is not None:
        yield from (f"— {joined.standing.en}", "")
        return
    sent = " ".join(f"{cell.code}{mark_of(cell)}" for cell in row.cells if cell.answer is Answer.RELEASED)
    yield f"{sent} †" if row.by_policy else sent
    stays = (cell for cell in row.cells if cell.answer not in {Answer.RELEASED, Answer.NOT_IN_CONTRACT})
    yield "; ".join(f"{cell.code}: {why_of(row, cell).en}" for cell in stays)
