"""Owns `preau records`: everything durable as text and back, and the forgetting of a person."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from broker.commands.installation import Installation, with_installation
from broker.commands.journaled import OPERATOR, journal_of, note_command
from broker.commands.whole_file import STDOUT, open_whole
from broker.core.identity import PersonKey
from broker.records.opening import Records

_STDIN = "-"


@click.group()
def records() -> None:
    """Write the durable records as text, read them back, or forget a person."""


@records.command("export")
@click.option("--out", default=STDOUT, show_default=True, help="The file to write, or - for standard output.")
@with_installation
def export_records(installation: Installation, *, out: str) -> None:
    """Write everything as JSON lines: accounts with contacts and hashes too, so keep them as you keep the database."""
    with _opened(installation) as opened, open_whole(out, private=True) as file:
        for line in opened.export():
            file.write(f"{line}\n")
        is_blank = opened.is_blank
    if not is_blank:
        note_command(installation, "records.export")


@records.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, allow_dash=True), default=_STDIN)
@with_installation
def import_records(installation: Installation, *, file: str) -> None:
    """Read what was exported from FILE into records that hold nothing yet: all of it, or nothing."""
    # What is not UTF-8 is told with its line, as what else is wrong.
    with _opened(installation) as opened, click.open_file(file, encoding="utf-8", errors="surrogateescape") as lines:
        rows = opened.take_in(lines, "standard input" if file == _STDIN else file)
    note_command(installation, "records.import")
    for table, count in sorted(rows.items()):
        click.echo(f"{table}: {count}")
    click.echo(f"{sum(rows.values())} rows imported.")


@records.command("forget")
@click.option("--project", required=True, help="The person's ENT project (idENT).")
@click.option("--person", prompt=True, help="Their identifier there; asked for when not given.")
@with_installation
def forget_person(installation: Installation, *, project: str, person: str) -> None:
    """Take a person out of the rights: their licences, what is assigned to them, their part as a delegate.

    The journal's lines and the counts of accesses stay, and nothing ties them to the person any more. An account at a
    guichet is another matter, and stays too (preau person erase --accounts).
    """
    key = PersonKey(project, person)
    with journal_of(installation) as ground:
        mark, now = ground.make_desk().mark(key), ground.clock.now()
        erased = ground.records.person_records.erase(key, None, mark, now, OPERATOR)
    click.echo(f"{erased.rights} lines taken out.")


@contextmanager
def _opened(installation: Installation) -> Iterator[Records]:
    installation.workspace.prepare()
    opened = Records(installation.settings.records, installation.workspace.root)
    try:
        yield opened
    finally:
        opened.close()
