"""Owns `preau reports`: today's assignment reports, made now instead of at the first call of the day."""

import json

import click

from broker.commands.installation import Installation, with_installation
from broker.core.roles import Role
from broker.machine_services import make_report_desk
from broker.shared import make_shared
from broker.transport.client_certificates import ClientCertificates


@click.group()
def reports() -> None:
    """Make the assignment reports that distributors fetch."""


@reports.command("make")
@click.option(
    "--distributor", "names", multiple=True, help="A distributor, as SIREN_ISNI; else all with a certificate."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@with_installation
def make(installation: Installation, *, names: tuple[str, ...], as_json: bool) -> None:
    """Make today's report of each distributor that has none yet; those of more than 31 days go."""
    shared = make_shared(installation.settings, installation.workspace, installation.urls)
    certified = ClientCertificates(shared.workspace.certificates).holders()
    wanted = names or tuple(one.name for one in certified if one.role is Role.REPORTS)
    desk = make_report_desk(shared)
    made = [desk.make(name) for name in wanted]
    if as_json:
        rows = [{"distributor": one.distributor, "name": one.name, "size": one.size} for one in made]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for one in made:
        click.echo(f"{one.name}\t{one.size}\t{one.state}")
