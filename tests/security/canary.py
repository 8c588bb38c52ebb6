"""Owns the canary: a listener on loopback that nothing may call unbidden, and that remembers who did."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Reply:
    """Hold what the canary answers at one path."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Canary:
    """Hold the canary's address, each path that was asked for, the bodies sent, what it answers (404 elsewhere)."""

    url: str
    calls: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    replies: dict[str, Reply] = field(default_factory=dict)


@contextmanager
def singing() -> Iterator[Canary]:
    """Listen until the end of the block."""
    canary = Canary("")

    class Ear(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Remember the call, and answer."""
            length = int(self.headers.get("Content-Length") or 0)
            if length:
                canary.bodies.append(self.rfile.read(length).decode())
            canary.calls.append(self.path)
            plain = self.path.partition("?")[0]
            reply = canary.replies.get(self.path) or canary.replies.get(plain, Reply(404))
            self.send_response(reply.status)
            for name, value in ({"Content-Length": str(len(reply.body))} | dict(reply.headers)).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

        do_POST = do_HEAD = do_PUT = do_GET  # noqa: N815 - likewise

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Ear) as server:
        canary.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield canary
        finally:
            server.shutdown()
            thread.join(timeout=5)
