"""Owns `preau people`, `preau resources` and `preau issuers`: what there is, for people and for scripts."""

import json
import sys
from collections.abc import Mapping, Sequence

import click
from rich.console import Console
from rich.table import Table

from broker.commands.installation import Installation, with_installation
from broker.core.contract import Contract, Status
from broker.core.errors import ConfigurationError, Problem
from broker.core.identity import Identity
from broker.core.issuer import PEOPLE, Issuer
from broker.flows.ports import Directory
from broker.shared import Shared, make_shared


@click.command()
@click.option("--directory", default=PEOPLE, help="people (the schools'), agents, citizens, professionals…")
@click.option("--all", "everybody", is_flag=True, help="Everybody, not only the situations worth testing.")
@click.option("--starting", default="", help="With --all: logins that start so.")
@click.option("--limit", default=50, type=click.IntRange(1, 10_000), help="With --all: how many at the most.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@with_installation
def people(  # noqa: PLR0913 - one argument per option
    installation: Installation, *, directory: str, everybody: bool, starting: str, limit: int, as_json: bool
) -> None:
    """List invented people: login, situation, profiles and schools."""
    shared = _shared(installation)
    chosen = _directory(shared, directory)
    found = chosen.find_people(starting=starting, limit=limit) if everybody else chosen.find_situations()
    rows = [_person(person, shared.demo_password_of(directory)) for person in found]
    _print(rows, ("login", "situation", "project", "memberships"), as_json=as_json)


@click.command()
@click.option("--everywhere", is_flag=True, help="Those of the guichets and of the other hubs too.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@with_installation
def resources(installation: Installation, *, everywhere: bool, as_json: bool) -> None:
    """List the resources that have a contract, and the services that have none."""
    shared = _shared(installation)
    places = shared.issuers if everywhere else (shared.hub,)
    contracts = [(issuer, contract) for issuer in places for contract in shared.contracts.all(issuer.name)]
    rows = [
        {
            "resource": contract.resource,
            "issuer": contract.issuer,
            "name": contract.name,
            "title": contract.title.fr,
            "access_url": contract.access_url,
            "languages": list(contract.protocols),
            "entity_id": contract.entity_id,
            "cas_services": list(contract.names_in("cas")),
            "client_id": "".join(contract.names_in("oidc")),
            "profiles": sorted(contract.profiles),
            "attributes": [clause.code for clause in contract.clauses],
            "valid_until": contract.valid_until.isoformat(),
            "approved_by": contract.approved_by,
            "status": contract.status,
            "version": contract.version,
            "open_to_all": contract.open_to_all,
            "opens": _opening(issuer, contract),
        }
        for issuer, contract in contracts
    ]
    known = {contract.entity_id for issuer in shared.issuers for contract in shared.contracts.all(issuer.name)}
    rows += [
        {
            "resource": "",
            "issuer": "",
            "name": "",
            "title": f"(sans contrat) {entity}",
            "languages": ["saml"],
            "entity_id": entity,
        }
        for entity in shared.peers.service_names()
        if entity not in known
    ]
    _print(
        rows,
        ("resource", *(["issuer"] if everywhere else []), "title", "access_url", "valid_until", "opens", "languages"),
        as_json=as_json,
    )


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@with_installation
def issuers(installation: Installation, *, as_json: bool) -> None:
    """List the issuers: the hub and its guichets."""
    rows = [
        {
            "name": issuer.name,
            "title": issuer.title.fr,
            "url": issuer.url,
            "entity_id": issuer.entity_id,
            "metadata": f"{issuer.url}{issuer.paths.metadata}",
            "cas": f"{issuer.url}{issuer.cas.context}/" if issuer.cas else None,
            "oidc": f"{issuer.url}{issuer.oidc.issuer}" if issuer.oidc else None,
            "guichets": [guichet.name for guichet in issuer.guichets],
        }
        for issuer in _shared(installation).issuers
    ]
    _print(rows, ("name", "title", "url", "entity_id"), as_json=as_json)


def _opening(issuer: Issuer, contract: Contract) -> str:
    """Say in a word to whom a contract opens its resource, at an issuer whose resources are subscribed to."""
    if contract.status is not Status.ACTIVE:
        return contract.status
    if not contract.approved_by.strip():
        return "not approved"
    if not issuer.rights or not contract.per_school:
        return ""
    return "to all" if contract.open_to_all else "by subscription"


def _shared(installation: Installation) -> Shared:
    return make_shared(installation.settings, installation.workspace, installation.urls)


def _directory(shared: Shared, name: str) -> Directory:
    """Return the directory of that name."""
    if name not in shared.directories:
        hint = f"one of {', '.join(sorted(shared.directories))}"
        raise ConfigurationError((Problem("--directory", "", f"no directory is called {name}", hint),))
    return shared.directories[name]


def _person(person: Identity, password: str | None) -> dict[str, object]:
    return {
        "login": person.login,
        "password": password,
        "situation": person.situation,
        "project": person.key.project,
        "identifier": person.key.identifier,
        "memberships": [
            {"school": m.uai, "name": m.school_name, "profile": m.profile.value} for m in person.memberships
        ],
    }


def _print(rows: Sequence[Mapping[str, object]], columns: tuple[str, ...], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if not sys.stdout.isatty():  # for a pipe: one line a row, nothing folded
        for row in rows:
            click.echo("\t".join(_cell(row.get(column)).replace("\n", ", ") for column in columns))
        return
    table = Table(*columns)
    for row in rows:
        table.add_row(*(_cell(row.get(column)) for column in columns))
    Console().print(table)


def _cell(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(_line(found) for found in value)
    return "" if value is None else str(value)


def _line(found: object) -> str:
    return f"{found['profile']} {found['school']} {found['name']}" if isinstance(found, dict) else str(found)
