"""Owns `preau register`: the record of processing (GDPR, article 30), drawn from the contracts."""

import json

import click

from broker.commands.contract_choice import issuer_option
from broker.commands.installation import Installation, with_installation
from broker.core.errors import ConfigurationError, Problem
from broker.core.review.register import Processing, describe_processing
from broker.core.review.register_writing import register_document, write_register
from broker.review_pages import controller_of
from broker.shared import Shared, make_shared

_LANGUAGES = ("fr", "en")


@click.command()
@issuer_option
@click.option("--language", type=click.Choice(_LANGUAGES), default="fr", show_default=True, help="Of the texts.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.option("--csv", "as_csv", is_flag=True, help="CSV, with ; between the cells.")
@with_installation
def register(
    installation: Installation, *, issuer_name: str | None, language: str, as_json: bool, as_csv: bool
) -> None:
    """Print the record of processing: what each contract lets leave, about whom, to whom, why and for how long."""
    shared = make_shared(installation.settings, installation.workspace, installation.urls)
    entries = _entries(shared, issuer_name)
    controller = controller_of(shared)
    if as_json:
        click.echo(json.dumps(register_document(entries, controller, language), ensure_ascii=False, indent=2))
    elif as_csv:
        click.echo(write_register(entries, controller, language), nl=False)
    else:
        click.echo(f"{controller.name} — {controller.contact}")
        for entry in entries:
            _print(entry, language)


def _entries(shared: Shared, issuer_name: str | None) -> list[Processing]:
    names = [issuer.name for issuer in shared.issuers]
    if issuer_name is not None and issuer_name not in names:
        hint = f"one of {', '.join(names)}"
        raise ConfigurationError((Problem("--issuer", "", f"no issuer is called {issuer_name}", hint),))
    today = shared.clock.now().date()
    chosen = names if issuer_name is None else [issuer_name]
    return [describe_processing(contract, today) for name in chosen for contract in shared.contracts.all(name)]


def _print(entry: Processing, language: str) -> None:
    state = "" if entry.in_force else " (not in force)"
    click.echo(f"\n{entry.title.in_language(language)} — {entry.resource}{state}")
    click.echo(f"  {entry.purpose.in_language(language)} [{entry.legal_basis}]")
    click.echo(f"  → {entry.recipient} ({entry.recipient_id}), {entry.retention.in_language(language)}")
    for category in entry.categories:
        codes = ", ".join(line.code for line in category.lines)
        click.echo(f"  {category.title.in_language(language)}: {codes}")
