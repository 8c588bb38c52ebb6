"""Owns the TLS ports as clients meet them: silent, slow, plain, old or dull ones keep nobody else waiting (J209)."""

import logging
import socket
import ssl
from contextlib import closing
from datetime import timedelta

import pytest
import requests

from tests.sandbox import Sandbox
from tests.transport.tls_clients import (
    ask,
    certificate_served,
    client_hello,
    held_open,
    port_of,
    seconds_of_a_request,
    speak,
)

_SILENT = 40
_LISTENERS = ("gar", "ent-cour", "educonnect")
_QUICK = 2.0  # what cheroot alone would take is 15 seconds for each silent client


@pytest.mark.parametrize("said", ["nothing", "one octet", "half a hello", "a whole hello"])
def test_j209_clients_that_never_end_their_handshake_keep_nobody_waiting(secure: Sandbox, said: str) -> None:
    hello = client_hello(secure.shared.authorities)
    octets = {"nothing": b"", "one octet": hello[:1], "half a hello": hello[: len(hello) // 2], "a whole hello": hello}
    with held_open(port_of(secure.home), _SILENT, octets[said]):
        assert max(seconds_of_a_request(secure, f"{secure.home}/journeys") for _ in range(5)) < _QUICK


def test_j209_a_few_of_them_keep_nobody_waiting_at_an_example_resource_either(secure: Sandbox) -> None:
    resources = secure.urls["resources"]
    for octets in (b"", client_hello(secure.shared.authorities)[:9]):
        with held_open(port_of(resources), 3, octets):
            assert seconds_of_a_request(secure, f"{resources}/") < _QUICK


def test_a_handshake_in_pieces_succeeds(secure: Sandbox) -> None:
    context = ssl.create_default_context(cafile=secure.shared.authorities)
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = context.wrap_bio(incoming, outgoing, server_hostname="localhost")
    with socket.create_connection(("127.0.0.1", port_of(secure.home)), timeout=15) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while True:
            try:
                client.do_handshake()
            except ssl.SSLWantReadError:
                for octet in outgoing.read():
                    connection.sendall(bytes((octet,)))
                incoming.write(connection.recv(65_536))
            else:
                break
        host = secure.home.removeprefix("https://").encode()
        client.write(b"GET /idp/metadata HTTP/1.1\r\nHost: %b\r\nConnection: close\r\n\r\n" % host)
        connection.sendall(outgoing.read())
        while (answer := _read(client)) is None:
            incoming.write(connection.recv(65_536))
    assert answer.startswith(b"HTTP/1.1 200 ")


def _read(client: ssl.SSLObject) -> bytes | None:
    try:
        return client.read(65_536)
    except ssl.SSLWantReadError:
        return None


def test_two_requests_in_one_record_are_both_answered(secure: Sandbox) -> None:
    host = secure.home.removeprefix("https://").encode()
    padding = b"X-Padding: %b\r\n" % (b"x" * 5000)
    one = b"GET /idp/metadata HTTP/1.1\r\nHost: %b\r\n%b\r\n" % (host, padding)
    last = b"GET /idp/metadata HTTP/1.1\r\nHost: %b\r\nConnection: close\r\n%b\r\n" % (host, padding)
    context = ssl.create_default_context(cafile=secure.shared.authorities)
    found = b""
    with (
        socket.create_connection(("127.0.0.1", port_of(secure.home)), timeout=10) as connection,
        context.wrap_socket(connection, server_hostname="localhost", suppress_ragged_eofs=True) as secured,
    ):
        secured.sendall(one + last)
        while came := secured.recv(65_536):
            found += came
    assert found.count(b"HTTP/1.1 200 ") == 2


@pytest.mark.parametrize("listener", _LISTENERS)
def test_plain_http_is_told_in_plain_http_to_write_https(
    secure: Sandbox, listener: str, caplog: pytest.LogCaptureFixture
) -> None:
    port = port_of(secure.urls[listener])
    with caplog.at_level(logging.DEBUG):
        answer = requests.get(f"http://localhost:{port}/", timeout=15)
    assert answer.status_code == 400
    assert "https://" in answer.text
    assert not [record for record in caplog.records if record.name.startswith("preau")]
    assert ask(secure, f"{secure.urls[listener]}/").ok


@pytest.mark.parametrize(
    "octets",
    [
        b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nlogin=abc",
        b"PROPFIND / HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x00\x05hello",
        b"\x00" * 300,
        b"SSH-2.0-x\r\n",
    ],
    ids=["a form", "another method", "a false hello", "zeros", "ssh"],
)
@pytest.mark.parametrize("issuer", ["gar", "resources"])
def test_what_is_no_tls_is_answered_nothing_of_the_sandbox_and_stops_nothing(
    secure: Sandbox, issuer: str, octets: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    for _ in range(10):
        assert b"bac" not in speak(port_of(secure.urls[issuer]), octets)
    assert ask(secure, f"{secure.urls[issuer]}/").ok
    assert "Traceback" not in "".join(capfd.readouterr())


def test_clients_that_leave_at_once_stop_nothing(secure: Sandbox) -> None:
    for url in (secure.home, secure.urls["resources"]):
        for octets in (b"", client_hello(secure.shared.authorities)):
            for _ in range(20):
                with closing(socket.create_connection(("127.0.0.1", port_of(url)))) as connection:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")  # a reset
                    connection.sendall(octets)
        assert ask(secure, f"{url}/").ok


@pytest.mark.parametrize("issuer", ["gar", "resources"])
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_tls_1_2_and_1_3_are_spoken(secure: Sandbox, issuer: str, version: ssl.TLSVersion) -> None:
    context = ssl.create_default_context(cafile=secure.shared.authorities)
    context.minimum_version = context.maximum_version = version
    with (
        socket.create_connection(("127.0.0.1", port_of(secure.urls[issuer])), timeout=15) as connection,
        context.wrap_socket(connection, server_hostname="localhost") as secured,
    ):
        assert secured.version() == version.name.replace("v1_", "v1.")


@pytest.mark.parametrize("issuer", ["gar", "resources"])
def test_tls_1_1_is_refused(secure: Sandbox, issuer: str) -> None:
    # Debian's OpenSSL would not even send such a hello: its first octets, as RFC 4346 has them.
    body = b"\x03\x02" + bytes(32) + b"\x00" + b"\x00\x04\xc0\x0a\x00\x35" + b"\x01\x00"
    hello = b"\x16\x03\x01" + (len(body) + 4).to_bytes(2) + b"\x01" + len(body).to_bytes(3) + body
    answer = speak(port_of(secure.urls[issuer]), hello)
    assert answer[:1] == b"\x15"  # an alert
    assert answer[5:7] == b"\x02\x46"  # fatal: protocol_version


def test_a_client_that_does_not_know_the_authority_is_told_in_the_log(
    secure: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(requests.exceptions.SSLError), caplog.at_level(logging.WARNING, "preau.serving"):
        requests.get(f"{secure.home}/", timeout=15, verify=True)
    ask(secure, f"{secure.home}/idp/metadata")  # answered after it
    assert "UNKNOWN_CA" in caplog.text


def test_the_certificate_is_renewed_while_the_sandbox_runs(secure: Sandbox) -> None:
    port = port_of(secure.home)
    first = certificate_served(port)
    assert certificate_served(port) == first
    secure.machine_clock.shift += timedelta(days=380)
    try:
        second = certificate_served(port)
        assert second.not_valid_after_utc > first.not_valid_after_utc
        assert certificate_served(port_of(secure.urls["ent-cour"])) == second
    finally:
        secure.machine_clock.shift -= timedelta(days=380)
