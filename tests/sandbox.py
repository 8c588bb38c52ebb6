"""Owns a running sandbox for tests: every issuer over real HTTP on loopback, in a workspace of its own."""

import secrets
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests

from broker.app import make_issuer_app
from broker.definitions.addresses import (
    RESOURCES,
    RESOURCES_LISTENER,
    WEBSERVICES,
    base_urls,
    local_certificates,
    name_issuers,
)
from broker.definitions.settings import Listen, Settings
from broker.definitions.workspace import DATA, Workspace
from broker.directories.sandbox_academy import DEMO_PASSWORD
from broker.handshakes import Handshakes
from broker.lab.browser import Browser, Form, forms_of
from broker.machine_services import make_machine_listener, provide_machine_certificates
from broker.serving import Listener, Serving
from broker.shared import Shared, make_shared
from broker.transport.local_certificates import LocalCertificates

_TRIES, _BLOCK, _HELD = 50, 25, 16
_claims: deque[socket.socket] = deque()


@dataclass(slots=True)
class MovableClock:
    """Tell the machine's time, moved by what a test asks: nothing sleeps."""

    shift: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.shift  # noqa: TID251 - the clock of the tests


@dataclass(frozen=True, slots=True)
class Sandbox:
    """Hold a running sandbox: addresses, workspace, clock; `machine_clock` is the one that its certificates go by."""

    shared: Shared
    workspace: Workspace
    urls: dict[str, str]
    clock: MovableClock
    first_port: int
    machine_clock: MovableClock

    @property
    def home(self) -> str:
        return self.urls["gar"]

    @property
    def sites(self) -> dict[str, str]:
        """Return the addresses that browsers go to: all but that of the web services."""
        return {name: url for name, url in self.urls.items() if name != WEBSERVICES}


def free_ports() -> int:
    """Return a first port such that it and the nineteen that follow are free, and promised to nobody else.

    Below the range from which the system takes the ports of outgoing connections: there a port may go at any moment.
    A block of ports ends in one that we hold, so that a test beside this one, in whatever process, takes another block
    until the servers of this one listen. Whoever has asked for many blocks since has started theirs.
    """
    for _ in range(_TRIES):
        first = 10_000 + _BLOCK * secrets.randbelow(22_000 // _BLOCK)
        claim = _claim(first + _BLOCK - 1)
        if claim is None:
            continue
        if all(_is_free(first + number) for number in range(20)):
            _claims.append(claim)
            return first
        claim.close()
    raise RuntimeError("no free block of ports on loopback")


@contextmanager
def running_sandbox(
    folder: Path, *, examples: bool = True, settings: Settings | None = None, tls: bool = False
) -> Iterator[Sandbox]:
    """Run every issuer, and the example resources, until the end of the block."""
    first = free_ports()
    settings = (settings or Settings()).model_copy(update={"listen": Listen(first_port=first, tls=tls)})
    workspace, urls, clock = (
        Workspace(folder),
        base_urls(settings, DATA / "issuers", folder / "issuers"),
        MovableClock(),
    )
    workspace.prepare()
    machine_clock = MovableClock()  # what certificates go by, since clients do: never the one that a test moves
    certificates = local_certificates(settings, workspace.tls, urls)
    handshakes = Handshakes(certificates, machine_clock) if certificates else None
    if settings.webservices.enabled:
        provide_machine_certificates(settings, workspace, urls, machine_clock.now())
    child = _start_examples(workspace, settings, urls, certificates) if examples else None
    try:
        shared = make_shared(settings, workspace, urls, clock)
        listeners = [
            Listener(issuer.name, "127.0.0.1", first + issuer.listener, make_issuer_app(issuer, shared))
            for issuer in shared.issuers
        ]
        if settings.webservices.enabled:
            listeners.append(make_machine_listener(shared, machine_clock))
        serving = Serving(listeners, threads=4, handshakes=handshakes)
        serving.start()
        try:
            if child:
                _await(urls[RESOURCES], child, shared.authorities)
            yield Sandbox(shared, workspace, urls, clock, first, machine_clock)
        finally:
            serving.stop()
    finally:
        if child:
            child.terminate()
            child.wait(timeout=10)


def sign_in_by_hand(browser: Browser, page: requests.Response, login: str) -> requests.Response:
    """Fill in the password form of a page."""
    form = password_form(page)
    username = next(name for name in ("email", "j_username", "user", "username") if name in form.fields)
    password = next(name for name in ("password", "j_password") if name in form.fields)
    return browser.submit(form, {username: login, password: DEMO_PASSWORD})


def password_form(page: requests.Response) -> Form:
    """Return the form of a page that asks for a password."""
    return next(form for form in forms_of(page) if {"password", "j_password"} & set(form.fields))


def _claim(port: int) -> socket.socket | None:
    """Hold a port without listening there; None when somebody does. Of those held, the oldest are let go."""
    while len(_claims) >= _HELD:
        _claims.popleft().close()
    claim = socket.socket()
    try:
        claim.bind(("127.0.0.1", port))
    except OSError:
        claim.close()
        return None
    return claim


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _start_examples(
    workspace: Workspace, settings: Settings, urls: dict[str, str], certificates: LocalCertificates | None
) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "sp_examples", "--folder", str(workspace.examples)]
    command += ["--publish", str(workspace.services), "--port", str(settings.listen.first_port + RESOURCES_LISTENER)]
    command += ["--url", urls[RESOURCES], "--hub", urls["gar"], "--secrets", str(workspace.keys / "clients")]
    command += name_issuers(settings, urls)
    if certificates:
        command += ["--certificate", str(certificates.certificate_file), "--private-key", str(certificates.key_file)]
        command += ["--authority", str(certificates.authority_file)]
    return subprocess.Popen(command)  # noqa: S603 - our own module


def _await(url: str, child: subprocess.Popen[bytes], authorities: str) -> None:
    waiting, deadline = threading.Event(), time.monotonic() + 30
    while time.monotonic() < deadline and child.poll() is None:
        try:
            requests.get(f"{url}/", timeout=2, verify=authorities)
        except requests.ConnectionError:
            waiting.wait(0.05)
        else:
            return
    raise RuntimeError(f"the example resources did not start (exit {child.poll()})")
