"""Owns the callers of the web services in tests: machines with a certificate each."""

import socket
import ssl
from pathlib import Path

import requests
from flask import Flask

from broker.core.roles import Holder, Role
from broker.definitions.shipped_clients import DISTRIBUTORS
from broker.machine_services import make_machine_listener
from broker.transport.client_certificates import ClientCertificates
from broker.transport.outgoing import local_session
from tests.sandbox import Sandbox
from tests.transport.tls_clients import port_of

P0 = Holder(Role.ENT, "P0")
DISTRIBUTOR = Holder(Role.DISTRIBUTOR, DISTRIBUTORS[0].identifier)
REPORTS = Holder(Role.REPORTS, DISTRIBUTORS[0].identifier)
_TIMEOUT = 20
_SILENCE = 3


def clients_of(sandbox: Sandbox) -> ClientCertificates:
    """Return the clients' certificates of a sandbox."""
    return ClientCertificates(sandbox.workspace.certificates)


def pair_of(sandbox: Sandbox, holder: Holder) -> tuple[str, str]:
    """Return the files of a client's certificate and key, made where there are none."""
    (kept,) = clients_of(sandbox).provide((holder,), sandbox.machine_clock.now())
    return str(kept.certificate_file), str(kept.key_file)


def services_of(sandbox: Sandbox) -> Flask:
    """Return the application that a sandbox's listener serves."""
    application = make_machine_listener(sandbox.shared, sandbox.machine_clock).application
    assert isinstance(application, Flask)
    return application


def call(
    sandbox: Sandbox, path: str = "/", *, cert: tuple[str, str] | None = None, method: str = "GET", **more: object
) -> requests.Response:
    """Call a web service with a certificate, or with none."""
    with local_session(str(sandbox.workspace.tls / "authority.pem")) as session:
        session.cert = cert
        url = f"{sandbox.urls['webservices']}{path}"
        return session.request(method, url, timeout=_TIMEOUT, **more)  # type: ignore[arg-type]


def exchange(sandbox: Sandbox, octets: bytes, *, holder: Holder = DISTRIBUTOR) -> bytes:
    """Send octets on a connection of a client's own, and return all that comes back until it is closed or silent."""
    context = ssl.create_default_context(cafile=sandbox.workspace.tls / "authority.pem")
    context.load_cert_chain(*pair_of(sandbox, holder))
    address = ("127.0.0.1", port_of(sandbox.urls["webservices"]))
    with (
        socket.create_connection(address, timeout=_SILENCE) as connection,
        context.wrap_socket(connection, server_hostname="localhost") as secured,
    ):
        secured.sendall(octets)
        answer = b""
        try:
            while came := secured.recv(65_536):
                answer += came
        except (ConnectionResetError, TimeoutError, ssl.SSLError):
            pass
        return answer


def code_of(answer: requests.Response) -> str:
    """Return the code that an error's message ends with."""
    message: str = answer.json()["Erreur"]["Message"]
    return message.rpartition("(")[2].split("\u00a0")[0]


class ResumingClient:
    """Keep one TLS session, and resume it on each new connection."""

    def __init__(self, sandbox: Sandbox, version: ssl.TLSVersion, cert: tuple[str, str] | None) -> None:
        authority = Path(sandbox.workspace.tls / "authority.pem")
        self._context = ssl.create_default_context(cafile=authority)
        self._context.minimum_version = self._context.maximum_version = version
        if cert:
            self._context.load_cert_chain(*cert)
        self._address = ("127.0.0.1", port_of(sandbox.urls["webservices"]))
        self._session: ssl.SSLSession | None = None

    def ask(self) -> tuple[bool, bytes]:
        """Ask for the index on a new connection; tell whether the session was resumed, and the status line."""
        with (
            socket.create_connection(self._address, timeout=_TIMEOUT) as connection,
            self._context.wrap_socket(connection, server_hostname="localhost", session=self._session) as secured,
        ):
            secured.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            answer = b""
            while came := secured.recv(65_536):
                answer += came
            self._session = secured.session
            return bool(secured.session_reused), answer.partition(b"\r\n")[0]
