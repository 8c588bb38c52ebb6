"""Owns `preau impact`: who gains and who loses what, before a change is made."""

import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from broker.clock import SystemClock
from broker.commands.impact_text import print_report
from broker.commands.installation import Installation, with_installation
from broker.commands.whole_file import STDOUT, open_whole
from broker.core.contract import Contract
from broker.core.impact.proposal import Proposal
from broker.core.issuer import PEOPLE
from broker.core.pseudonym import PseudonymKey
from broker.definitions.proposal_file import read_proposal
from broker.impact.attached import attach_all, write_json
from broker.impact.change import Change, make_key, read_contracts, read_folder, read_key, suppose_approved
from broker.impact.inquiry import Inquiry, Installed, prepare
from broker.impact.report import Report, make_report
from broker.impact.running import survey_all

_PATH = click.Path(path_type=Path)
_FAILED = 3
_WIDTH = 110  # of what is no terminal


@click.command()
@click.option("--contract", "contract_files", multiple=True, type=_PATH, help="A contract in place of its resource's.")
@click.option("--contracts", "folder", type=_PATH, help="A folder of contracts in place of all of them.")
@click.option("--without", multiple=True, metavar="NAME", help="A contract or resource that would be no more.")
@click.option(
    "--catalogue",
    "--vocabulary",
    "--mapping",
    "words_file",
    type=_PATH,
    help="A file that proposes other forms, sources, words or directory attributes (docs/impact.md).",
)
@click.option("--key", "key_file", type=_PATH, help="Another key of pseudonyms.")
@click.option("--new-key", is_flag=True, help="Another key of pseudonyms, made for this and forgotten.")
@click.option(
    "--directory", "after", multiple=True, metavar="[NAME=]FILE", help="An LDIF snapshot, as people would be."
)
@click.option("--present", multiple=True, metavar="[NAME=]FILE", help="An LDIF snapshot of people as they are.")
@click.option("--as-it-stands", is_flag=True, help="Take contracts with their status, not as if they were approved.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day on which everybody signs on; today.")
@click.option("--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="How many processes.")
@click.option("--attach", is_flag=True, help="Keep the report with the versions of the contracts given.")
@click.option("--fail-on", type=click.Choice(["gain", "loss", "any"]), help="Exit 3 where there is some.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.option("--out", default=STDOUT, show_default=True, help="The file for it, or - for standard output.")
@with_installation
def impact(  # noqa: PLR0913 - one argument per option
    installation: Installation,
    *,
    contract_files: tuple[Path, ...],
    folder: Path | None,
    without: tuple[str, ...],
    words_file: Path | None,
    key_file: Path | None,
    new_key: bool,
    after: tuple[str, ...],
    present: tuple[str, ...],
    as_it_stands: bool,
    day: datetime | None,
    jobs: int,
    attach: bool,
    fail_on: str | None,
    as_json: bool,
    out: str,
) -> None:
    """Say who would gain and who would lose what: everybody at every resource, before a change and after it.

    Exits 0; 1 for a refusal, 2 for what is wrong in a file or setting, 3 for what --fail-on names.
    """
    if key_file and new_key:
        raise click.UsageError("--key FILE or --new-key, not both")
    if folder and contract_files:
        raise click.UsageError("--contracts FOLDER or --contract FILE, not both")
    installed = Installed(installation.settings, installation.workspace, installation.urls)
    installation.workspace.prepare()
    contracts = _read_contracts(installed, contract_files, folder)
    change = Change(
        contracts=contracts if as_it_stands else tuple(map(suppose_approved, contracts)),
        all_contracts=folder is not None,
        supposed_approved=bool(contracts) and not as_it_stands,
        removed=without,
        proposal=read_proposal(words_file) if words_file else Proposal(),
        key=_read_key(installed, key_file, new=new_key),
        snapshots=_by_name(after),
    )
    if change.is_nothing:
        raise click.UsageError("nothing would change: give --contract, --without, --catalogue, --new-key, --directory…")
    report = _study(prepare(installed, change, _moment(day), _by_name(present)), jobs)
    for file in attach_all(installed.workspace, report.data) if attach else ():
        click.echo(f"attached: {file}", err=True)
    _write(report, out, as_json=as_json)
    sys.exit(_FAILED if _fails(report, fail_on) else 0)


def _read_contracts(installed: Installed, files: tuple[Path, ...], folder: Path | None) -> tuple[Contract, ...]:
    if folder is None:
        return read_contracts(files, installed.urls)
    return read_folder(folder, installed.urls, [issuer.name for issuer in installed.issuers()])


def _read_key(installed: Installed, file: Path | None, *, new: bool) -> PseudonymKey | None:
    if file is None and not new:
        return None
    before = installed.workspace.read_pseudonym_key()
    return read_key(file, before) if file else make_key(before)


def _by_name(texts: tuple[str, ...]) -> Mapping[str, Path]:
    """Read `NAME=FILE`; a file alone is of the schools' people."""
    pairs = [text.partition("=") if "=" in text else (PEOPLE, "=", text) for text in texts]
    return {name: Path(file) for name, _, file in pairs}


def _moment(day: datetime | None) -> datetime:
    if day is None:
        return SystemClock().now()
    return datetime.combine(date(day.year, day.month, day.day), time(12), UTC)


def _study(inquiry: Inquiry, jobs: int) -> Report:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    smallest = inquiry.installed.settings.statistics.smallest_shown
    with Progress(*columns, console=Console(stderr=True), auto_refresh=False) as progress:  # no thread beside a fork
        task = progress.add_task("Personnes / People", total=None)

        def tell(done: int, parts: int) -> None:
            progress.update(task, completed=done, total=parts, refresh=True)

        return make_report(inquiry, survey_all(inquiry, jobs, tell), smallest)


def _write(report: Report, out: str, *, as_json: bool) -> None:
    with open_whole(out, private=True) as file:
        if as_json:
            file.write(write_json(report.data))
        else:
            print_report(report.data, Console(file=file, width=None if file.isatty() else _WIDTH))


def _fails(report: Report, fail_on: str | None) -> bool:
    found = {"gain": report.gives_more, "loss": report.gives_less, "any": report.affects}
    return found[fail_on] if fail_on else False
