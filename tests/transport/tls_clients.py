"""Owns clients of a TLS port that say little, nothing, or something else than TLS."""

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import requests
from cryptography import x509

from broker.transport.outgoing import local_session
from tests.sandbox import Sandbox

_TIMEOUT = 20


def port_of(url: str) -> int:
    """Return the port of an address of the sandbox."""
    return urlsplit(url).port or 443


def client_hello(authorities: str) -> bytes:
    """Return what a client sends first."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = ssl.create_default_context(cafile=authorities).wrap_bio(incoming, outgoing, server_hostname="localhost")
    try:
        client.do_handshake()
    except ssl.SSLWantReadError:
        return outgoing.read()
    raise AssertionError("a client cannot finish alone")


@contextmanager
def held_open(port: int, many: int, octets: bytes) -> Iterator[list[socket.socket]]:
    """Open connections that say those octets and then no more."""
    with ExitStack() as stack:
        opened = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(many)]
        for connection in opened:
            connection.sendall(octets)
        yield opened


def seconds_of_a_request(sandbox: Sandbox, url: str) -> float:
    """Ask for a page on a new connection and return how long it took."""
    began = time.monotonic()
    assert ask(sandbox, url).ok
    return time.monotonic() - began


def ask(sandbox: Sandbox, url: str, **headers: str) -> requests.Response:
    """Ask for a page with the authority verified."""
    with local_session(sandbox.shared.authorities) as session:
        return session.get(url, headers=headers, timeout=_TIMEOUT, allow_redirects=False)


def speak(port: int, octets: bytes) -> bytes:
    """Send octets below TLS and return all that comes back until the end."""
    with socket.create_connection(("127.0.0.1", port), timeout=_TIMEOUT) as connection:
        connection.sendall(octets)
        found = b""
        try:
            while came := connection.recv(65_536):
                found += came
        except ConnectionResetError:
            pass
        return found


def certificate_served(port: int) -> x509.Certificate:
    """Return the certificate that a port shows, verified by nobody."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.1", port), timeout=_TIMEOUT) as connection,
        context.wrap_socket(connection) as secured,
    ):
        shown = secured.getpeercert(binary_form=True)
    assert shown is not None
    return x509.load_der_x509_certificate(shown)
