"""Owns the fixtures of the tests of kits: a workspace of its own, and somebody else's little web server."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from broker.definitions.workspace import DATA, Workspace
from broker.saml.keys import write_signing_key
from tests.kits.kit_samples import a_signing_key


@pytest.fixture(scope="session")
def made_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the keys of issuers and of federations once, short ones: each command reads and checks them all."""
    folder = tmp_path_factory.mktemp("keys")
    names = [issuer.stem for issuer in (DATA / "issuers").glob("*.toml")]
    names += [f"federation-{federation.stem}" for federation in (DATA / "federations").glob("*.toml")]
    for name in names:
        write_signing_key(folder, name, a_signing_key("hub"))
    return folder


@pytest.fixture
def workspace(tmp_path: Path, made_keys: Path) -> Workspace:
    """Give a workspace with keys and nothing else."""
    found = Workspace(tmp_path / "var")
    found.prepare()
    shutil.copytree(made_keys, found.keys, dirs_exist_ok=True)
    return found


@dataclass(slots=True)
class WebSite:
    """Serve fixed answers, (status, headers, body) by path, and remember which paths were asked for."""

    url: str
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def web_site() -> Iterator[WebSite]:
    """Give a publisher's web server on loopback."""
    with serving() as site:
        yield site


@contextmanager
def serving() -> Iterator[WebSite]:
    """Run a publisher's web server on loopback for the length of a block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            status, headers, body = site.answers.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site = WebSite(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield site
    server.shutdown()
    thread.join()
    server.server_close()
