"""Owns `preau prove`: that nothing outside the contracts leaves, as a signed statement; and its verification."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from broker.commands.installation import Installation, stop_with, with_installation
from broker.keys.signed_statement import sign_statement
from broker.keys.statement_key import StatementVerifier, read_verifier
from broker.proof.ground import Ground, find_every
from broker.proof.mutants.suite import Outcome
from broker.proof.pool import prove_all, try_mutants
from broker.proof.statement import KIND, find_changes, is_right, read_statement, state
from broker.proof.tally import Tally
from broker.proving import ground_of, kept_proofs, proof_ring
from broker.shared import make_shared

_OWN_KEY = "-"


@click.command()
@click.option("--contract", "names", multiple=True, help="Contract to prove, by its file's name; may be repeated.")
@click.option("--issuer", default="", help="Prove the contracts of one issuer only (preau issuers lists them).")
@click.option("--mutants", is_flag=True, help="Seed faults in the policy too: the proof must catch every one.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes to share the work; one per processor if not given.")
@click.option("--out", type=click.Path(path_type=Path), help="File to write the signed statement to as well.")
@click.option("--json", "as_json", is_flag=True, help="Print the statement as JSON.")
@click.option(
    "--verify", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Verify a signed statement."
)
@click.option(
    "--key", is_flag=False, flag_value=_OWN_KEY, help="With --verify, the public key (PEM); alone, print ours."
)
@with_installation
def prove(  # noqa: PLR0913 - one argument per option
    installation: Installation,
    *,
    names: tuple[str, ...],
    issuer: str,
    mutants: bool,
    jobs: int | None,
    out: Path | None,
    as_json: bool,
    verify: Path | None,
    key: str | None,
) -> None:
    """Prove that nothing outside its contract leaves, down to the bytes of every message; or verify such a proof.

    Exits with 1 where a cell is violated, a seeded fault survives, or a statement is of a proof that failed; with 2
    where settings, contracts or a statement cannot be used.
    """
    if verify is not None:
        _verify(installation, verify, key, as_json=as_json)
        return
    if key is not None:
        if key != _OWN_KEY:
            raise click.UsageError("--key FILE goes with --verify FILE")
        click.echo(proof_ring(installation.workspace).keys.current.verifier.pem, nl=False)
        return
    shared = make_shared(installation.settings, installation.workspace, installation.urls)
    ground, share = ground_of(shared), jobs or os.cpu_count() or 1
    chosen = [one.name for one in ground.narrowed(frozenset(names), issuer)]
    results = _prove(ground, chosen, share)
    outcomes = _try(share) if mutants else None
    now = shared.clock.now()
    stated = state(ground, results, now, outcomes)
    envelope = sign_statement(KIND, stated, proof_ring(installation.workspace).keys.current)
    kept = kept_proofs(installation.workspace).keep(envelope, now)
    if out is not None:
        out.write_text(f"{envelope}\n", encoding="utf-8")
    click.echo(json.dumps(stated, ensure_ascii=False, indent=2)) if as_json else _print(stated)
    click.echo(f"signed: {out or kept}", err=True)
    if not is_right(stated):
        raise SystemExit(1)


def _prove(ground: Ground, names: Sequence[str], jobs: int) -> dict[str, Tally]:
    results: dict[str, Tally] = {}
    with _progress() as progress:
        task = progress.add_task("contracts", total=len(names))
        for name, tally in prove_all(ground, names, jobs):
            results[name] = tally
            progress.advance(task)
    return results


def _try(jobs: int) -> list[Outcome]:
    outcomes: list[Outcome] = []
    with _progress() as progress:
        task = progress.add_task("seeded faults", total=None)
        for outcome in try_mutants(jobs):
            outcomes.append(outcome)
            progress.advance(task)
    return sorted(outcomes, key=lambda one: (one.module, one.line, one.what))


def _progress() -> Progress:
    return Progress(console=Console(stderr=True), transient=True)


def _verify(installation: Installation, file: Path, key: str | None, *, as_json: bool) -> None:
    """Verify a statement offline: by the key given, else by those of this workspace."""
    given = None if key in {None, _OWN_KEY} else Path(str(key))
    stated = read_statement(file.read_text(encoding="utf-8"), _verifiers(installation, given), str(file))
    click.echo(json.dumps(stated, ensure_ascii=False, indent=2)) if as_json else _print(stated)
    click.echo("the signature is right: the statement is as it was made", err=True)
    if given is None:
        _tell_whether_still_true(installation, stated)
    if not is_right(stated):
        raise SystemExit(1)


def _verifiers(installation: Installation, given: Path | None) -> list[StatementVerifier]:
    if given is None:
        return [key.verifier for key in proof_ring(installation.workspace).keys.published]
    try:
        return [read_verifier(given.read_bytes())]
    except (OSError, ValueError) as error:
        stop_with(str(given), f"{error}", "preau prove --key prints the public key of who made the proof")
        raise AssertionError from error


def _tell_whether_still_true(installation: Installation, stated: Mapping[str, object]) -> None:
    shared = make_shared(installation.settings, installation.workspace, installation.urls)
    changed = find_changes(stated, find_every(shared.issuers, shared.contracts))
    words = f"changed since: {', '.join(changed)}" if changed else "code, contracts and catalogue are still the same"
    click.echo(words, err=True)


def _print(stated: Mapping[str, object]) -> None:
    """Print a statement for people: what was checked, what was wrong, and what it is about."""
    for name in ("made_at", "preau", "cells", "values_granted", "messages"):
        click.echo(f"{name.replace('_', ' ')}: {stated[name]}")
    for name in ("cells_by_class", "refusals", "hashes"):
        found = stated[name]
        assert isinstance(found, dict)
        click.echo(f"{name.replace('_', ' ')}: {', '.join(f'{one} {value}' for one, value in found.items()) or 'none'}")
    _print_list(stated, "skipped", ("name", "because", "refused"))
    click.echo(f"unreadable: {', '.join(map(str, _listed(stated, 'unreadable'))) or 'none'}")
    _print_list(
        stated, "violations", ("contract", "profile", "protocol", "attribute", "value_class", "message", "what")
    )
    seeded = stated.get("seeded_faults")
    if isinstance(seeded, dict):
        click.echo(f"seeded faults: {seeded['seeded']}, caught {seeded['caught']}")
        _print_list(seeded, "equivalent", ("module", "line", "what", "code", "equivalent"))
        _print_list(seeded, "survivors", ("module", "line", "what", "code"))


def _print_list(found: Mapping[str, object], name: str, fields: Sequence[str]) -> None:
    rows = _listed(found, name)
    click.echo(f"{name}: {len(rows)}")
    for row in rows:
        assert isinstance(row, dict)
        click.echo(f"  {': '.join(str(row[one]) for one in fields if row.get(one))}")


def _listed(found: Mapping[str, object], name: str) -> list[object]:
    rows = found[name]
    assert isinstance(rows, list)
    return rows
