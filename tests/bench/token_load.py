"""Owns the load on the token endpoint: prepared requests, sent by processes of their own that cost little."""

import socket
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

_READ_BYTES = 65536


def requests_per_second(port: int, requests: list[bytes], senders: int) -> float:
    """Send every request once, each sender on one kept-alive connection; return how many were answered in a second."""
    parts = [requests[start::senders] for start in range(senders)]
    with ProcessPoolExecutor(senders, mp_context=get_context("spawn")) as pool:
        list(pool.map(_ready, range(senders)))  # the processes are there before the clock starts
        start = time.perf_counter()
        answered = sum(pool.map(_send_all, [port] * senders, parts))
        elapsed = time.perf_counter() - start
    assert answered == len(requests), f"{answered} of {len(requests)} were answered with tokens"
    return answered / elapsed


def request_of(host: str, path: str, form: str) -> bytes:
    """Write one POST request as it goes over the wire."""
    head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    return f"{head}Content-Length: {len(form)}\r\n\r\n{form}".encode("ascii")


def _ready(number: int) -> int:
    return number


def _send_all(port: int, requests: list[bytes]) -> int:
    with socket.create_connection(("localhost", port), timeout=30) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sum(_send(connection, request) for request in requests)


def _send(connection: socket.socket, request: bytes) -> bool:
    """Send one request and read its whole answer; tell whether it carries tokens."""
    connection.sendall(request)
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += _read(connection)
    head, _, body = answer.partition(b"\r\n\r\n")
    length = next(
        int(line.partition(b":")[2]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")
    )
    while len(body) < length:
        body += _read(connection)
    return head.startswith(b"HTTP/1.1 200") and b'"id_token"' in body


def _read(connection: socket.socket) -> bytes:
    read = connection.recv(_READ_BYTES)
    assert read, "the hub closed the connection"
    return read
