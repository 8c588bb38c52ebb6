"""Owns J209 (requests too large or too slow) and J210 (paths and templates smuggled in names)."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import quote

import pytest
import requests

from broker.definitions.workspace import DATA
from tests.journeys.steps import CARNET, PUPIL, open_by_ent, received
from tests.sandbox import Sandbox
from tests.security.doors import routes_of, try_password
from tests.security.raw_http import get_raw, post_raw, send_raw

_THREADS = 4  # of each listener of the tests' sandbox
_PARTS = (
    b"",
    b"GET / HTTP/1.1\r\n",
    b"POST /sign-in HTTP/1.1\r\nHost: ",
)


@pytest.fixture
def control(sandbox: Sandbox) -> Iterator[None]:
    """Answer an ordinary request just before and just after."""
    for _ in range(2):
        assert requests.get(f"{sandbox.home}/journeys", timeout=20).ok
        yield
        break
    assert requests.get(f"{sandbox.home}/journeys", timeout=20).ok


@pytest.mark.usefixtures("control")
@pytest.mark.parametrize("size", [33_000, 200_000])
def test_j209_headers_too_large_are_refused(sandbox: Sandbox, size: int) -> None:
    netloc = sandbox.home.removeprefix("http://")
    head = f"GET / HTTP/1.1\r\nHost: {netloc}\r\nX-Filler: {'a' * size}\r\n\r\n"
    assert send_raw(netloc, head.encode()).status_code in {0, 413}
    assert get_raw(f"{sandbox.home}/?q={'a' * size}").status_code in {0, 413, 414}


@pytest.mark.usefixtures("control")
def test_j209_a_body_too_large_is_refused_before_it_is_read(sandbox: Sandbox) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for issuer in sandbox.shared.issuers:
        for path in (issuer.paths.post, "/sign-in"):
            answer = post_raw(f"{issuer.url}{path}", b"a" * 1_100_000, form, sent=100)
            assert answer.status_code == 413, (issuer.name, path)


@pytest.mark.usefixtures("control")
def test_j209_many_fields_and_many_headers_are_bounded(sandbox: Sandbox) -> None:
    fields = "&".join(f"f{number}=x" for number in range(20_000))
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = requests.post(f"{sandbox.urls['ent-cour']}/sign-in", data=fields, headers=headers, timeout=20)
    assert answer.status_code in {400, 413}
    netloc = sandbox.home.removeprefix("http://")
    head = f"GET / HTTP/1.1\r\nHost: {netloc}\r\n" + "".join(f"X-{number}: y\r\n" for number in range(5_000)) + "\r\n"
    assert send_raw(netloc, head.encode()).status_code in {0, 413}


@pytest.mark.usefixtures("control")
def test_j209_a_request_with_two_lengths_or_a_broken_length_is_refused(sandbox: Sandbox) -> None:
    netloc = sandbox.urls["ent-cour"].removeprefix("http://")
    for lengths in (
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: -5\r\n",
        "Content-Length: x\r\n",
    ):
        octets = f"POST /sign-in HTTP/1.1\r\nHost: {netloc}\r\n{lengths}\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n"
        assert send_raw(netloc, octets.encode()).status_code in {0, 400, 411, 413}, lengths


@pytest.mark.parametrize("part", _PARTS, ids=["silent", "one-line", "half-a-header"])
def test_j209_slow_requests_do_not_keep_others_waiting(sandbox: Sandbox, part: bytes) -> None:
    port = int(sandbox.home.rpartition(":")[2])
    many = 40 if not part else _THREADS - 1
    with ExitStack() as stack:
        for _ in range(many):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            connection.sendall(part)
        for _ in range(5):
            assert requests.get(f"{sandbox.home}/journeys", timeout=5).ok


_CLIMBS = (
    "../../keys/cookies.key",
    "..%2f..%2fkeys%2fcookies.key",
    "..%252f..%252fkeys%252fcookies.key",
    "%2e%2e/%2e%2e/keys/cookies.key",
    "..\\..\\keys\\cookies.key",
    "/etc/passwd",
    "....//....//etc/passwd",
    "preau.css%00.svg",
    "%2e%2e%5c%2e%2e%5cetc%5cpasswd",
)


@pytest.mark.parametrize("climb", _CLIMBS)
def test_j210_no_path_leaves_its_folder(sandbox: Sandbox, climb: str) -> None:
    assert requests.get(f"{sandbox.home}/static/preau.css", timeout=20).ok  # the control
    secret = sandbox.workspace.read_secret("cookies.key")
    for issuer in sandbox.shared.issuers:
        for prefix in ("/static/", "/journeys/", "/resources/", "/"):
            answer = get_raw(f"{issuer.url}{prefix}{climb}")
            assert answer.status_code in {0, 308, 400, 404}, (issuer.name, prefix)
            assert answer.headers.get("Location", issuer.url).startswith(issuer.url)
            assert secret not in answer.content
            assert b"root:" not in answer.content


@pytest.mark.parametrize("climb", _CLIMBS)
def test_j210_no_name_in_a_parameter_is_taken_for_a_file(
    sandbox: Sandbox, visitor: requests.Session, climb: str
) -> None:
    secret = sandbox.workspace.read_secret("cookies.key")
    names = ("idRessource", "idSrc", "idENT", "idEtab", "journey", "name", "ticket", "profile", "school", "lang")
    for route in routes_of(sandbox, "GET"):
        answer = visitor.get(route.url, params=dict.fromkeys(names, climb), allow_redirects=False, timeout=20)
        assert answer.status_code < 500, route
        assert secret not in answer.content
        assert "root:" not in answer.text


@pytest.mark.parametrize("name", ["../keys/cookies.key", "..", "%2e%2e", "carnet.toml", "CARNET", "carnet/../studio"])
def test_j210_a_resource_is_found_by_its_exact_name_alone(sandbox: Sandbox, name: str) -> None:
    assert requests.get(f"{sandbox.home}/resources/carnet", timeout=20).ok  # the control
    assert get_raw(f"{sandbox.home}/resources/{name}").status_code in {400, 404}


@pytest.mark.parametrize("template", ["{{7*191}}", "{% print 7*191 %}", "${7*191}", "#{7*191}", "<%= 7*191 %>"])
def test_j210_nothing_typed_is_taken_for_a_template(sandbox: Sandbox, template: str) -> None:
    encoded = quote(template, safe="")
    pages = [
        requests.get(f"{sandbox.home}/domaineGar?idRessource={encoded}", timeout=20),
        requests.get(f"{sandbox.home}/{encoded}", timeout=20),
        requests.get(f"{sandbox.home}/resources/{encoded}", timeout=20),
        try_password(sandbox, "ent-ecume", template),
    ]
    assert not [page for page in pages if "1337" in page.text]
    assert template in pages[1].text.replace("&lt;", "<").replace("&gt;", ">")


def test_j210_the_files_that_are_served_are_those_of_the_static_folder(sandbox: Sandbox) -> None:
    for file in ("contracts/carnet.toml", "people/academie.ldif"):
        assert (DATA / file).exists()
        assert get_raw(f"{sandbox.home}/static/../../../metadata/{file}").status_code in {400, 404}
    browser, page = open_by_ent(sandbox, CARNET, PUPIL)
    assert received(browser, page)
