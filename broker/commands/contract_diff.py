"""Owns `preau contract diff`: what changed from one contract or version to another, and whether it lets more leave."""

import json
import sys
from pathlib import Path

import click

from broker.commands.installation import Installation, with_installation
from broker.core.contract import Contract
from broker.core.refusals.contract_life import ContractUnknown
from broker.core.review.contract_change import Change, compare, widenings
from broker.core.review.weighing import DIRECTIONS
from broker.definitions.contract_folder import ContractFolder
from broker.definitions.contract_reader import read_contract_text
from broker.definitions.contract_register import ContractRegister
from broker.definitions.table_reader import read_text
from broker.definitions.workspace import DATA
from broker.flows.contract_notes import NoContractNotes


@click.command()
@click.argument("former")
@click.argument("latter")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@with_installation
def diff(installation: Installation, *, former: str, latter: str, as_json: bool) -> None:
    """Print what changed from FORMER to LATTER: each a file, NAME@VERSION, or NAME (its working copy).

    Exit 0 where they allow the same, 1 where they differ, 2 where one of them cannot be read.
    """
    changes = compare(_read(installation, former), _read(installation, latter))
    if as_json:
        click.echo(json.dumps(changes_document(changes), ensure_ascii=False, indent=2))
    else:
        for change in changes:
            click.echo(f"{DIRECTIONS[change.direction].en}: {change.said.en} ({change.where})")
        click.echo("widens: two roles must approve it" if widenings(changes) else "widens nothing")
    sys.exit(1 if changes else 0)


def changes_document(changes: tuple[Change, ...]) -> dict[str, object]:
    """Return changes as JSON-able data."""
    rows = [{"where": one.where, "direction": one.direction, "fr": one.said.fr, "en": one.said.en} for one in changes]
    return {"widens": bool(widenings(changes)), "changes": rows}


def _read(installation: Installation, named: str) -> Contract:
    file = Path(named)
    if file.suffix == ".toml" or file.is_file():
        return read_contract_text(read_text(file), file, installation.urls, "compared").contract
    name, _, version = named.partition("@")
    if version:
        register = ContractRegister(installation.workspace.contract_versions, installation.urls, NoContractNotes())
        if not version.isdecimal() or int(version) not in register.versions_of(name).numbers():
            raise ContractUnknown(expected=f"a version of {name}", received=version[:20])
        return register.read_version(name, int(version))
    own = installation.workspace.contracts
    folders = [DATA / "contracts", *([own] if own.exists() else [])]
    standing = ContractFolder(folders, installation.urls).standings().get(name)
    if standing is None:
        raise ContractUnknown(expected="a file, NAME@VERSION or NAME", received=named[:60])
    return standing.working.contract
