"""Owns HTTP to the octet: what an ordinary client would mend, refuse or encode again before sending."""

import contextlib
import http.client
import socket
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlsplit

_TIMEOUT = 20


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """Hold an answer; `status_code` is 0 where the hub closed without one."""

    status_code: int
    headers: Mapping[str, str]
    content: bytes


def get_raw(url: str) -> RawAnswer:
    """Ask for an address whose octets go as they are."""
    parts = urlsplit(url)
    target = url[url.index("/", len("http://")) :]
    return send_raw(parts.netloc, f"GET {target} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode("latin-1"))


def ask_each(url: str, targets: Iterable[str]) -> None:
    """Ask a server for one target after the other, thousands if need be; fail where it does not answer."""
    with closing(http.client.HTTPConnection(urlsplit(url).netloc, timeout=_TIMEOUT)) as connection:
        for target in targets:
            connection.request("GET", target)
            connection.getresponse().read()


def post_raw(url: str, body: bytes, headers: Mapping[str, str], *, sent: int | None = None) -> RawAnswer:
    """Post a body, or only its first `sent` octets while announcing all of it."""
    parts = urlsplit(url)
    given = {"Host": parts.netloc, "Content-Length": str(len(body))} | dict(headers)
    head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    return send_raw(parts.netloc, f"POST {parts.path} HTTP/1.1\r\n{head}\r\n".encode("latin-1") + body[:sent])


def send_raw(netloc: str, octets: bytes) -> RawAnswer:
    """Send octets and read one answer; a server that stops listening early is no failure."""
    host, _, port = netloc.partition(":")
    with socket.create_connection((host, int(port)), timeout=_TIMEOUT) as connection:
        with contextlib.suppress(ConnectionError):
            connection.sendall(octets)
        response = http.client.HTTPResponse(connection)
        try:
            response.begin()
            return RawAnswer(response.status, dict(response.getheaders()), response.read())
        except (ConnectionError, http.client.HTTPException):
            return RawAnswer(0, {}, b"")
