"""Owns `preau explain`: a decision without signing on, and the reference of the settings."""

import json
from typing import NoReturn

import click
from pydantic import BaseModel
from rich.console import Console
from rich.table import Table

from broker.commands.contract_choice import find_contract, issuer_option
from broker.commands.installation import Installation, with_installation
from broker.commands.opening import make_explain
from broker.core.contract import PROTOCOLS, Contract
from broker.core.errors import Refusal
from broker.core.issuer import Issuer
from broker.core.profile import Profile
from broker.core.refusals.preview import PeopleSaidElsewhere
from broker.core.release import REASONS, Release
from broker.core.rights.door_words import describe_door, door_facts
from broker.core.said_identity import knows_people_by_hearsay
from broker.definitions.settings import Settings
from broker.proof.carrier import Carrier
from broker.saml.side import SamlSide
from broker.shared import make_shared

_SEVERAL = {"issuers": ".<name>", "federations": "[]"}  # [issuers.<name>] and [[federations]] in preau.toml


@click.command()
@click.argument("topic", required=False, type=click.Choice(["settings"]))
@click.option("--person", help="Login of a person (preau people lists them).")
@click.option("--resource", help="ARK of a resource (preau resources lists them).")
@issuer_option
@click.option("--school", help="UAI of one of the person's schools, when there are several.")
@click.option(
    "--profile", type=click.Choice([profile.value for profile in Profile]), help="One of the person's profiles."
)
@click.option("--as", "language", type=click.Choice(PROTOCOLS), help="Print the very bytes that it would carry.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@with_installation
def explain(  # noqa: PLR0913 - one argument per option
    installation: Installation,
    *,
    topic: str | None,
    person: str | None,
    resource: str | None,
    issuer_name: str | None,
    school: str | None,
    profile: str | None,
    language: str | None,
    as_json: bool,
) -> None:
    """Print what would leave about a person to a resource, and why; or every setting (explain settings)."""
    if topic == "settings":
        _print_settings(Settings, "")
        return
    if not person or not resource:
        raise click.UsageError("give --person LOGIN and --resource ARK, or the word settings")
    shared = make_shared(installation.settings, installation.workspace, installation.urls)
    issuer, contract = find_contract(shared, resource, issuer_name)
    if knows_people_by_hearsay(issuer):
        _refuse(PeopleSaidElsewhere(expected=_ways_of(issuer), received=person), as_json=as_json)
    try:
        release = make_explain(shared, issuer).decide(person, resource, school, Profile(profile) if profile else None)
    except Refusal as refusal:
        _refuse(refusal, as_json=as_json)
    if language:
        _print_carried(Carrier(issuer, SamlSide(issuer, shared.peers, shared.clock)), release, contract, language)
    elif as_json:
        click.echo(json.dumps(release_document(release), ensure_ascii=False, indent=2))
    else:
        _print_release(release)


def _refuse(refusal: Refusal, *, as_json: bool) -> NoReturn:
    """Stop with a refusal: as data, else as every command prints one."""
    if as_json:
        click.echo(json.dumps(refusal_document(refusal), ensure_ascii=False, indent=2))
        raise SystemExit(1) from None
    raise refusal


def _ways_of(issuer: Issuer) -> str:
    """Say which guichets a hub asks."""
    names = ", ".join(guichet.name for guichet in issuer.guichets)
    return f"--guichet {names}" if names else "a member of its federation"


def _print_carried(carrier: Carrier, release: Release, contract: Contract, language: str) -> None:
    """Print the messages of one language on standard output, their titles on standard error."""
    for carried in carrier.write(language, release, contract):
        click.echo(carried.title, err=True)
        click.echo(carried.text)


def release_document(release: Release) -> dict[str, object]:
    """Return a release as JSON-able data."""
    return {
        "decision": "release",
        "resource": release.resource,
        "contract": release.contract,
        "contract_version": release.contract_version,
        "school": release.uai,
        "profile": release.profile.value,
        **({"opened_by": door_facts(release.door)} if release.door else {}),
        "attributes": {sent.code: list(sent.values) for sent in release.released},
        "lineage": [
            {
                "code": sent.code,
                "source": sent.source,
                "transformation": sent.transformation.fr,
                "purpose": sent.purpose,
            }
            for sent in release.released
        ],
        "withheld": {kept.code: kept.reason.value for kept in release.withheld},
    }


def refusal_document(refusal: Refusal) -> dict[str, object]:
    """Return a refusal as JSON-able data."""
    return {
        "decision": "refusal",
        "code": refusal.code,
        "sentence": refusal.sentence.fr,
        "rule": refusal.rule.fr,
        "source": refusal.source,
        "expected": refusal.expected,
        "received": refusal.received,
        "change": refusal.remedy.fr,
    }


def _print_release(release: Release) -> None:
    console = Console()
    contract = f"contract {release.contract}, version {release.contract_version}"
    console.print(f"[bold]{release.resource}[/] — {release.profile}, {release.uai}, {contract}")
    if release.door is not None:
        console.print(f"opened by: {describe_door(release.door).en}")
    sent = Table("released", "value", "source", "transformation", "purpose")
    for attribute in release.released:
        values = "\n".join(attribute.values)
        sent.add_row(attribute.code, values, attribute.source, attribute.transformation.en, attribute.purpose)
    kept = Table("withheld", "reason")
    for withheld in release.withheld:
        kept.add_row(withheld.code, REASONS[withheld.reason].en)
    console.print(sent, kept)


def _print_settings(model: type[BaseModel], prefix: str) -> None:
    for name, field in model.model_fields.items():
        inner = next((kind for kind in _kinds(field.annotation) if issubclass(kind, BaseModel)), None)
        if inner is not None:
            _print_settings(inner, f"{prefix}{name}{_SEVERAL.get(name, '')}.")
        else:
            default = "required" if field.is_required() else f"default {field.get_default(call_default_factory=True)!r}"
            click.echo(f"{prefix}{name}\n    {field.description or ''} ({default})")


def _kinds(annotation: object) -> list[type]:
    parts = getattr(annotation, "__args__", ())
    return [kind for kind in (annotation, *parts) if isinstance(kind, type)]
