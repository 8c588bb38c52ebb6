"""Owns `preau roles`: the codes by which the console's roles are taken where others than this machine reach it."""

import json

import click

from broker.commands.installation import Installation, with_installation
from broker.console.role_pages import code_of
from broker.core.roles import CONSOLE_ROLES, TITLES, Holder
from broker.issuer_pages import make_role_desk
from broker.shared import make_shared


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@with_installation
def roles(installation: Installation, *, as_json: bool) -> None:
    """Print the code of each role of the console; on loopback, roles are taken by a click and have none."""
    desk = make_role_desk(make_shared(installation.settings, installation.workspace, installation.urls))
    holders = [Holder(role, name) for role in CONSOLE_ROLES for name in _names(desk.find_names(role))]
    rows = [
        {"role": one.role.value, "name": one.name, "code": code_of(desk.secret, one) if desk.secret else None}
        for one in holders
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for one, row in zip(holders, rows, strict=True):
        click.echo(f"{TITLES[one.role].en}\t{one.name or '-'}\t{row['code'] or 'by a click on this machine'}")


def _names(known: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    return tuple(name for name, _ in known) or ("",)
