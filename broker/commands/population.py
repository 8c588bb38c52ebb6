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

from broker.directories.population.academy import FEWEST_PEOPLE, generate
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
@click.option("--out", default=_STDOUT, show_default=True, help="The file to write, or - for standard output.")
def population(people: int, seed: int, out: str) -> None:
    """Invent an academy: schools, divisions, pupils, guardians and staff, as LDIF."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with _open_whole(out) as file, Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("Personnes / People", total=people)
        for piece in generate(people, seed):
            file.write(piece.text)
            progress.advance(task, piece.people)


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
