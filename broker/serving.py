"""Owns the listeners of a sandbox: one per issuer, in one process, so that memory is shared without a server."""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from wsgiref.types import WSGIApplication

from cheroot.wsgi import Server

from broker.core.errors import ConfigurationError, Problem

_MOST_HEADER_BYTES = 32_768
_MOST_BODY_BYTES = 1_048_576
_TIMEOUT_SECONDS = 15
_log = logging.getLogger("preau.serving")


@dataclass(frozen=True, slots=True)
class Listener:
    """Name one application and where it listens."""

    name: str
    host: str
    port: int
    application: WSGIApplication


class Serving:
    """Run listeners in threads: all of them or none."""

    def __init__(self, listeners: Sequence[Listener], threads: int) -> None:
        """Make the servers without opening anything."""
        self._servers = [(listener, _make_server(listener, threads)) for listener in listeners]
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
        """Close every port and wait for the requests under way."""
        for _, server in self._servers:
            server.stop()
        for thread in self._threads:
            thread.join(timeout=5)


def _make_server(listener: Listener, threads: int) -> Server:
    server = _QuietServer((listener.host, listener.port), listener.application, numthreads=threads, server_name="preau")
    server.max_request_header_size = _MOST_HEADER_BYTES
    server.max_request_body_size = _MOST_BODY_BYTES
    server.timeout = _TIMEOUT_SECONDS
    return server


class _QuietServer(Server):
    """Log the kind of a server's trouble only: a traceback could carry what somebody sent."""

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
