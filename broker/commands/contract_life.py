"""Owns the commands of a contract's life: submit, approve, suspend, resume, list versions, export, import."""

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from broker.commands.installation import Installation, with_installation
from broker.core.refusals.contract_life import RulingIncomplete
from broker.core.roles import Role
from broker.definitions.contract_desk import Actor
from broker.definitions.contract_register import ContractRegister, Standing
from broker.definitions.impact_attached import find_impact, summarise_impact
from broker.definitions.table_reader import read_text
from broker.shared import Shared, make_shared

Command = TypeVar("Command", bound=Callable[..., Any])
_ROLES = (Role.PUBLISHER, Role.REVIEWER, Role.OPERATOR)


def _acting(command: Command) -> Command:
    """Give a command the options --as, --by and --json."""
    role = click.option("--as", "role", type=click.Choice([str(one) for one in _ROLES]), required=True, help="Role.")
    by = click.option("--by", default="preau contract", show_default=True, help="Who acts, by name.")
    as_json = click.option("--json", "as_json", is_flag=True, help="One JSON document.")
    return role(by(as_json(command)))


@click.command()
@click.argument("name")
@_acting
@with_installation
def submit(installation: Installation, *, name: str, role: str, by: str, as_json: bool) -> None:
    """Submit the working copy of a contract: the first of two signatures. Exit 1 where that is refused."""
    shared = _open(installation)
    _tell(shared.contract_desk.submit(name, Actor(Role(role), by)), as_json=as_json)


@click.command()
@click.argument("name")
@_acting
@click.option("--refuse", "refused", multiple=True, metavar="CODE=REASON", help="An attribute refused, and why.")
@click.option("--content", "seen", metavar="FINGERPRINT", help="What was read; refused where it is another by now.")
@with_installation
def approve(  # noqa: PLR0913 - one argument per option
    installation: Installation,
    *,
    name: str,
    role: str,
    by: str,
    refused: tuple[str, ...],
    seen: str | None,
    as_json: bool,
) -> None:
    """Approve what was submitted, in another role, but for the attributes refused. Exit 1 where that is refused."""
    shared = _open(installation)
    desk = shared.contract_desk
    working = desk.find(name).working
    impact = find_impact(shared.register, working)
    if impact is not None and not as_json:
        click.echo(summarise_impact(impact))
    standing = desk.approve(name, Actor(Role(role), by), _rulings(refused), seen or working.contract.fingerprint)
    _tell(standing, as_json=as_json)


@click.command()
@click.argument("name")
@_acting
@click.option("--reason", required=True, help="Why, in one sentence.")
@with_installation
def suspend(  # noqa: PLR0913 - one argument per option
    installation: Installation, *, name: str, role: str, by: str, reason: str, as_json: bool
) -> None:
    """Suspend a contract: nothing leaves by it from now on. Exit 1 where that is refused."""
    _tell(_open(installation).contract_desk.suspend(name, Actor(Role(role), by), reason), as_json=as_json)


@click.command()
@click.argument("name")
@_acting
@click.option("--reason", required=True, help="Why, in one sentence.")
@with_installation
def resume(  # noqa: PLR0913 - one argument per option
    installation: Installation, *, name: str, role: str, by: str, reason: str, as_json: bool
) -> None:
    """Ask that a suspended contract hold again: the first of two signatures. Exit 1 where that is refused."""
    _tell(_open(installation).contract_desk.resume(name, Actor(Role(role), by), reason), as_json=as_json)


@click.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@with_installation
def versions(installation: Installation, *, name: str, as_json: bool) -> None:
    """List the versions of a contract that were in force, and which one is."""
    shared = _open(installation)
    standing = shared.contract_desk.find(name)
    held = standing.in_force.version if standing.in_force else 0
    rows = [_version(shared.register, name, number, held) for number in shared.register.versions_of(name).numbers()]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        mark = f"  {standing.in_force.status if standing.in_force else ''}: in force" if row["in_force"] else ""
        click.echo(f"{row['version']}  {row['kept_at']}  {str(row['fingerprint'])[:12]}  {row['approved']}{mark}")


@click.command()
@click.argument("name")
@click.option("--version", "number", type=click.IntRange(1), help="A version; what is in force when not given.")
@with_installation
def export(installation: Installation, *, name: str, number: int | None) -> None:
    """Print a contract as the TOML that git and the console keep alike."""
    click.echo(_open(installation).contract_desk.export(name, number), nl=False)


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@_acting
@with_installation
def take_in(installation: Installation, *, file: Path, role: str, by: str, as_json: bool) -> None:
    """Make FILE the working copy of the contract of its name; what it widens unapproved becomes a draft."""
    desk = _open(installation).contract_desk
    actor = Actor(Role(role), by)
    _tell(desk.take_in(file.stem, read_text(file), actor, signatures_believed=True), as_json=as_json)


def _open(installation: Installation) -> Shared:
    return make_shared(installation.settings, installation.workspace, installation.urls)


def _rulings(refused: tuple[str, ...]) -> dict[str, str]:
    found = dict(one.partition("=")[::2] for one in refused)
    if not all(reason.strip() for reason in found.values()):
        raise RulingIncomplete(expected="CODE=REASON", received=", ".join(found))
    return found


def _tell(standing: Standing, *, as_json: bool) -> None:
    contract, held = standing.working.contract, standing.in_force
    document = {
        "contract": contract.name,
        "status": contract.status,
        "content": contract.fingerprint,
        "version_in_force": held.version if held else 0,
        "status_in_force": held.status if held else None,
        "problems": [str(problem) for problem in standing.problems],
    }
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        holds = f"version {held.version} in force ({held.status})" if held else "nothing in force"
        click.echo(f"{contract.name}: {contract.status}; {holds}")
        for problem in standing.problems:
            click.echo(str(problem), err=True)
    sys.exit(1 if standing.problems else 0)


def _version(register: ContractRegister, name: str, number: int, held: int) -> dict[str, object]:
    contract = register.read_version(name, number)
    kept = register.versions_of(name).file_of(number).stat().st_mtime
    return {
        "version": number,
        "kept_at": datetime.fromtimestamp(kept, UTC).isoformat(timespec="seconds"),
        "fingerprint": contract.fingerprint,
        "attributes": [clause.code for clause in contract.clauses],
        "approved": ", ".join(f"{one.by} ({one.role}, {one.on})" for one in contract.approvals) or contract.approved_by,
        "in_force": number == held,
    }
