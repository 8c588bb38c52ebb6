"""Owns `preau reports`: today's assignment reports, made now instead of at the first call of the day."""

import json
import re

import click

from broker.commands.installation import Installation, with_installation
from broker.commands.journaled import OPERATOR
from broker.core.roles import Role
from broker.machine_services import make_report_desk
from broker.shared import make_shared

_SIREN_ISNI = re.compile(r"[0-9]{9}_[0-9]{16}")


@click.group()
def reports() -> None:
    """Make the assignment reports that distributors fetch."""


def _check_names(_context: click.Context, _parameter: click.Parameter, names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        if not _SIREN_ISNI.fullmatch(name):
            raise click.BadParameter("SIREN_ISNI: nine digits, _ and sixteen digits")
    return names


@reports.command("make")
@click.option(
    "--distributor",
    "names",
    multiple=True,
    callback=_check_names,
    help="A distributor, as SIREN_ISNI; all that have a certificate for reports when not given.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@with_installation
def make(installation: Installation, *, names: tuple[str, ...], as_json: bool) -> None:
    """Make today's report of each distributor that has none yet; the latest 90 are kept."""
    shared = make_shared(installation.settings, installation.workspace, installation.urls)
    desk = make_report_desk(shared)
    wanted = names or tuple(holder.name for holder in shared.clients.holders() if holder.role is Role.REPORTS)
    made = [desk.make(name) for name in wanted]
    shared.acts.record_administration("command.reports.make", actor=OPERATOR)
    if as_json:
        rows = [{"distributor": one.distributor, "name": one.name, "size": one.size} for one in made]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for one in made:
        click.echo(f"{one.name}\t{one.size}\t{one.state}")
    if not made:
        click.echo("no distributor has a certificate for reports: preau certificates make --reports SIREN_ISNI")
