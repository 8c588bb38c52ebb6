"""Owns `preau population`: invents an academy and writes it as LDIF."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EISDIR
from pathlib import Path
from typing import IO

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from broker.core.issuer import PEOPLE
from broker.directories.directory_settings import AGENTS, CITIZENS, PROFESSIONALS
from broker.directories.population.academy import FEWEST_PEOPLE, Piece, generate
from broker.directories.population.agent_entries import write_agents
from broker.directories.population.outside_entries import write_citizens, write_professionals
from broker.directories.sandbox_academy import ACADEMY_PEOPLE, ACADEMY_SEED

_STDOUT = "-"


@click.command("population")
@click.option(
    "--people",
    type=click.IntRange(min=FEWEST_PEOPLE),
    default=ACADEMY_PEOPLE,
    show_default=True,
    help="How many people; the situations come first.",
)
@click.option("--seed", type=int, default=ACADEMY_SEED, show_default=True, help="The same seed gives the same bytes.")
@click.option(
    "--directory",
    "kind",
    type=click.Choice([PEOPLE, AGENTS, CITIZENS, PROFESSIONALS]),
    default=PEOPLE,
    show_default=True,
    help="Whose directory: the schools' people, their staff as an academy knows it, or people beyond schools.",
)
@click.option("--out", default=_STDOUT, show_default=True, help="The file to write, or - for standard output.")
def population(people: int, seed: int, kind: str, out: str) -> None:
    """Invent an academy: schools, divisions, pupils, guardians and staff, as LDIF."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with _open_whole(out) as file, Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("Personnes / People", total=people)
        for piece in _pieces(people, seed, kind):
            file.write(piece.text)
            progress.advance(task, piece.people)


def _pieces(people: int, seed: int, kind: str) -> Iterator[Piece]:
    """Yield the LDIF; of what is made from the schools' people, each piece is one entry."""
    if kind == PEOPLE:
        return generate(people, seed)
    writers = {
        AGENTS: lambda: write_agents("".join(piece.text for piece in generate(people, seed))),
        CITIZENS: write_citizens,
        PROFESSIONALS: write_professionals,
    }
    return (Piece(text, 1) for text in writers[kind]())


@contextmanager
def _open_whole(out: str) -> Iterator[IO[str]]:
    """Open a file that appears under its name when it is whole, and not at all when something fails."""
    if out == _STDOUT:
        yield sys.stdout
        sys.stdout.flush()
        return
    try:
        with _replace_when_whole(Path(out)) as file:
            yield file
    except OSError as error:
        what = f"--out {out}: {error.strerror}; name a file in a folder that you may write"
        raise click.ClickException(what) from None


@contextmanager
def _replace_when_whole(path: Path) -> Iterator[IO[str]]:
    if path.is_dir():
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            yield file
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
