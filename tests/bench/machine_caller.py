"""Owns a machine that calls the web services under measure: one certificate, one connection that is kept."""

import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from http.client import HTTPSConnection
from pathlib import Path

from broker.core.roles import Holder
from broker.definitions.addresses import WEBSERVICES_LISTENER
from tests.bench.hub_process import Hub, running_command

_TIMEOUT_SECONDS = 30


@contextmanager
def running_services(workspace: Path, first_port: int) -> Iterator[Hub]:
    """Run `preau serve webservices`, as a machine of their own does, until the end of the block."""
    port = first_port + WEBSERVICES_LISTENER

    def is_ready() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    with running_command(("serve", "webservices"), workspace, first_port, is_ready) as services:
        yield services


class MachineCaller:
    """Call by mutual TLS, on one connection."""

    def __init__(self, connection: HTTPSConnection) -> None:
        """Take a connection that is opened by the first call."""
        self._connection = connection

    def call(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Return the status and the body of an answer, as it came: still packed where it was."""
        self._connection.request(method, path, body, dict(headers or {}))
        answer = self._connection.getresponse()
        return answer.status, answer.read()


@contextmanager
def machine_caller(workspace: Path, first_port: int, holder: Holder) -> Iterator[MachineCaller]:
    """Call as one client, whose certificate the running services keep, until the end of the block."""
    context = ssl.create_default_context(cafile=workspace / "tls" / "authority.pem")
    files = workspace / "certificates" / f"{holder.role.value}-{holder.name}"
    context.load_cert_chain(f"{files}.pem", f"{files}.key")
    port = first_port + WEBSERVICES_LISTENER
    with closing(HTTPSConnection("localhost", port, timeout=_TIMEOUT_SECONDS, context=context)) as connection:
        yield MachineCaller(connection)
