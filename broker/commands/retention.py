"""Owns `preau retention`: what the retention periods ask for today, and the applying of them."""

import json

import click

from broker.commands.installation import Installation, with_installation
from broker.commands.journaled import note_command
from broker.core.retention import FATES, KIND_TITLES, RetentionLine, RetentionReport
from broker.review_pages import make_retention_desk
from broker.shared import make_shared


@click.command()
@click.option("--apply", "is_applied", is_flag=True, help="Do it: archive what is over, destroy what is to end.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@with_installation
def retention(installation: Installation, *, is_applied: bool, as_json: bool) -> None:
    """Print how long each kind of data is kept and what is over today; with --apply, archive and destroy that.

    Archives are files of the workspace that their owner alone reads; `preau records import` reads one into a workspace
    of its own, to be consulted.
    """
    desk = make_retention_desk(make_shared(installation.settings, installation.workspace, installation.urls))
    report = desk.apply() if is_applied else desk.plan()
    if is_applied:
        note_command(installation, "retention.apply")
    if as_json:
        click.echo(json.dumps(_document(report), ensure_ascii=False, indent=2))
    else:
        _print(report)


def _document(report: RetentionReport) -> dict[str, object]:
    return {"day": report.day.isoformat(), "applied": report.applied, "kinds": [_row(line) for line in report.lines]}


def _row(line: RetentionLine) -> dict[str, object]:
    return {
        "kind": line.kind.value,
        "current": line.keeping.current.title.en,
        "intermediate": line.keeping.intermediate.title.en,
        "fate": line.keeping.fate.value,
        "rows_current": line.current,
        "rows_over": line.over,
        "archives_kept": line.archives,
        "archives_over": line.archives_over,
    }


def _print(report: RetentionReport) -> None:
    done = ("archived now", "destroyed now") if report.applied else ("to archive", "to destroy")
    for line in report.lines:
        click.echo(KIND_TITLES[line.kind].en)
        click.echo(f"  in use for {line.keeping.current.title.en}: {line.current} rows, {line.over} {done[0]}")
        archived = f"{line.archives} archives, {line.archives_over} {done[1]}"
        click.echo(f"  archived for {line.keeping.intermediate.title.en}: {archived}")
        click.echo(f"  in the end: {FATES[line.keeping.fate].en}")
    if not report.applied and any(line.over or line.archives_over for line in report.lines):
        click.echo("preau retention --apply does it.")
