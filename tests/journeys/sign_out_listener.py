"""Owns the listener of a service that takes part in single logout: it reads what comes, and remembers it."""

import base64
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from lxml import etree

from tests.protocols.saml.logout_builders import out_of_deflated, out_of_soap
from tests.protocols.saml.saml_builders import Tree

REDIRECT, POST, SOAP = "/slo/redirect", "/slo/post", "/slo/soap"
_LONGEST = 30


@dataclass(frozen=True)
class Said:
    """Hold one answer over HTTP."""

    status: int = 200
    body: bytes = b"<p>signed out</p>"
    kind: str = "text/html"
    location: str = ""


def _nothing(_path: str, _request: Tree) -> Said:
    return Said()


@dataclass
class Memory:
    """Hold what a service received, and how it behaves.

    `welcomed` are the sign-on's responses, `asked` the requests to sign out, by path; `answered` the answers to its
    own. `codes` are the status codes of its answers and `http_status` their status over SOAP; one that is `silent`
    holds the connection and says nothing.
    """

    welcomed: list[Tree] = field(default_factory=list)
    asked: list[tuple[str, Tree]] = field(default_factory=list)
    answered: list[Tree] = field(default_factory=list)
    relay_states: list[str | None] = field(default_factory=list)
    codes: tuple[str, ...] = ()
    silent: bool = False
    http_status: int = 200
    answer: Callable[[str, Tree], Said] = _nothing
    over: threading.Event = field(default_factory=threading.Event)

    def take(self, path: str, query: str, body: bytes) -> Said:
        """Take what came: a request to sign out, an answer, or anything else."""
        if path == SOAP:
            return self._take_request(path, out_of_soap(body))
        if path not in {REDIRECT, POST}:
            self.welcomed += map(_out_of_form, parse_qs(body.decode()).get("SAMLResponse", []))
            return Said(body=b"<p>welcome</p>")
        fields = parse_qs(query if path == REDIRECT else body.decode())
        read = out_of_deflated if path == REDIRECT else _out_of_form
        if "SAMLResponse" not in fields:
            return self._take_request(path, read(fields["SAMLRequest"][0]))
        self.answered.append(read(fields["SAMLResponse"][0]))
        self.relay_states.append(fields.get("RelayState", [None])[0])  # type: ignore[list-item]
        return Said()

    def _take_request(self, path: str, request: Tree) -> Said:
        self.asked.append((path, request))
        return self.answer(path, request)


@contextmanager
def listening(memory: Memory) -> Iterator[str]:
    """Listen on loopback until the end of the block; give the address."""
    with _Server(memory) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            memory.over.set()
            server.shutdown()
            thread.join(timeout=5)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        super().__init__(("127.0.0.1", 0), _Listener)


class _Listener(BaseHTTPRequestHandler):
    server: _Server

    def do_HEAD(self) -> None:
        self._say(Said(body=b""))

    def do_GET(self) -> None:
        self._take(b"")

    def do_POST(self) -> None:
        self._take(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

    def _take(self, body: bytes) -> None:
        parts = urlsplit(self.path)
        self._say(self.server.memory.take(parts.path, parts.query, body))

    def _say(self, said: Said) -> None:
        if self.server.memory.silent and self.path.startswith("/slo"):
            self.server.memory.over.wait(_LONGEST)
            self.close_connection = True
            return
        self.send_response(said.status)
        self.send_header("Content-Type", said.kind)
        self.send_header("Content-Length", str(len(said.body)))
        if said.location:
            self.send_header("Location", said.location)
        self.end_headers()
        self.wfile.write(said.body)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


def _out_of_form(encoded: str) -> Tree:
    return etree.fromstring(base64.b64decode(encoded))
