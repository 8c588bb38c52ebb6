"""Owns `preau certificates`: the certificates by which ENTs and distributors call the web services."""

import json
import shlex
from collections.abc import Callable
from functools import wraps

import click
from rich.console import Console
from rich.table import Table

from broker.clock import SystemClock
from broker.commands.installation import Installation, stop_with, with_installation
from broker.commands.journaled import note_command
from broker.core.roles import Holder, Role
from broker.definitions.addresses import WEBSERVICES, server_certificates
from broker.definitions.shipped_clients import SHIPPED_CLIENTS
from broker.transport.client_certificates import BUNDLE_PASSWORD, ClientCertificate, ClientCertificates, urn_of

_COLUMNS = ("role", "name", "certificate", "since", "until")
_as_json = click.option("--json", "as_json", is_flag=True, help="One JSON document.")
_bundle = click.option("--p12", "with_bundle", is_flag=True, help="Also a .p12, which Java and Windows read.")


def _of_client(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that name one client, and hand that over as `holder`."""

    @click.option("--ent", help="An ENT project, as P0.")
    @click.option("--distributor", help="A distributor, as SIREN_ISNI.")
    @click.option("--reports", help="A distributor, for its assignment reports, as SIREN_ISNI.")
    @wraps(command)
    def wrapped(*args: object, ent: str | None, distributor: str | None, reports: str | None, **kwargs: object) -> None:
        given = ((Role.ENT, ent), (Role.DISTRIBUTOR, distributor), (Role.REPORTS, reports))
        named = [Holder(role, name) for role, name in given if name is not None]
        if len(named) != 1:
            raise click.UsageError("give one of --ent PROJECT, --distributor SIREN_ISNI and --reports SIREN_ISNI")
        command(*args, holder=named[0], **kwargs)

    return wrapped


@click.group()
def certificates() -> None:
    """Make, renew and revoke the certificates of the web services' clients."""


@certificates.command("make")
@_of_client
@_bundle
@_as_json
@with_installation
def make(installation: Installation, *, holder: Holder, with_bundle: bool, as_json: bool) -> None:
    """Make a client's certificate, where none is kept that counts, and print a call."""
    clients = _open(installation)
    (kept,) = clients.provide((holder,), SystemClock().now())
    note_command(installation, "certificates.make")
    _tell(installation, clients, kept, with_bundle=with_bundle, as_json=as_json)


@certificates.command("renew")
@_of_client
@_bundle
@_as_json
@with_installation
def renew(installation: Installation, *, holder: Holder, with_bundle: bool, as_json: bool) -> None:
    """Make a new key and certificate; the former ones end at once."""
    clients = _open(installation)
    made = clients.renew(holder, SystemClock().now())
    note_command(installation, "certificates.renew")
    _tell(installation, clients, made, with_bundle=with_bundle, as_json=as_json)


@certificates.command("revoke")
@_of_client
@with_installation
def revoke(installation: Installation, *, holder: Holder) -> None:
    """Remove a client's certificate and key, which end at once."""
    if not _open(installation).revoke(holder):
        stop_with("preau certificates", f"{holder.role} {holder.name} has no certificate", "preau certificates list")
    note_command(installation, "certificates.revoke")
    click.echo(f"{urn_of(holder)} : révoqué, à l’instant.\n{urn_of(holder)}: revoked, at once.")


@certificates.command("list")
@_as_json
@with_installation
def list_certificates(installation: Installation, *, as_json: bool) -> None:
    """List the certificates that count."""
    rows = [_row(kept) for kept in ClientCertificates(installation.workspace.certificates).every()]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    table = Table(*_COLUMNS)
    for row in rows:
        table.add_row(*(row[column] for column in _COLUMNS))
    Console().print(table)


def sample_call(installation: Installation) -> str:
    """Return a call that works as it stands while the sandbox runs."""
    (kept,) = ClientCertificates(installation.workspace.certificates).provide(SHIPPED_CLIENTS[:1], SystemClock().now())
    return _curl_line(installation, kept)


def _curl_line(installation: Installation, kept: ClientCertificate) -> str:
    """Return a call that works as it stands."""
    trusted = server_certificates(installation.settings, installation.workspace.tls, installation.urls).authority_file
    words = ["curl", "--cacert", str(trusted), "--cert", str(kept.certificate_file), "--key", str(kept.key_file)]
    return shlex.join([*words, f"{installation.urls[WEBSERVICES]}/"])


def _open(installation: Installation) -> ClientCertificates:
    installation.workspace.prepare()
    return ClientCertificates(installation.workspace.certificates)


def _tell(
    installation: Installation,
    clients: ClientCertificates,
    kept: ClientCertificate,
    *,
    with_bundle: bool,
    as_json: bool,
) -> None:
    # The line names the authority of the server's certificate: made here, if the sandbox has never run.
    server_certificates(installation.settings, installation.workspace.tls, installation.urls).provide(
        SystemClock().now()
    )
    row = {**_row(kept), "curl": _curl_line(installation, kept)}
    if with_bundle:
        row |= {"p12": str(clients.bundle(kept)), "p12_password": BUNDLE_PASSWORD.decode()}
    if as_json:
        click.echo(json.dumps(row, ensure_ascii=False, indent=2))
        return
    for name, value in row.items():
        click.echo(f"{name:<12} {value}")


def _row(kept: ClientCertificate) -> dict[str, str]:
    return {
        "role": kept.holder.role.value,
        "name": kept.holder.name,
        "certificate": str(kept.certificate_file),
        "key": str(kept.key_file),
        "since": kept.starts.isoformat(),
        "until": kept.ends.isoformat(),
    }
