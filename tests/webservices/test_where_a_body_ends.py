"""Owns J209 on the web services: a request that leaves open where its body ends is refused, and hides no other."""

from collections.abc import Iterator

import pytest

from tests.journeys.own_run import lend_keys
from tests.sandbox import Sandbox, running_sandbox
from tests.webservices.callers import exchange

_HIDDEN = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
_SIZE = len(_HIDDEN)


@pytest.fixture(scope="module")
def sandbox(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    folder = tmp_path_factory.mktemp("framing")
    lend_keys(folder, sandbox)
    with running_sandbox(folder, examples=False) as own:
        yield own


@pytest.mark.parametrize(
    "headers",
    [
        b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n" % _SIZE,
        b"Content-Length: %d\r\nContent-Length: 5\r\n" % _SIZE,
        b"Content-Length: 5\r\nContent-Length: %d\r\n" % _SIZE,
        b"Content-Length: 5\r\nContent-Length: 5\r\n",
        b"Content-Length: 5\r\n 0\r\n",
        b"Content-Length: +5\r\n",
        b"Content-Length: 0_5\r\n",
        b"Content-Length: -5\r\n",
        b"Content-Length: 5, 5\r\n",
    ],
)
def test_j209_a_body_of_two_lengths_or_of_a_length_that_is_none_is_refused(sandbox: Sandbox, headers: bytes) -> None:
    start = b"POST /abonnements HTTP/1.1\r\nHost: localhost\r\n%b\r\n0\r\n\r\n" % headers
    answers = exchange(sandbox, start + _HIDDEN)
    assert answers.startswith(b"HTTP/1.1 400 ")
    assert answers.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize("headers", [b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n"])
def test_j209_a_body_of_one_length_is_followed_by_the_next_request(sandbox: Sandbox, headers: bytes) -> None:
    start = b"DELETE /nobody HTTP/1.1\r\nHost: localhost\r\n%b\r\n0\r\n\r\n" % headers
    answers = exchange(sandbox, start + _HIDDEN)
    assert [answer[:4] for answer in answers.split(b"HTTP/1.1 ")[1:]] == [b"404 ", b"200 "]
