"""Owns `preau resource`: register and remove a resource of one's own."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from broker.app import Shared, make_shared
from broker.commands.installation import DEFAULT_WORKSPACE, Installation, stop_with, with_installation
from broker.core.access_link import access_link
from broker.core.contract import Contract
from broker.core.errors import ConfigurationError, MetadataRefused, Problem
from broker.core.sentence import Sentence
from broker.kits.conflicts import Surroundings
from broker.kits.contract_draft import ContractDraft, write_draft
from broker.kits.registration import (
    Candidate,
    Registered,
    check_name,
    forget,
    keep,
    problem_of,
    read_bounded,
    read_candidate,
    read_metadata,
)
from broker.saml.metadata_fetch import FetchPolicy, fetch_metadata
from broker.saml.metadata_reader import ENTITY_CAP
from broker.saml.peer import Peer

_URL = re.compile(r"https?://", re.IGNORECASE)
EXAMPLE = "example-"  # how the example resources call their metadata (sp_examples)
_ARK = re.compile(r"ark:/[0-9]{5,9}/[A-Za-z0-9._~/=+@*$-]{1,900}")
_UNKNOWN_ENTITY = "urn:preau:unknown"
_DRAFT_LABEL = "--ark … --access-url …"
_PROVIDER = "Éditeur du bac à sable"
_PROFILES = "National_elv,National_ens"
_ATTRIBUTES = "IDO,UAI,PRO"
_CONFIGURE = Sentence("Configurer votre client", "Configure your client")


@dataclass(frozen=True, slots=True)
class _Metadata:
    """Hold the metadata that was had, and what it says when it is acceptable."""

    source: str
    content: bytes | None
    peer: Peer | None
    problems: tuple[Problem, ...] = ()


@click.group()
def resource() -> None:
    """Register a resource of one's own, or remove it."""


@resource.command()
@click.option("--metadata", required=True, help="SAML metadata of your service: a file, or its address.")
@click.option("--contract", "contract_file", type=click.Path(path_type=Path), help="Contract file (TOML).")
@click.option("--name", help="Name of the files in the workspace; the contract file's, or the ARK's end, otherwise.")
@click.option("--replace", "replacing", is_flag=True, help="Replace a resource of that name.")
@click.option("--ark", help="Without --contract: ARK of the resource, such as ark:/12345/mine.")
@click.option("--access-url", help="Without --contract: where a person opens the resource.")
@click.option("--title", help="Without --contract: its title.")
@click.option("--provider", help="Without --contract: who you are.")
@click.option("--profiles", help=f"Without --contract: comma list of profiles ({_PROFILES}).")
@click.option("--attributes", help=f"Without --contract: comma list of attributes ({_ATTRIBUTES}).")
@with_installation
def add(
    installation: Installation,
    *,
    metadata: str,
    contract_file: Path | None,
    name: str | None,
    replacing: bool,
    **draft: str | None,
) -> None:
    """Check a contract and metadata together, and register them; without --contract, draft a minimal one."""
    _check_draft(contract_file, draft)
    shared = make_shared(installation.settings, installation.workspace, installation.urls)
    had = _have_metadata(metadata, shared)
    candidate = Candidate(
        name=name or (contract_file.stem if contract_file else _slug(draft["ark"] or "")),
        contract=read_bounded(contract_file) if contract_file else _draft(draft, had.peer, shared),
        contract_label=str(contract_file) if contract_file else _DRAFT_LABEL,
        metadata=had.content,
        metadata_label=metadata,
    )
    registered = _check(candidate, had, installation, shared, replacing=replacing)
    keep(candidate, shared.workspace, replacing=replacing)
    _print_next(registered, had, candidate.name, installation, shared)


@resource.command()
@click.argument("name")
@with_installation
def remove(installation: Installation, *, name: str) -> None:
    """Remove both files of a resource of one's own."""
    if name.startswith(EXAMPLE):
        stop_with("NAME", f"{name} is an example resource of the sandbox", "name a resource of your own")
    for file in forget(name, installation.workspace):
        click.echo(f"supprimé / removed: {file}")


def _check_draft(contract_file: Path | None, draft: dict[str, str | None]) -> None:
    given = [f"--{option.replace('_', '-')}" for option, value in draft.items() if value is not None]
    if contract_file is not None and given:
        raise click.UsageError(f"{', '.join(given)} describe a contract to draft: leave them out with --contract")
    missing = [f"--{option.replace('_', '-')}" for option in ("ark", "access_url") if not draft[option]]
    if contract_file is None and missing:
        raise click.UsageError(f"give --contract FILE, or {' and '.join(missing)} to draft a minimal contract")
    if draft["ark"] is not None and not _ARK.fullmatch(draft["ark"]):
        raise click.UsageError("--ark: ark:/NAAN/name, where NAAN is five to nine digits (ark:/12345/mine)")


