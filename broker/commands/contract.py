"""Owns `preau contract`: the commands about contracts, as files and as what is in force."""

import click

from broker.commands.contract_check import check
from broker.commands.contract_diff import diff
from broker.commands.contract_life import approve, export, resume, submit, suspend, take_in, versions
from broker.definitions.file_schemas import write_schema


@click.group()
def contract() -> None:
    """Check, compare, approve and suspend contracts; print their schema."""


@contract.command()
def schema() -> None:
    """Print the JSON Schema of contract files."""
    click.echo(write_schema(), nl=False)


for _command in (check, diff, submit, approve, suspend, resume, versions, export, take_in):
    contract.add_command(_command)
