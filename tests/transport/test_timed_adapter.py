"""Owns the time of one exchange: a server that drips, stalls or breaks off holds nobody longer than was said."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import requests
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from broker.core.refusals.exchange import PeerUnreached
from broker.saml.peer_call import is_awake, post_envelope
from broker.transport.outgoing import local_session
from broker.transport.service_call import Outgoing, Unanswered
from broker.transport.timed_adapter import read_body

_AUTHORITIES = str(DEFAULT_CA_BUNDLE_PATH)
_HEADERS = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"
_MOST_DRIPS = 200  # ten seconds of them: a call that waits for the end fails its test, and does not hold it
_Talk = Callable[[socket.socket, threading.Event], None]


def _drips_its_headers(line: socket.socket, over: threading.Event) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
    for _ in range(_MOST_DRIPS):
        if over.wait(0.05):
            return
        line.sendall(b"a")


def _drips_its_body(line: socket.socket, over: threading.Event) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(_MOST_DRIPS):
        if over.wait(0.05):
            return
        line.sendall(b"a")


def _stalls_in_its_body(line: socket.socket, over: threading.Event) -> None:
    line.sendall(_HEADERS + b"a")
    over.wait()


def _breaks_off(line: socket.socket, _over: threading.Event) -> None:
    line.sendall(_HEADERS + b"a")


def _writes_no_chunk(line: socket.socket, _over: threading.Event) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\na")


def _answers(line: socket.socket, _over: threading.Event) -> None:
    line.sendall(_HEADERS + b"a" * 100)


@contextmanager
def _server(talk: _Talk) -> Iterator[str]:
    """Take one connection after the other, each in a thread, until the end of the block; give the address."""
    over = threading.Event()

    def serve(line: socket.socket) -> None:
        with line:
            line.recv(65_536)
            try:
                talk(line, over)
            except OSError:
                return

    def take() -> None:
        while True:
            try:
                line, _address = listening.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(line,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=take, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        over.set()
        listening.shutdown(socket.SHUT_RDWR)


def _fetched(address: str, seconds: float) -> bytes:
    with local_session(_AUTHORITIES, seconds=seconds) as session, session.get(address, stream=True) as answer:
        return read_body(answer, 1000)


@pytest.mark.parametrize("talk", [_drips_its_headers, _drips_its_body, _stalls_in_its_body])
def test_whoever_is_slow_in_whatever_way_has_no_longer_in_all(talk: _Talk) -> None:
    with _server(talk) as address:
        started = time.monotonic()
        with pytest.raises(requests.RequestException):
            _fetched(address, 0.4)
        assert time.monotonic() - started < 2


def test_whoever_answers_in_time_is_read() -> None:
    with _server(_answers) as address:
        assert _fetched(address, 5) == b"a" * 100


@pytest.mark.parametrize("talk", [_stalls_in_its_body, _breaks_off, _writes_no_chunk])
def test_a_peer_whose_answer_ends_badly_is_not_reached_and_nothing_worse(talk: _Talk) -> None:
    with _server(talk) as address, pytest.raises(PeerUnreached):
        post_envelope(address, b"<a/>", _AUTHORITIES)


def test_a_service_that_drips_its_headers_ends_no_call_later_than_said() -> None:
    with _server(_drips_its_headers) as address:
        started = time.monotonic()
        assert not is_awake(address, _AUTHORITIES)
        with pytest.raises(Unanswered):
            Outgoing(_AUTHORITIES).post(address, {"logoutRequest": "…"})
        assert time.monotonic() - started < 7
