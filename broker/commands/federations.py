"""Owns `preau federations`: what is kept of each, and the fetching of it now."""

import json
import sys

import click
from rich.console import Console
from rich.table import Table

from broker.commands.installation import Installation, with_installation
from broker.saml.federations.federations import Federation, Federations
from broker.shared import make_shared

_COLUMNS = ("name", "source", "entities", "checked", "changed", "valid_until", "query")


@click.group()
def federations() -> None:
    """List the federations, or fetch their metadata now."""


@federations.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@with_installation
def list_federations(installation: Installation, *, as_json: bool) -> None:
    """List each federation with the state of its kept copy."""
    _print(_open(installation), as_json=as_json)


@federations.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@with_installation
def refresh(installation: Installation, *, as_json: bool) -> None:
    """Fetch every aggregate now, as preau run does when it is due; exit 1 when there is a problem."""
    found = _open(installation)
    found.refresh(now_please=True)
    _print(found, as_json=as_json)
    problems = found.problems
    for problem in problems:
        click.echo(f"preau: {problem}", err=True)
    sys.exit(1 if problems else 0)


def _open(installation: Installation) -> Federations:
    return make_shared(installation.settings, installation.workspace, installation.urls).peers.federations


def _print(found: Federations, *, as_json: bool) -> None:
    rows = [_row(federation) for federation in found.every]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    table = Table(*_COLUMNS)
    for row in rows:
        table.add_row(*(str(row[column] or "") for column in _COLUMNS))
    Console().print(table)


def _row(federation: Federation) -> dict[str, str | int | None]:
    settings, state = federation.settings, federation.copy.read_state()
    return {
        "name": settings.name,
        "source": settings.aggregate,
        "entities": len(federation.aggregate) if federation.aggregate is not None else None,
        "checked": state.checked_at.isoformat(timespec="seconds") if state.checked_at else None,
        "changed": state.changed_at.isoformat(timespec="seconds") if state.changed_at else None,
        "valid_until": state.valid_until.isoformat(timespec="seconds") if state.valid_until else None,
        "query": settings.mdq,
    }
