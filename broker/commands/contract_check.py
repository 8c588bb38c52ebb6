"""Owns `preau contract check`: contract files held against the rules, the register, a base and the lint."""

import sys
from pathlib import Path

import click

from broker.commands.check_findings import find_in_files, find_in_folders
from broker.commands.check_report import is_clean, write_json, write_sarif, write_text
from broker.commands.contract_before import find_base
from broker.commands.installation import Installation, with_installation

_FORMATS = {"json": write_json, "sarif": write_sarif}


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--against", help="Revision of git, or a folder: what widens since then must have been approved.")
@click.option("--format", "form", type=click.Choice(["text", "json", "sarif"]), default="text", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@with_installation
def check(
    installation: Installation, *, files: tuple[Path, ...], against: str | None, form: str, as_json: bool
) -> None:
    """Print every problem of FILES (of all contracts when none is given), unapproved widening and lint.

    Exit 0 when nothing is an error, 1 when something is, 2 where the command itself is wrong. Notes are in JSON and
    SARIF only.
    """
    base = find_base(against) if against else None
    finding = find_in_files(files, installation, base) if files else find_in_folders(installation, base)
    found = tuple(finding)
    write = _FORMATS.get("json" if as_json else form)
    if write is not None:
        click.echo(write(found))
    else:
        lines, count = write_text(found)
        for line in lines:
            click.echo(line, err=True)
        click.echo(count)
    sys.exit(0 if is_clean(found) else 1)
