"""Owns `preau kit`: a ready configuration of a publisher's own client, for one resource."""

import json

import click
from rich.console import Console
from rich.table import Table

from broker.app import make_shared
from broker.commands.installation import Installation, with_installation
from broker.core.refusals.decision import NoContract
from broker.core.sentence import Sentence
from broker.kits.clients import CLIENTS
from broker.kits.facts import KitFacts, gather_facts
from broker.kits.rendering import remarks_of, render_kit
from broker.kits.summary import assumptions_of, rules_of, summary_of


@click.group()
def kit() -> None:
    """Print a ready configuration for a client."""


@kit.command()
@click.option("--resource", required=True, help="ARK of a resource (preau resources lists them).")
@click.option("--client", type=click.Choice(list(CLIENTS)), help="Client to configure; a summary without it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document: {client: {file name: text}}.")
@with_installation
def saml(installation: Installation, *, resource: str, client: str | None, as_json: bool) -> None:
    """Print the SAML configuration of a resource: what to know, or every file of one client."""
    facts = _facts(installation, resource)
    if as_json:
        chosen = [client] if client else list(CLIENTS)
        click.echo(json.dumps({name: render_kit(facts, name) for name in chosen}, ensure_ascii=False, indent=2))
    elif client:
        _print_files(facts, client)
    else:
        _print_summary(facts)


def _facts(installation: Installation, resource: str) -> KitFacts:
    shared = make_shared(installation.settings, installation.workspace, installation.urls)
    contract = shared.contracts.by_resource(shared.hub.name, resource)
    if contract is None:
        raise NoContract(expected="the ARK of a resource with a contract", received=resource)
    issuer = shared.hub
    keys = shared.peers.keys_of(issuer.name)
    announced = keys.announced.certificate_pem if keys.announced else None
    peer = shared.peers.find(contract.entity_id, issuer.name)
    return gather_facts(issuer, keys.current.certificate_pem, contract, peer, announced)


def _print_files(facts: KitFacts, client: str) -> None:
    """Print the files on standard output; what they cannot say in comments, on standard error."""
    files = render_kit(facts, client)
    for name, text in files.items():
        if len(files) > 1:
            click.echo(f"──── {name} ────")
        click.echo(text)
    if any(name.endswith(".json") for name in files):
        for remark in remarks_of(facts, client):
            click.echo(f"{remark.fr}\n{remark.en}", err=True)


def _print_summary(facts: KitFacts) -> None:
    for label, value in summary_of(facts):
        click.echo(f"{label.fr} / {label.en}:\n  {value}")
    _print_sentences(Sentence("À respecter", "To respect"), rules_of(facts))
    table = Table("code", "Name", "NameFormat", "FriendlyName", "sens / meaning", "valeurs / values")
    for found in facts.attributes:
        values = ("1" if found.required else "0..1") if not found.many else ("1..n" if found.required else "0..n")
        name_format = found.name_format.rpartition(":")[2]
        meaning = f"{found.meaning.fr} / {found.meaning.en}"
        table.add_row(found.code, found.name, name_format, found.friendly_name, meaning, values)
    Console().print(table)
    _print_sentences(Sentence("Hypothèses du simulateur", "Simulated assumptions"), assumptions_of(facts))
    click.echo(f"\npreau kit saml --resource {facts.resource} --client {'|'.join(CLIENTS)}")


def _print_sentences(title: Sentence, sentences: tuple[Sentence, ...]) -> None:
    click.echo(f"\n{title.fr} / {title.en}:")
    for sentence in sentences:
        click.echo(f"  - {sentence.fr}\n    {sentence.en}")
