"""Owns `preau resource`: register and remove a resource of one's own."""

from collections.abc import Iterator
from pathlib import Path

import click

from broker.commands.draft_options import check_words, draft_contract, draft_options
from broker.commands.installation import DEFAULT_WORKSPACE, Installation, stop_with, with_installation
from broker.commands.journaled import OPERATOR, note_command
from broker.core.access_link import access_link
from broker.core.contract import Contract
from broker.core.errors import ConfigurationError
from broker.core.journal.release_act import mark_of
from broker.core.said_identity import knows_people_by_hearsay
from broker.core.sentence import Sentence
from broker.issuer_pages import make_registrar
from broker.kits.ark import name_from
from broker.kits.finding import Part
from broker.kits.registrar import remove_registered
from broker.kits.registration import Candidate, Registered, read_bounded
from broker.shared import Shared, make_shared

EXAMPLE = "example-"  # how the example resources call their metadata (sp_examples)
_DRAFT_LABEL = "--ark … --access-url …"
_CONFIGURE = Sentence("Configurer votre client", "Configure your client")


@click.group()
def resource() -> None:
    """Register a resource of one's own, or remove it."""


@resource.command()
@click.option("--saml", "--metadata", "metadata", help="SAML metadata of your service: a file, or its address.")
@click.option("--contract", "contract_file", type=click.Path(path_type=Path), help="Contract file (TOML).")
@click.option("--name", help="Name of the files in the workspace; the contract file's, or the ARK's end, otherwise.")
@click.option("--replace", "replacing", is_flag=True, help="Replace a resource of that name.")
@draft_options
@with_installation
def add(
    installation: Installation,
    *,
    metadata: str | None,
    contract_file: Path | None,
    name: str | None,
    replacing: bool,
    **draft: str | None,
) -> None:
    """Check a contract, and metadata where it speaks SAML, and register them; without --contract, draft a minimal one.

    The resource speaks the languages given: --saml METADATA, --cas [SERVICE_URL], --oidc REDIRECT_URI[,…].
    """
    check_words(draft, drafting=contract_file is None, saml=metadata is not None)
    shared = make_shared(installation.settings, installation.workspace, installation.urls)
    registrar = make_registrar(shared)
    had = registrar.have(metadata) if metadata is not None else None
    name = name or (contract_file.stem if contract_file else name_from(draft["ark"] or ""))
    drafted = draft_contract(draft, shared.hub.name, name, had)
    contract = read_bounded(contract_file) if contract_file else registrar.write(drafted)
    candidate = Candidate(name, contract, had)
    registered, findings = registrar.check(candidate, replacing=replacing)
    if findings or registered is None:
        labels = {Part.NAME: "resource", Part.CONTRACT: str(contract_file or _DRAFT_LABEL)}
        raise ConfigurationError(
            tuple(found.problem(labels.get(found.part, metadata or "--saml")) for found in findings)
        )
    registrar.keep(candidate, registered, replacing=replacing)
    mark, step = mark_of(registered.contract), "replaced" if replacing else "registered"
    shared.acts.record_contract_change(step, mark, issuer=registered.contract.issuer, actor=OPERATOR)
    _print_next(registered, name, installation, shared)


@resource.command()
@click.argument("name")
@with_installation
def remove(installation: Installation, *, name: str) -> None:
    """Remove the files of a resource of one's own, and its client's secret."""
    if name.startswith(EXAMPLE):
        stop_with("NAME", f"{name} is an example resource of the sandbox", "name a resource of your own")
    removed = remove_registered(name, installation.workspace, installation.urls)
    note_command(installation, "resource.remove")
    for file in removed:
        click.echo(f"supprimé / removed: {file}")


def _print_next(registered: Registered, name: str, installation: Installation, shared: Shared) -> None:
    contract = registered.contract
    click.echo(f"Ressource déposée / resource registered: {name} ({contract.resource})")
    for warning in registered.peer.warnings if registered.peer else ():
        click.echo(f"  ! {warning.fr}\n    {warning.en}")
    for problem in shared.contracts.problems:
        if problem.file.endswith(f"/{name}.toml"):  # what widens waits for approval: see docs/contracts.md
            click.echo(f"  ! {problem}", err=True)
    rows = [(Sentence("Ouvrir directement", "Open it directly"), contract.access_url)]
    rows += _rows(contract, installation, shared)
    for title, value in rows:
        click.echo(f"{title.fr} / {title.en}:\n  {value}")


def _rows(contract: Contract, installation: Installation, shared: Shared) -> Iterator[tuple[Sentence, str]]:
    root = installation.workspace.root
    where = "" if root == DEFAULT_WORKSPACE else f" --workspace {root}"
    login = next(_fitting(contract, shared), "LOGIN")
    if contract.issuer == shared.hub.name:  # a service of a guichet has no médiacentre
        link = access_link(shared.hub.entry_url, contract.resource)
        yield Sentence("Ouvrir depuis un médiacentre", "Open from a médiacentre"), link
    else:
        where += f" --issuer {contract.issuer}"
    issuer = next(issuer for issuer in shared.issuers if issuer.name == contract.issuer)
    if knows_people_by_hearsay(issuer):
        sign_on = f"preau login{where} --guichet GUICHET --person LOGIN --resource {contract.resource}"
        yield Sentence("Connecter quelqu’un, et voir ce qui part", "Sign somebody on, and see what leaves"), sign_on
    else:
        explain = f"preau explain{where} --person {login} --resource {contract.resource}"
        yield Sentence("Voir ce qui partirait, et pourquoi", "See what would leave, and why"), explain
    for protocol in contract.protocols:
        yield _CONFIGURE, f"preau kit {protocol}{where} --resource {contract.resource}"


def _fitting(contract: Contract, shared: Shared) -> Iterator[str]:
    """Yield the logins of people whom the contract covers."""
    for person in shared.directory.find_situations():
        if contract.profiles & {membership.profile for membership in person.memberships}:
            yield person.login
