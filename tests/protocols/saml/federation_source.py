"""Owns a federation for the tests: aggregates and single entities that it signs, and a server of theirs on loopback."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from lxml import etree

from tests.protocols.saml.saml_builders import MD, Exchange, Tree, a_party, instant, service_metadata, sign

SIGNER = "federation"


def an_aggregate(*entities: Tree, valid_until: datetime, cache_duration: str | None = None) -> Tree:
    """Build an aggregate that nobody has signed yet."""
    group = etree.Element(f"{{{MD}}}EntitiesDescriptor", ID="_aggregate", nsmap={"md": MD})
    group.set("validUntil", instant(valid_until))
    if cache_duration is not None:
        group.set("cacheDuration", cache_duration)
    group.extend(entities)
    return group


def signed(document: Tree, signer: str = SIGNER, **options: Any) -> bytes:  # noqa: ANN401 - those of `sign`
    """Sign a whole document as a federation does, and write it."""
    sign(document, a_party(signer), position=0, **options)
    octets: bytes = etree.tostring(document)
    return octets


def a_service(entity_id: str, consumer: str = "https://service.example/acs", **about: Any) -> Tree:  # noqa: ANN401
    """Build a service's entity."""
    return service_metadata(Exchange(service=entity_id, consumer=consumer), **about)


def a_single_entity(
    entity_id: str, *, valid_until: datetime, cache_duration: str | None = None, signer: str = SIGNER
) -> bytes:
    """Write the signed entity with which a query service answers."""
    entity = a_service(entity_id)
    entity.set("ID", "_entity")
    entity.set("validUntil", instant(valid_until))
    if cache_duration is not None:
        entity.set("cacheDuration", cache_duration)
    return signed(entity, signer)


def write_signer(folder: Path, *signers: str) -> Path:
    """Write the certificates of signers as a federation publishes them."""
    file = folder / "signer.pem"
    file.write_bytes(b"".join(a_party(signer).certificate_pem for signer in signers or (SIGNER,)))
    return file


@dataclass
class Source:
    """Serve documents by path, with an ETag; `down` answers 500; `asked` keeps each request's path and headers."""

    url: str = ""
    documents: dict[str, bytes] = field(default_factory=dict)
    down: bool = False
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    called: threading.Event = field(default_factory=threading.Event)

    def answer(self, path: str, headers: Mapping[str, str]) -> tuple[int, str, bytes]:
        """Return status, ETag and body."""
        self.asked.append((path, headers))
        status, tag, body = self._decide(path, headers)
        self.statuses.append(status)
        self.called.set()
        return status, tag, body

    def _decide(self, path: str, headers: Mapping[str, str]) -> tuple[int, str, bytes]:
        document = self.documents.get(path)
        if self.down:
            return 500, "", b"down"
        if document is None:
            return 404, "", b""
        tag = f'"{sha256(document).hexdigest()[:16]}"'
        return (304, tag, b"") if headers.get("If-None-Match") == tag else (200, tag, document)


@contextmanager
def serving() -> Iterator[Source]:
    """Serve on loopback until the end of the block."""
    source = Source()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, tag, body = source.answer(self.path, dict(self.headers))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            if tag:
                self.send_header("ETag", tag)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        source.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield source
        finally:
            server.shutdown()
            thread.join()
