"""Owns `preau person`: what was transmitted about somebody, what is kept about them, and its erasure."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps

import click
from rich.console import Console
from rich.table import Table

from broker.commands.installation import Installation, with_installation
from broker.commands.journaled import OPERATOR
from broker.commands.whole_file import STDOUT, open_whole
from broker.flows.person_rights import Named, PersonRights
from broker.person_desk import held_row, make_person_rights, transmission_row
from broker.shared import make_shared

_COLUMNS = ("at", "issuer", "to", "contract", "version", "protocol", "released")
_as_json = click.option("--json", "as_json", is_flag=True, help="One JSON document.")


def _of_person(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that name a person."""

    @click.option("--project", help="The person's ENT project (idENT).")
    @click.option("--person", "identifier", help="Their identifier there.")
    @click.option("--login", help="Their login in a directory, instead, or besides for their accounts.")
    @wraps(command)
    def wrapped(
        *args: object, project: str | None, identifier: str | None, login: str | None, **kwargs: object
    ) -> None:
        if not login and not (project and identifier):
            raise click.UsageError("give --project and --person, or --login")
        command(*args, named=(project, identifier, login), **kwargs)

    return wrapped


@click.group()
def person() -> None:
    """Answer a person who asks: what was transmitted, what is kept; erase it.

    Exits with 1 where what is given names nobody.
    """


@person.command()
@_of_person
@_as_json
@with_installation
def transmitted(installation: Installation, *, named: tuple[str | None, ...], as_json: bool) -> None:
    """List what was transmitted about a person: when, to whom, under which contract; names, never values."""
    with _rights(installation) as rights:
        rows = [transmission_row(one) for one in rights.transmitted(_find(rights, named))]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    table = Table(*_COLUMNS)
    for row in rows:
        table.add_row(*(str(row[column]) for column in _COLUMNS))
    Console().print(table)


@person.command()
@_of_person
@click.option("--out", default=STDOUT, show_default=True, help="The file to write, or - for standard output.")
@with_installation
def export(installation: Installation, *, named: tuple[str | None, ...], out: str) -> None:
    """Write as JSON what was transmitted about a person and what the records hold: to be handed to nobody else."""
    with _rights(installation) as rights:
        found = _find(rights, named)
        document = {
            "project": found.key.project,
            "identifier": found.key.identifier,
            "held": held_row(rights.held(found)),
            "transmitted": [transmission_row(one) for one in rights.transmitted(found)],
        }
    with open_whole(out, private=True) as file:
        file.write(f"{json.dumps(document, ensure_ascii=False, indent=2)}\n")


@person.command()
@_of_person
@click.option("--accounts", is_flag=True, help="Their accounts at the guichets, and the messages of these, as well.")
@_as_json
@with_installation
def erase(installation: Installation, *, named: tuple[str | None, ...], accounts: bool, as_json: bool) -> None:
    """Erase a person's rights, and what ties the journal's lines to them; counts and chain stay as they are."""
    with _rights(installation) as rights:
        erased = rights.erase(_find(rights, named), actor=OPERATOR, accounts=accounts)
    row = {
        "rights": erased.rights,
        "accounts": erased.accounts,
        "messages": erased.messages,
        "journal_cut": erased.was_cut,
        "file_wiped": erased.is_wiped,
    }
    if as_json:
        click.echo(json.dumps(row, indent=2))
        return
    click.echo(f"{erased.rights} lines of rights, {erased.accounts} accounts and {erased.messages} messages taken out.")
    click.echo(
        "Nothing ties the journal's lines to the person any more."
        if erased.was_cut
        else "The journal has no line about the person."
    )
    if not erased.is_wiped:
        click.echo(
            "The database's file is being read: what was deleted is still in the log beside it, until the next write "
            "after that, or until it is closed. While records.sqlite-unwiped is there, it was not wiped."
        )


@contextmanager
def _rights(installation: Installation) -> Iterator[PersonRights]:
    shared = make_shared(installation.settings, installation.workspace, installation.urls)
    try:
        yield make_person_rights(shared)
    finally:
        shared.records.close()


def _find(rights: PersonRights, named: Sequence[str | None]) -> Named:
    project, identifier, login = named
    return rights.find(project, identifier, login)
