"""Owns the tests of fetching metadata by address (security-catalogue.md E111, J201), from a server on loopback."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from broker.core.refusals.metadata import MetadataAddressForbidden, MetadataFetchFailed
from broker.saml.metadata_fetch import FetchPolicy, fetch_metadata

LOOPBACK = ("127.0.0.1",)


class _Answers(BaseHTTPRequestHandler):
    """Answer by path; a slow answer goes on until the test is over."""

    over = threading.Event()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        """Keep quiet."""

    def do_GET(self) -> None:
        status, headers, body = {
            "/good": (200, {}, b"<good/>"),
            "/host": (200, {}, self.headers["Host"].encode()),
            "/elsewhere": (302, {"Location": "http://127.0.0.1:9/"}, b""),
            "/missing": (404, {}, b""),
            "/large": (200, {}, b"x" * 2_000_000),
            "/zipped": (200, {"Content-Encoding": "gzip"}, b"zip"),
            "/slow": (200, {}, b""),
        }[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        while self.path == "/slow" and not self.over.wait(0.05):
            try:
                self.wfile.write(b"x")
            except OSError:
                return


@pytest.fixture
def port() -> Iterator[int]:
    _Answers.over.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        _Answers.over.set()
        server.shutdown()
        thread.join()


def test_metadata_on_loopback_is_fetched_under_its_own_host_name(port: int) -> None:
    policy = FetchPolicy(resolve=lambda _host, _port: LOOPBACK)
    assert fetch_metadata(f"http://127.0.0.1:{port}/good", FetchPolicy()) == b"<good/>"
    assert fetch_metadata(f"http://service.example:{port}/host", policy) == f"service.example:{port}".encode()


@pytest.mark.parametrize("path", ["elsewhere", "missing", "large", "zipped"])
def test_redirections_errors_large_and_compressed_answers_are_refused_e111(port: int, path: str) -> None:
    with pytest.raises(MetadataFetchFailed):
        fetch_metadata(f"http://127.0.0.1:{port}/{path}", FetchPolicy())


def test_an_answer_that_drips_meets_the_deadline_e111(port: int) -> None:
    with pytest.raises(MetadataFetchFailed) as refused:
        fetch_metadata(f"http://127.0.0.1:{port}/slow", FetchPolicy(seconds=0.3))
    assert refused.value.received == "ReadTimeout"


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "gopher://127.0.0.1/",
        "//127.0.0.1/x",
        "http://",
        "http://user:password@127.0.0.1/",
        "http://127.0.0.1\\@evil.example/",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1/a b",
    ],
)
def test_only_plain_http_addresses_are_fetched_e111(url: str) -> None:
    with pytest.raises(MetadataAddressForbidden):
        fetch_metadata(url, FetchPolicy(outside=True))


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "10.0.0.1",
        "192.168.1.1",
        "172.16.0.1",
        "0.0.0.0",  # noqa: S104 - an address that is refused
        "224.0.0.1",
        "fe80::1",
        "fd00::1",
        "::ffff:10.0.0.1",
    ],
)
def test_private_addresses_are_refused_even_where_outside_ones_are_allowed_j201(address: str) -> None:
    with pytest.raises(MetadataAddressForbidden):
        fetch_metadata("http://service.example/", FetchPolicy(outside=True, resolve=lambda _host, _port: (address,)))


def test_public_addresses_are_refused_unless_told_otherwise() -> None:
    with pytest.raises(MetadataAddressForbidden):
        fetch_metadata("http://service.example/", FetchPolicy(resolve=lambda _host, _port: ("93.184.215.14",)))


def test_one_forbidden_address_among_several_forbids_the_name_j201() -> None:
    policy = FetchPolicy(resolve=lambda _host, _port: ("127.0.0.1", "169.254.169.254"))
    with pytest.raises(MetadataAddressForbidden):
        fetch_metadata("http://service.example/", policy)
