"""Owns `preau contract`: check contract files before they count, and print their schema."""

import sys
from pathlib import Path

import click

from broker.commands.installation import Installation, with_installation
from broker.core.errors import ConfigurationError, Problem
from broker.definitions.contract_folder import ContractFolder
from broker.definitions.contract_reader import read_contract
from broker.definitions.file_schemas import write_schema
from broker.definitions.workspace import DATA


@click.group()
def contract() -> None:
    """Check contracts, print their schema."""


@contract.command()
def schema() -> None:
    """Print the JSON Schema of contract files."""
    click.echo(write_schema(), nl=False)


@contract.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@with_installation
def check(installation: Installation, files: tuple[Path, ...]) -> None:
    """Print every problem of FILES (of all contracts when none is given); exit 1 when there is one."""
    problems = _check_files(files, installation) if files else _check_folders(installation)
    for problem in problems:
        click.echo(str(problem), err=True)
    click.echo(f"{len(problems)} problem{'' if len(problems) == 1 else 's'}")
    sys.exit(1 if problems else 0)


def _check_files(files: tuple[Path, ...], installation: Installation) -> tuple[Problem, ...]:
    problems: list[Problem] = []
    for file in files:
        try:
            read_contract(file, installation.urls)
        except ConfigurationError as error:
            problems += error.problems
    return tuple(problems)


def _check_folders(installation: Installation) -> tuple[Problem, ...]:
    own = installation.workspace.contracts
    folders = [DATA / "contracts", *([own] if own.exists() else [])]
    return ContractFolder(folders, installation.urls).problems
