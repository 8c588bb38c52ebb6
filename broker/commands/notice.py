"""Owns `preau notice`: check notice files before they count, and print their schema."""

import sys
from pathlib import Path

import click

from broker.commands.installation import Installation, with_installation
from broker.core.errors import Problem
from broker.definitions.file_schemas import NOTICE, write_schema
from broker.definitions.notice_folder import THUMBNAILS
from broker.definitions.notice_reader import read_notice


@click.group()
def notice() -> None:
    """Check notices of resources, print their schema."""


@notice.command()
def schema() -> None:
    """Print the JSON Schema of notice files."""
    click.echo(write_schema(NOTICE), nl=False)


@notice.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@with_installation
def check(installation: Installation, files: tuple[Path, ...]) -> None:
    """Print every problem of FILES, each by itself; exit 1 when there is one. `preau check` looks at all together."""
    problems: list[Problem] = []
    for file in files:
        problems += read_notice(file, installation.urls, THUMBNAILS).problems
    for problem in problems:
        click.echo(str(problem), err=True)
    click.echo(f"{len(problems)} problem{'' if len(problems) == 1 else 's'}")
    sys.exit(1 if problems else 0)
