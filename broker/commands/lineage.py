"""Owns `preau lineage`: where what leaves comes from, and where what is stated ends up; in words, as data, drawn."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from broker.attribute_flows import make_lineage_desk
from broker.commands.installation import Installation, with_installation
from broker.commands.whole_file import open_whole
from broker.console.review.lineage_diagram import draw_alone
from broker.console.review.lineage_documents import source_document, write_json
from broker.console.review.lineage_following import Followed, follow
from broker.console.review.lineage_words import PROTOCOLS, origin_of
from broker.flows.lineage_desk import Lineage, LineageDesk
from broker.shared import make_shared


@click.command()
@click.option("--resource", default="", help="ARK of a resource, or the name of its contract: what it is told.")
@click.option("--issuer", default="", help="With --resource: the issuer at which it has its contract.")
@click.option("--source", default="", help="Attribute of a directory or guichet (academie:FrEduRne): where it goes.")
@click.option("--attribute", default="", help="Code of an attribute that leaves; with --resource, of that one alone.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.option("--svg", type=click.Path(path_type=Path, dir_okay=False), help="Write the drawing into this file.")
@with_installation
def lineage(  # noqa: PLR0913 - one argument per option
    installation: Installation,
    *,
    resource: str,
    issuer: str,
    source: str,
    attribute: str,
    as_json: bool,
    svg: Path | None,
) -> None:
    """Follow values from where they are stated to the names that services read; list the sources without an option.

    Exit status: 0 where something is followed, 1 where nothing leaves by what is named.
    """
    desk = make_lineage_desk(make_shared(installation.settings, installation.workspace, installation.urls))
    given = {"resource": resource, "issuer": issuer, "source": source, "attribute": attribute}
    found = follow(desk, {name: text for name, text in given.items() if text}, "en")
    if found is None:
        _print_sources(desk, as_json=as_json)
        return
    if svg is not None:
        with open_whole(str(svg), option="--svg") as file:
            file.write(draw_alone(found.drawing))
    if as_json:
        click.echo(write_json(found.lineages, "en"), nl=False)
    elif svg is None:
        _print(found)
    sys.exit(0 if found.lineages else 1)


def _print_sources(desk: LineageDesk, *, as_json: bool) -> None:
    """Print every attribute that can leave, then those that are read and reach nobody."""
    leaving, silent = desk.sources(), desk.silent_sources()
    if as_json:
        document = {"leaving": [*map(source_document, leaving)], "silent": [*map(source_document, silent)]}
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
        return
    for title, sources in (("leaves", leaving), ("reaches nobody", silent)):
        for one in sources:
            click.echo(f"{title}\t{one.name}\t{origin_of(one).en}")


def _print(found: Followed) -> None:
    if found.refusal is not None:
        click.echo(f"nothing leaves today: {found.refusal.en} What follows would leave if the contract were in force.")
    table = Table("attribute", "comes from", "what is done", "to", "under the name", title=found.title.en)
    for one in found.lineages:
        table.add_row(*_cells(one))
    Console().print(table)


def _cells(one: Lineage) -> Sequence[str]:
    thread = one.thread
    via = "".join(f"{hub.name} → " for hub in one.via)
    return (
        thread.code,
        "\n".join(f"{source.name} ({origin_of(source).en})" for source in thread.sources) or "—",
        "\n".join(dict.fromkeys(words.en for _, words in thread.ways)),
        f"{via}{one.contract.name}\n{', '.join(thread.profiles)}",
        "\n".join(f"{carried.name} ({PROTOCOLS[carried.protocol]}, {carried.place})" for carried in one.carried),
    )
