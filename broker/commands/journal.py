"""Owns `preau journal`: what was written down, whether it is whole, its heads, and the receipts of its lines."""

import json
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from broker.commands.installation import Installation, with_installation
from broker.commands.journal_lines import line_row
from broker.commands.journal_receipts import check_receipt_file, print_receipts
from broker.commands.journaled import journal_of
from broker.core.journal.act import ActKind
from broker.core.journal.finding import Verdict
from broker.core.journal.head import Head
from broker.core.journal.search import ActSearch
from broker.keys.journal_key import HeadSigner, journal_key_ring, read_signed_head

_DAY = click.DateTime(["%Y-%m-%d"])
_COLUMNS = ("position", "at", "issuer", "act", "what", "actor", "contract", "released")
_NOT_WHOLE, _NOTHING = 1, 1


@click.group()
def journal() -> None:
    """Read what was written down of every release, refusal and change; prove that it is whole."""


@journal.command("list")
@click.option("--act", type=click.Choice([kind.value for kind in ActKind]), help="Only acts of this kind.")
@click.option("--contract", help="Only under this contract, by its name.")
@click.option("--issuer", help="Only at this issuer.")
@click.option("--what", help="Only this refusal's code, step or command.")
@click.option("--journey", help="Only of this journey.")
@click.option("--from", "first", type=_DAY, help="From this day (UTC) on.")
@click.option("--to", "last", type=_DAY, help="Up to this day (UTC), included.")
@click.option("--before", type=click.IntRange(1), help="Before this position.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 100_000), help="How many at the most.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@with_installation
def list_lines(installation: Installation, *, act: str | None, as_json: bool, **asked: object) -> None:
    """List lines, newest first; exits with 1 where none fits."""
    wanted = _read_search(act, asked)
    with journal_of(installation) as ground:
        lines = ground.make_review().search(wanted)
    rows = [line_row(line) for line in lines]
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
    else:
        table = Table(*_COLUMNS)
        for row in rows:
            table.add_row(*(str(row[column]) for column in _COLUMNS))
        Console().print(table)
    sys.exit(0 if rows else _NOTHING)


def _read_search(act: str | None, asked: dict[str, object]) -> ActSearch:
    first, last = asked.pop("first"), asked.pop("last")
    return ActSearch(
        kind=ActKind(act) if act else None,
        since=_midnight(first.date()) if isinstance(first, datetime) else None,
        until=_midnight(last.date() + timedelta(1)) if isinstance(last, datetime) else None,
        **asked,  # type: ignore[arg-type]  # click gives each option its type
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


@journal.command("verify")
@click.option(
    "--known",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="A head or a receipt that was kept elsewhere: the journal must still hold what it says.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@with_installation
def verify_journal(installation: Installation, *, known: tuple[Path, ...], as_json: bool) -> None:
    """Read every line and every head; exits with 1 where anything was changed, removed, inserted or reordered.

    What follows the last head can be cut off unseen by who holds the database, and more by who holds the workspace's
    keys as well: keep heads elsewhere (preau journal seal --out), and name them by --known.
    """
    with journal_of(installation) as ground:
        verdict = ground.make_review().check(dict(_read_known(installation, file) for file in known))
    click.echo(json.dumps(_verdict_row(verdict), indent=2) if as_json else _verdict_text(verdict))
    sys.exit(0 if verdict.is_whole else _NOT_WHOLE)


def _read_known(installation: Installation, file: Path) -> tuple[int, str]:
    """Return a position and its digest out of a head or a receipt, whose signature must be ours."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        document = None
    envelope = document.get("head", document) if isinstance(document, dict) else None
    keys = HeadSigner(journal_key_ring(installation.workspace.keys)).known_verifiers()
    head: Head | None = read_signed_head(json.dumps(envelope), keys)
    if head is None:
        raise click.BadParameter(f"{file.name} is no head, nor a receipt, that one of our keys signed")
    return head.last, head.chain


def _verdict_row(verdict: Verdict) -> dict[str, object]:
    return {
        "whole": verdict.is_whole,
        "lines": verdict.lines,
        "heads": verdict.heads,
        "sealed": verdict.sealed,
        "digest": verdict.digest,
        "findings": [
            {"fault": one.fault.value, "first": one.first, "last": one.last, "what": one.what.en}
            for one in verdict.findings
        ],
    }


def _verdict_text(verdict: Verdict) -> str:
    said = f"{verdict.lines} lines, {verdict.heads} signed heads, sealed up to {verdict.sealed}."
    if verdict.is_whole:
        return f"The journal is whole: {said}"
    found = (f"  {_place(one.first, one.last)}: {one.fault.value}: {one.what.en}" for one in verdict.findings)
    return "\n".join(("The journal is NOT whole:", *found, said))


def _place(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


@journal.command("seal")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Also write the head to this file.")
@with_installation
def seal_journal(installation: Installation, *, out: Path | None) -> None:
    """Sign a head over the lines since the last one, and print it; exits with 1 where there is no line."""
    with journal_of(installation) as ground:
        signed = ground.make_review().sealing.seal()
    if signed is None:
        click.echo("The journal has no line.", err=True)
        sys.exit(_NOTHING)
    if out is not None:
        out.write_text(f"{signed.envelope}\n", encoding="utf-8")
    click.echo(signed.envelope)


@journal.command("key")
@with_installation
def print_key(installation: Installation) -> None:
    """Print the public keys that heads are verified with, as PEM: the current one first, those retired last."""
    installation.workspace.prepare()
    ring = journal_key_ring(installation.workspace.keys)
    ring.prepare()
    for key in HeadSigner(ring).known_verifiers():
        click.echo(key.pem, nl=False)


@journal.command("receipt")
@click.argument("position", type=click.IntRange(1), required=False)
@click.option("--journey", help="What left in this journey, instead of a position.")
@with_installation
def give_receipt(installation: Installation, *, position: int | None, journey: str | None) -> None:
    """Print the receipt of the line at POSITION, or those of a journey, one JSON document a line."""
    if (position is None) == (journey is None):
        raise click.UsageError("POSITION, or --journey")
    with journal_of(installation) as ground:
        review = ground.make_review()
        print_receipts([review.find_receipt(position)] if position else review.find_receipts(journey or ""))


journal.add_command(check_receipt_file)
