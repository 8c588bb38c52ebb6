"""Owns `preau population`: invents an academy and writes it as LDIF."""

from collections.abc import Iterator

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from broker.commands.whole_file import STDOUT, open_whole
from broker.core.issuer import PEOPLE
from broker.directories.directory_settings import AGENTS, CITIZENS, PROFESSIONALS
from broker.directories.population.academy import FEWEST_PEOPLE, Piece, generate
from broker.directories.population.agent_entries import write_agents
from broker.directories.population.outside_entries import write_citizens, write_professionals
from broker.directories.sandbox_academy import ACADEMY_PEOPLE, ACADEMY_SEED


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
@click.option("--out", default=STDOUT, show_default=True, help="The file to write, or - for standard output.")
def population(people: int, seed: int, kind: str, out: str) -> None:
    """Invent an academy: schools, divisions, pupils, guardians and staff, as LDIF."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with open_whole(out) as file, Progress(*columns, console=Console(stderr=True)) as progress:
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
