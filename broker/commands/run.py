"""Owns `preau run`: the whole sandbox in one command."""

import logging
import subprocess
import sys
import threading
import time

import click
import requests

from broker.app import make_issuer_app
from broker.clock import SystemClock
from broker.commands.certificates import sample_call
from broker.commands.installation import Installation, stop_with, with_installation
from broker.commands.stopping import stop_on_signals
from broker.commands.trust import print_trust
from broker.definitions.addresses import RESOURCES, RESOURCES_LISTENER, WEBSERVICES, check_exposure, name_issuers
from broker.handshakes import Handshakes
from broker.machine_services import make_machine_listener, provide_machine_certificates
from broker.serving import Listener, Serving
from broker.shared import Shared, make_shared, start_refreshing
from broker.transport.outgoing import local_session

_READY_SECONDS = 20


@click.command()
@click.option("--examples/--no-examples", default=True, help="Whether to start the example resources.")
@with_installation
def run(installation: Installation, *, examples: bool) -> None:
    """Start every issuer and example resource on loopback; Ctrl-C stops all of it."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    stopping = stop_on_signals()
    check_exposure(installation.settings)
    installation.workspace.prepare()
    now, certificates = SystemClock().now(), installation.certificates
    if certificates:
        certificates.provide(now)  # before the example resources start: they need them
    if installation.settings.webservices.enabled:
        provide_machine_certificates(installation.settings, installation.workspace, installation.urls, now)
    with installation.workspace.hold():
        _run(installation, stopping, examples=examples)


def _run(installation: Installation, stopping: threading.Event, *, examples: bool) -> None:
    child = _start_examples(installation) if examples else None
    try:
        shared = make_shared(installation.settings, installation.workspace, installation.urls)
        serving = Serving(_listeners(shared), installation.settings.listen.threads, _handshakes(installation))
        serving.start()
        refresher = start_refreshing(shared)
        try:
            if child:
                _await_examples(child, installation, stopping, shared.authorities)
            _print_table(shared, installation, examples=examples)
            _stay(stopping, child, installation)
        finally:
            if child:
                child.terminate()  # it stops while the listeners do
            refresher.stop()
            serving.stop()
    finally:
        _stop_examples(child)


def _listeners(shared: Shared) -> list[Listener]:
    listen = shared.settings.listen
    issuers = [
        Listener(issuer.name, listen.host, listen.first_port + issuer.listener, make_issuer_app(issuer, shared))
        for issuer in shared.issuers
    ]
    return [*issuers, make_machine_listener(shared, SystemClock())] if shared.settings.webservices.enabled else issuers


def _handshakes(installation: Installation) -> Handshakes | None:
    certificates = installation.certificates
    return Handshakes(certificates, SystemClock()) if certificates else None


def _start_examples(installation: Installation) -> subprocess.Popen[bytes]:
    """Start the example resources as the outside programs they are."""
    urls, workspace, listen = installation.urls, installation.workspace, installation.settings.listen
    command = [sys.executable, "-m", "sp_examples"]
    command += ["--folder", str(workspace.examples), "--publish", str(workspace.services)]
    command += ["--host", listen.host, "--port", str(listen.first_port + RESOURCES_LISTENER)]
    command += ["--url", urls[RESOURCES], "--hub", urls["gar"], "--secrets", str(workspace.keys / "clients")]
    command += name_issuers(installation.settings, urls)
    certificates = installation.certificates
    if certificates:
        command += ["--certificate", str(certificates.certificate_file), "--private-key", str(certificates.key_file)]
        command += ["--authority", str(certificates.authority_file)]
    return subprocess.Popen(command)  # noqa: S603 - our own module, no shell


def _await_examples(
    child: subprocess.Popen[bytes], installation: Installation, stopping: threading.Event, authorities: str
) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    with local_session(authorities) as session:
        while time.monotonic() < deadline and not stopping.is_set():
            _check_examples(child, installation)
            try:
                session.get(f"{installation.urls[RESOURCES]}/", timeout=2)
            except requests.RequestException:
                stopping.wait(0.05)
            else:
                return
    if not stopping.is_set():
        stop_with(
            "examples", f"the example resources did not answer within {_READY_SECONDS} s", "try run --no-examples"
        )


def _stay(stopping: threading.Event, child: subprocess.Popen[bytes] | None, installation: Installation) -> None:
    while not stopping.wait(0.5):
        if child:
            _check_examples(child, installation)


def _check_examples(child: subprocess.Popen[bytes], installation: Installation) -> None:
    """Stop everything when the example resources have stopped: most often, their port is in use."""
    if child.poll() is not None:
        port = installation.settings.listen.first_port + RESOURCES_LISTENER
        what = f"the example resources stopped (exit {child.returncode}), as they do when port {port} is in use"
        stop_with("listen.first_port", what, f"free port {port}, or use --first-port N, or run --no-examples")


def _stop_examples(child: subprocess.Popen[bytes] | None) -> None:
    if child is None or child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(timeout=5)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _print_table(shared: Shared, installation: Installation, *, examples: bool) -> None:
    from rich.console import Console  # noqa: PLC0415 - imported once everything serves, so that nobody waits for it
    from rich.table import Table  # noqa: PLC0415

    table = Table(title="Préau — bac à sable, personnes inventées / sandbox, invented people")
    for heading in ("what", "URL", "what to try"):
        table.add_column(heading, overflow="fold")
    urls = installation.urls
    home = next(issuer for issuer in shared.issuers if issuer.console)
    table.add_row("home", f"{home.url}/", "click a person, then open a resource of their médiacentre")
    for issuer in shared.issuers:
        if issuer.password:
            table.add_row(
                issuer.title.en, f"{issuer.url}/", f"sign in by hand; password: {shared.demo_password or 'theirs'}"
            )
    if examples:
        table.add_row("example resources", f"{urls[RESOURCES]}/", "sign on from the resource itself")
    if shared.settings.webservices.enabled:
        table.add_row("web services", f"{urls[WEBSERVICES]}/", "call them with a certificate: preau certificates list")
    table.add_row("journeys", f"{home.url}/journeys", "see why: each message, each decision")
    console = Console()
    console.print(table)
    certificates = installation.certificates
    if certificates:
        print_trust(certificates, f"{home.url}/")
    if shared.settings.webservices.enabled:
        click.echo(f"services web / web services:\n  {sample_call(installation)}")
    console.print("Ready. Ctrl-C stops everything.")