def _have_metadata(source: str, shared: Shared) -> _Metadata:
    """Fetch or read the metadata; what goes wrong is told later, with the contract's problems."""
    content: bytes | None = None
    try:
        if _URL.match(source):
            outside, authorities = shared.settings.fetching.beyond_loopback, shared.authorities
            content = fetch_metadata(source, FetchPolicy(outside=outside, authorities=authorities))
        else:
            with Path(source).open("rb") as file:
                content = file.read(ENTITY_CAP + 1)  # one byte more than allowed: then it is refused as too long
        return _Metadata(source, content, read_metadata(content, source, shared.clock))
    except MetadataRefused as refusal:
        return _Metadata(source, None, None, (problem_of(refusal, source),))
    except OSError as error:
        problem = Problem(source, "file", error.strerror or "unreadable", "check its path, or give an address")
        return _Metadata(source, None, None, (problem,))
    except ConfigurationError:
        return _Metadata(source, content, None)  # read again with the contract


def _draft(options: dict[str, str | None], peer: Peer | None, shared: Shared) -> bytes:
    ark = options["ark"] or ""
    draft = ContractDraft(
        issuer=shared.hub.name,
        ark=ark,
        title=options["title"] or ark.rpartition("/")[2],
        access_url=options["access_url"] or "",
        entity_id=peer.entity_id if peer else _UNKNOWN_ENTITY,
        provider=options["provider"] or _PROVIDER,
        profiles=_split(options["profiles"] or _PROFILES),
        attributes=_split(options["attributes"] or _ATTRIBUTES),
    )
    return write_draft(draft, shared.clock.now().date()).encode()


def _check(
    candidate: Candidate, had: _Metadata, installation: Installation, shared: Shared, *, replacing: bool
) -> Registered:
    """Return the resource read whole; raise ConfigurationError with every problem of it, together."""
    check_name(candidate.name)
    surroundings = Surroundings(shared.issuers, shared.contracts, shared.peers, shared.workspace)
    problems = [*surroundings.find_name_problems(candidate.name, replacing=replacing), *had.problems]
    registered, found = read_candidate(candidate, shared.workspace, installation.urls, shared.clock)
    problems += found
    if registered is not None:
        problems += surroundings.find_problems(candidate, registered)
    if problems or registered is None:
        raise ConfigurationError(tuple(problems))
    return registered


def _print_next(registered: Registered, had: _Metadata, name: str, installation: Installation, shared: Shared) -> None:
    contract = registered.contract
    click.echo(f"Ressource déposée / resource registered: {name} ({contract.resource})")
    for warning in (*registered.peer.warnings, *_entity_warning(contract, had.source)):
        click.echo(f"  ! {warning.fr}\n    {warning.en}")
    root = installation.workspace.root
    where = "" if root == DEFAULT_WORKSPACE else f" --workspace {root}"
    login = next(_fitting(contract, shared), "LOGIN")
    rows = [(Sentence("Ouvrir directement", "Open it directly"), contract.access_url)]
    if (
        contract.issuer == shared.hub.name
    ):  # a service of a guichet has no médiacentre, and these commands look at the broker
        explain = f"preau explain{where} --person {login} --resource {contract.resource}"
        rows += [
            (
                Sentence("Ouvrir depuis un médiacentre", "Open from a médiacentre"),
                access_link(shared.hub.entry_url, contract.resource),
            ),
            (Sentence("Voir ce qui partirait, et pourquoi", "See what would leave, and why"), explain),
            (_CONFIGURE, f"preau kit saml{where} --resource {contract.resource}"),
        ]
    for title, value in rows:
        click.echo(f"{title.fr} / {title.en}:\n  {value}")


def _entity_warning(contract: Contract, source: str) -> Iterator[Sentence]:
    if _URL.match(source) and source != contract.entity_id:  # facts/gar.md 4.2
        yield Sentence(
            "Le GAR veut que l’entityID soit l’adresse à laquelle les métadonnées sont servies.",
            "The GAR wants the entityID to be the address at which the metadata is served.",
        )


def _fitting(contract: Contract, shared: Shared) -> Iterator[str]:
    """Yield the logins of people whom the contract covers."""
    for person in shared.directory.find_situations():
        if contract.profiles & {membership.profile for membership in person.memberships}:
            yield person.login


def _split(listed: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in listed.split(",") if word.strip())


def _slug(ark: str) -> str:
    plain = unicodedata.normalize("NFKD", ark.rpartition("/")[2]).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
