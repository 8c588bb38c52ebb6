"""Owns `preau keys`: the rotation of our own keys, a step a command; whatever runs follows without a restart."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

import click
from rich.console import Console
from rich.table import Table

from broker.commands import key_advice
from broker.commands.installation import Installation, with_installation
from broker.commands.journaled import note_key_step
from broker.commands.key_advice import Advice
from broker.commands.key_uses import USES, Ring
from broker.core.errors import ConfigurationError, KeyRefused, Problem
from broker.core.issuer import Issuer
from broker.definitions.installed_issuers import find_issuers
from broker.keys.key_files import read_private_file
from broker.keys.key_ring import KeyState, parse_key
from broker.keys.rotation import announce, remove_current, retire, use, was_cut_short, withdraw
from broker.keys.stored_key import StoredKey

_COLUMNS = ("issuer", "use", "name", "state", "kind", "since", "until", "fingerprint")
_issuer = click.argument("issuer")
_use = click.option("--use", "use_name", type=click.Choice(list(USES)), default="saml", help="What the keys sign.")


@click.group()
def keys() -> None:
    """Announce, use and retire the keys that sign; or remove one in an emergency."""


@keys.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@with_installation
def list_keys(installation: Installation, *, as_json: bool) -> None:
    """List every key with its state: current, announced, former."""
    rows = [row for issuer in _issuers(installation) for row in _rows(issuer, installation)]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    table = Table(*_COLUMNS)
    for row in rows:
        table.add_row(*(row[column] for column in _COLUMNS))
    Console().print(table)


@keys.command("announce")
@_issuer
@_use
@with_installation
def announce_key(installation: Installation, *, issuer: str, use_name: str) -> None:
    """Make the key that will sign next, and publish it beside the one that signs."""
    _step(installation, issuer, use_name, announce)
    note_key_step(installation, "announce", issuer, use_name)
    _tell(installation, issuer, use_name, key_advice.ANNOUNCED)


@keys.command("use")
@_issuer
@_use
@with_installation
def use_key(installation: Installation, *, issuer: str, use_name: str) -> None:
    """Sign with the announced key from now on; the former one stays published."""
    _step(installation, issuer, use_name, use)
    note_key_step(installation, "use", issuer, use_name)
    _tell(installation, issuer, use_name, key_advice.USED)


@keys.command("retire")
@_issuer
@_use
@with_installation
def retire_key(installation: Installation, *, issuer: str, use_name: str) -> None:
    """Publish the former key no longer, and erase it."""
    _step(installation, issuer, use_name, retire)
    note_key_step(installation, "retire", issuer, use_name)
    _tell(installation, issuer, use_name, key_advice.RETIRED)


@keys.command("remove")
@_issuer
@_use
@click.option(
    "--which",
    type=click.Choice(["current", "announced"]),
    default="current",
    help="The key that signs, or the one that is announced (a former one: preau keys retire).",
)
@with_installation
def remove_key(installation: Installation, *, issuer: str, use_name: str, which: str) -> None:
    """Erase a key at once, in an emergency; in the place of the current one comes the announced one, or a new one."""
    if which == "announced":
        _step(installation, issuer, use_name, withdraw)
        note_key_step(installation, "withdraw", issuer, use_name)
        _tell(installation, issuer, use_name, key_advice.WITHDRAWN)
        return
    announced = [remove_current(ring) for ring in _rings(installation, issuer, use_name)]
    note_key_step(installation, "remove", issuer, use_name)
    told = key_advice.REPLACED_BY_ANNOUNCED if all(announced) else key_advice.REPLACED_BY_NEW
    _tell(installation, issuer, use_name, told)


def _step(installation: Installation, issuer: str, use_name: str, step: Callable[[Ring], None]) -> None:
    """Take each ring of that use through a step; what was cut short between two of them is gone on with."""
    rings = _rings(installation, issuer, use_name)
    refused: list[KeyRefused] = []
    for ring in rings:
        try:
            step(ring)
        except KeyRefused as refusal:
            refused.append(refusal)
    if len(refused) == len(rings):
        raise refused[0]


def _rings(installation: Installation, issuer: str, use_name: str) -> Sequence[Ring]:
    rings = USES[use_name].rings(_find_issuer(installation, issuer), installation)
    if not rings:
        hint = "preau keys list shows what each issuer signs"
        raise ConfigurationError((Problem("preau keys", "--use", f"{issuer} signs nothing by {use_name}", hint),))
    for ring in rings:
        ring.prepare()
    return rings


def _tell(installation: Installation, issuer: str, use_name: str, advice: Advice) -> None:
    found = _find_issuer(installation, issuer)
    named = {"issuer": found.name, "use": use_name, "published": USES[use_name].published(found)}
    for sentence in (advice.done, advice.next):
        click.echo(f"{sentence.fr.format_map(named)}\n  {sentence.en.format_map(named)}")


def _issuers(installation: Installation) -> tuple[Issuer, ...]:
    installation.workspace.prepare()
    return find_issuers(installation.settings, installation.workspace, installation.urls)


def _find_issuer(installation: Installation, name: str) -> Issuer:
    every = _issuers(installation)
    found = next((issuer for issuer in every if issuer.name == name), None)
    if found is None:
        hint = f"one of {', '.join(issuer.name for issuer in every)}"
        raise ConfigurationError((Problem("preau keys", "ISSUER", f"no issuer is called {name}", hint),))
    return found


def _rows(issuer: Issuer, installation: Installation) -> Iterator[dict[str, str]]:
    for use_name, described in USES.items():
        for ring in described.rings(issuer, installation):
            for state in _states(ring):
                row = _row(ring, state, described.describe)
                yield {"issuer": issuer.name, "use": use_name, "name": ring.name, **row}


def _states(ring: Ring) -> Iterator[KeyState]:
    for state in KeyState:
        if ring.path(state).exists() and not (state is KeyState.FORMER and was_cut_short(ring)):
            yield state


def _row(ring: Ring, state: KeyState, describe: Callable[[bytes], StoredKey]) -> dict[str, str]:
    path = ring.path(state)
    key = parse_key(path, read_private_file(path), describe)
    return {
        "state": state.value,
        "kind": f"{key.kind}-{key.bits}",
        "since": datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds"),
        "until": key.not_after.date().isoformat() if key.not_after else "",
        "fingerprint": key.fingerprint,
    }
