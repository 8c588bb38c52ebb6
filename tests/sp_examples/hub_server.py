"""Owns the hub of the example resources’ tests as a server: real HTTP on loopback, a function for each place."""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Asked:
    """Hold one request that came to the hub."""

    query: dict[str, list[str]]
    form: dict[str, list[str]]
    authorization: str


Place = Callable[[Asked], tuple[int, str]]  # status and body; of a redirect, where it leads


@dataclass
class HubServer:
    """Serve `places`, path → what answers there, and count how often each is asked for."""

    places: dict[str, Place] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)

    def __enter__(self) -> Self:
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer("")

            def do_POST(self) -> None:
                self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

            def _answer(self, form: str) -> None:
                parts = urlsplit(self.path)
                owner.asked[parts.path] += 1
                asked = Asked(parse_qs(parts.query), parse_qs(form), self.headers.get("Authorization", ""))
                status, text = owner.places.get(parts.path, _nothing)(asked)
                self.send_response(status)
                if status == HTTPStatus.FOUND:
                    self.send_header("Location", text)
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def show(self, path: str, text: str) -> None:
        """Answer a place with this text from now on."""
        self.places[path] = lambda _asked: (200, text)


def _nothing(_asked: Asked) -> tuple[int, str]:
    return 404, ""
