"""Owns the listeners of a sandbox: one per issuer, in one process, so that memory is shared without a server."""

import logging
import ssl
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from wsgiref.types import WSGIApplication

from cheroot.server import HTTPConnection, HTTPRequest
from cheroot.wsgi import Server

from broker.core.errors import ConfigurationError, Problem
from broker.handshakes import HandshakeFailed, Handshakes, take_further

_MOST_HEADER_BYTES = 32_768
_MOST_BODY_BYTES = 1_048_576
_TIMEOUT_SECONDS = 15
_STOP_SECONDS = 1
_BACKLOG = 128
_log = logging.getLogger("preau.serving")


@dataclass(frozen=True, slots=True)
class Listener:
    """Name one application and where it listens; one with `handshakes` of its own speaks TLS whatever others do.

    Its server answers a body beyond `most_body_bytes` by itself, in plain text.
    """

    name: str
    host: str
    port: int
    application: WSGIApplication
    handshakes: Handshakes | None = None
    most_body_bytes: int = _MOST_BODY_BYTES


class Serving:
    """Run listeners in threads: all of them or none."""

    def __init__(self, listeners: Sequence[Listener], threads: int, handshakes: Handshakes | None = None) -> None:
        """Make the servers without opening anything; they speak TLS when given how."""
        self._servers = [(listener, _make_server(listener, threads)) for listener in listeners]
        for listener, server in self._servers:
            server.ssl_adapter = listener.handshakes or handshakes
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Open every port, then serve; raise ConfigurationError naming each port that is busy."""
        problems = [problem for listener, server in self._servers for problem in _open(listener, server)]
        if problems:
            self.stop()
            raise ConfigurationError(tuple(problems))
        for listener, server in self._servers:
            thread = threading.Thread(target=server.serve, name=listener.name, daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Close every port at once, and give the requests under way a moment to end."""
        # One after the other would add up: each server waits for its own selector and for its own requests.
        stopping = [threading.Thread(target=server.stop, name=listener.name) for listener, server in self._servers]
        for thread in stopping:
            thread.start()
        for thread in (*stopping, *self._threads):
            thread.join()


def _make_server(listener: Listener, threads: int) -> Server:
    server = _ListeningServer(
        (listener.host, listener.port),
        listener.application,
        numthreads=threads,
        server_name="preau",
        request_queue_size=_BACKLOG,
        shutdown_timeout=_STOP_SECONDS,
    )
    server.max_request_header_size = _MOST_HEADER_BYTES
    server.max_request_body_size = listener.most_body_bytes
    server.timeout = _TIMEOUT_SECONDS
    return server


class _Headers(dict[bytes, bytes]):
    """Hold a request's headers; of two lengths of one body, neither can be believed."""

    def __setitem__(self, name: bytes, value: bytes) -> None:
        if name == b"Content-Length" and name in self:
            raise ValueError("Content-Length comes twice.")  # which the library answers by 400
        super().__setitem__(name, value)


class _Request(HTTPRequest):
    """Let nothing of a request's body be taken for another request (J209)."""

    def read_request_headers(self) -> bool:
        """Read the headers; refuse those that leave open where the body ends (RFC 9112, 6.1 and 6.3)."""
        self.inheaders = _Headers()
        if not super().read_request_headers():  # type: ignore[no-untyped-call]
            return False
        length = self.inheaders.get(b"Content-Length")
        if length is None or (length.isdigit() and not self.inheaders.get(b"Transfer-Encoding")):
            return True
        self.close_connection = True
        self.simple_response("400 Bad Request", "Where does the body end?")
        return False

    def respond(self) -> None:
        """Answer; where the application has not read all chunks, the connection ends."""
        super().respond()
        if self.chunked_read and not self.rfile.closed:
            self.close_connection = True


class _Connection(HTTPConnection):
    """Read requests so."""

    RequestHandlerClass = _Request


class _ListeningServer(Server):
    """Give threads to those who speak, and log the kind of a trouble only: a traceback could carry what was sent."""

    ConnectionClass = _Connection

    def process_conn(self, conn: HTTPConnection) -> None:
        """Let a connection wait without a thread until it says something: browsers open some ahead, silent (J209)."""
        if conn.last_used is None:
            self._connections.put(conn)  # type: ignore[attr-defined]  # not in cheroot's stubs
        elif isinstance(conn.socket, ssl.SSLSocket) and conn.socket.version() is None:
            self._take_handshake_further(conn)
        else:
            super().process_conn(conn)

    def put_conn(self, conn: HTTPConnection) -> None:
        """Keep a connection for its next request; TLS may have decrypted some of it already, which no selector sees."""
        if isinstance(conn.socket, ssl.SSLSocket) and conn.socket.pending():
            super().process_conn(conn)
        else:
            super().put_conn(conn)

    def _take_handshake_further(self, conn: HTTPConnection) -> None:
        connections = self._connections  # type: ignore[attr-defined]  # not in cheroot's stubs
        try:
            awaited = take_further(conn.socket, self.timeout)
        except HandshakeFailed:
            conn.close()
            return
        if awaited:  # not by put(), which counts from now: who drips has no longer in all than who is silent
            connections._selector.register(conn.socket.fileno(), awaited, data=conn)  # noqa: SLF001
            return
        conn.ssl_env = self.ssl_adapter.get_environ(conn.socket)
        connections.put(conn)

    def error_log(self, msg: str = "", level: int = logging.WARNING, traceback: bool = False) -> None:  # noqa: FBT001, FBT002
        """Log one line."""
        _log.log(level, "%s%s", msg.splitlines()[0] if msg else "", " (traceback withheld)" if traceback else "")


def _open(listener: Listener, server: Server) -> list[Problem]:
    try:
        server.prepare()
    except OSError:
        what = f"port {listener.port} on {listener.host} cannot be opened: it is in use, or not allowed"
        hint = "stop what uses it, or set listen.first_port (--first-port N)"
        return [Problem("preau.toml", "listen.first_port", what, hint)]
    return []
