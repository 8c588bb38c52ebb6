"""Owns `preau kit`: a ready configuration of a publisher's own client, for one resource."""

import json
from collections.abc import Iterable
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from broker.commands.contract_choice import find_contract, issuer_option
from broker.commands.installation import Installation, with_installation
from broker.commands.kit_folder import write_files
from broker.core.contract import Contract
from broker.core.errors import ConfigurationError, Problem
from broker.core.sentence import Sentence
from broker.kits.cas.clients import CLIENTS as CAS_CLIENTS
from broker.kits.kit import ClientFiles, Kit
from broker.kits.kits import make_kit
from broker.kits.oidc.clients import CLIENTS as OIDC_CLIENTS
from broker.kits.saml.clients import CLIENTS as SAML_CLIENTS
from broker.shared import make_shared

_UNCOMMENTED = (".json", ".pem")


@click.group()
def kit() -> None:
    """Print a ready configuration for a client, in the language that it speaks."""


def _add_command(language: str, title: str, clients: Iterable[str]) -> None:
    @kit.command(name=language, help=f"Print the {title} configuration of a resource: a summary, or a client's files.")
    @click.option("--resource", required=True, help="Name of a resource (preau resources --everywhere lists them).")
    @click.option("--client", type=click.Choice(list(clients)), help="Client to configure; a summary without it.")
    @issuer_option
    @click.option("--out", type=click.Path(path_type=Path), help="With --client: folder to write its files into.")
    @click.option("--replace", "replacing", is_flag=True, help="With --out: replace files that are there.")
    @click.option("--json", "as_json", is_flag=True, help="One JSON document: {client: {file name: text}}.")
    @with_installation
    def command(  # noqa: PLR0913 - one for each option
        installation: Installation,
        *,
        resource: str,
        client: str | None,
        issuer_name: str | None,
        out: Path | None,
        replacing: bool,
        as_json: bool,
    ) -> None:
        if out is not None and client is None:
            raise click.UsageError("--out wants --client: the files are those of one client")
        made = _make(installation, resource, issuer_name, language)
        if out is not None and client is not None:
            _write_files(made.render(client, str(out.resolve())), out, replacing=replacing)
        elif as_json:
            _print_json(made, [client] if client else made.clients)
        elif client is not None:
            _print_files(made.render(client, None))
        else:
            _print_summary(made)


_add_command("saml", "SAML", SAML_CLIENTS)
_add_command("oidc", "OpenID Connect", OIDC_CLIENTS)
_add_command("cas", "CAS", CAS_CLIENTS)


def _make(installation: Installation, resource: str, issuer_name: str | None, language: str) -> Kit:
    shared = make_shared(installation.settings, installation.workspace, installation.urls)
    issuer, contract = find_contract(shared, resource, issuer_name)
    if language not in contract.protocols:
        raise ConfigurationError((_speaks_another(contract, language),))
    return make_kit(language, issuer, contract, shared.peers, shared.workspace)


def _speaks_another(contract: Contract, language: str) -> Problem:
    what = f"{contract.resource} does not speak {language}"
    hint = f"preau kit {contract.protocols[0]}, or add [{language}] to its contract"
    return Problem(f"{contract.name}.toml", language, what, hint)


def _write_files(client: ClientFiles, folder: Path, *, replacing: bool) -> None:
    """Write the files, and name them on standard output; what there is to know of them, on standard error."""
    written = write_files(folder, client.files, replacing=replacing)
    _print_remarks(client)
    click.echo("\n".join(str(file) for file in written))


def _print_json(made: Kit, clients: Iterable[str]) -> None:
    files = {name: made.render(name, None).files for name in clients}
    click.echo(json.dumps(files, ensure_ascii=False, indent=2))


def _print_files(client: ClientFiles) -> None:
    """Print the files on standard output; what they cannot say in comments, on standard error."""
    for name, text in client.files.items():
        if len(client.files) > 1:
            click.echo(f"──── {name} ────")
        click.echo(text)
    if any(name.endswith(_UNCOMMENTED) for name in client.files):
        _print_remarks(client)


def _print_remarks(client: ClientFiles) -> None:
    for remark in client.remarks:
        click.echo(f"{remark.fr}\n{remark.en}", err=True)


def _print_summary(made: Kit) -> None:
    for label, value in made.rows:
        click.echo(f"{label.fr} / {label.en}:\n  {value}")
    _print_sentences(Sentence("À respecter", "To respect"), made.rules)
    table = Table(*made.columns)
    for row in made.attributes:
        table.add_row(*row)
    Console().print(table)
    _print_sentences(Sentence("Hypothèses du simulateur", "Simulated assumptions"), made.assumptions)
    click.echo(f"\npreau kit {made.language} --resource {made.resource} --client {'|'.join(made.clients)}")


def _print_sentences(title: Sentence, sentences: tuple[Sentence, ...]) -> None:
    click.echo(f"\n{title.fr} / {title.en}:")
    for sentence in sentences:
        click.echo(f"  - {sentence.fr}\n    {sentence.en}")
