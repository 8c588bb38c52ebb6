"""Owns `preau serve`: one issuer under Granian, with as many worker processes as wanted; or the web services."""

import socket

import click
from granian import Granian
from granian.constants import Interfaces, SSLProtocols

from broker.clock import SystemClock
from broker.commands.installation import Installation, with_installation
from broker.commands.serve_webservices import serve_webservices
from broker.commands.trust import print_trust
from broker.core.errors import ConfigurationError, Problem
from broker.core.issuer import Issuer
from broker.definitions.addresses import WEBSERVICES
from broker.workers import TARGET, Work, check_work

_BACKLOG = 1024


@click.command()
@click.argument("issuer")
@click.option(
    "--workers", "count", default=1, type=click.IntRange(1, 64), help="Worker processes (Redis when several)."
)
@click.option(
    "--port", type=click.IntRange(1, 65535), help="Port behind a reverse proxy; that of the sandbox when absent."
)
@with_installation
def serve(installation: Installation, *, issuer: str, count: int, port: int | None) -> None:
    """Serve one issuer, or webservices, with worker processes that share their state in Redis."""
    listen = installation.settings.listen
    if issuer == WEBSERVICES:
        serve_webservices(installation, count, port)
        return
    work = Work(issuer, installation.workspace, installation.settings, count)
    found = check_work(work)
    chosen = _choose_port(installation, found, port)
    _check_free(listen.host, chosen)
    work.publish()
    certificates = installation.certificates
    if certificates:
        certificates.provide(SystemClock().now())
        print_trust(certificates, f"{found.url}/")
    Granian(
        TARGET,
        address=listen.host,
        port=chosen,
        interface=Interfaces.WSGI,
        workers=count,
        blocking_threads=listen.threads,
        backlog=_BACKLOG,
        factory=True,
        ssl_cert=certificates.certificate_file if certificates else None,
        ssl_key=certificates.key_file if certificates else None,
        ssl_protocol_min=SSLProtocols.tls12,
    ).serve()


def _choose_port(installation: Installation, issuer: Issuer, port: int | None) -> int:
    """Return the port; another than the sandbox's is for a proxy, since an issuer answers under its own URL only."""
    own = installation.settings.listen.first_port + issuer.listener
    override = installation.settings.issuers.get(issuer.name)
    if port not in {own, None} and not (override and override.url):
        what = f"{issuer.name} answers as {issuer.url}, which is not port {port}"
        hint = f"set issuers.{issuer.name}.url to its public address, or use --first-port"
        raise ConfigurationError((Problem("preau.toml", f"issuers.{issuer.name}.url", what, hint),))
    return port or own


def _check_free(host: str, port: int) -> None:
    """Refuse a busy port here: workers share theirs (SO_REUSEPORT), so that the system would let them share it too."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            what = f"port {port} on {host} cannot be opened ({error.strerror})"
            hint = "stop what uses it, or set listen.first_port (--first-port N)"
            raise ConfigurationError((Problem("preau.toml", "listen.first_port", what, hint),)) from None
