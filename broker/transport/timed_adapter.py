"""Owns the time that one exchange over HTTP may take as a whole: a timeout of sockets begins anew at each byte."""

import io
import socket
import time
from collections.abc import Callable
from functools import partial
from http.client import HTTPResponse
from typing import Any

import requests
from requests.adapters import HTTPAdapter

_CHUNK = 16 * 1024


class TimedAdapter(HTTPAdapter):
    """Send what is asked within so many seconds from now: who drips, be it in the headers, has no longer in all."""

    def __init__(self, seconds: float) -> None:
        """Begin to count."""
        self._deadline = time.monotonic() + seconds
        super().__init__()

    def get_connection_with_tls_context(self, *asked: Any, **options: Any) -> Any:  # noqa: ANN401 - as the library has it
        """Have the connections of a pool read their answers against the clock."""
        pool: Any = super().get_connection_with_tls_context(*asked, **options)
        if not isinstance(pool.ConnectionCls, partial):
            pool.ConnectionCls = partial(_connect, pool.ConnectionCls, self._deadline)
        return pool


def read_body(answer: requests.Response, most: int) -> bytes:
    """Return the body of an answer; of a larger one than `most` bytes, a beginning that is larger too.

    Raises requests.RequestException where it breaks off or takes too long.
    """
    found = bytearray()
    try:
        for chunk in answer.iter_content(_CHUNK):
            found += chunk
            if len(found) > most:
                break
    except requests.exceptions.SSLError:
        raise
    except requests.ConnectionError as error:  # what requests makes of a time that is over
        raise requests.ReadTimeout from error
    return bytes(found)


def _connect(make: Callable[..., Any], deadline: float, /, **options: object) -> Any:  # noqa: ANN401 - the library's own
    connection = make(**options)
    connection.response_class = partial(_TimedResponse, deadline)
    return connection


class _TimedResponse(HTTPResponse):
    """Read an answer, its first line included, through a clock."""

    def __init__(self, deadline: float, sock: socket.socket, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - as the library has it
        super().__init__(sock, *arguments, **options)
        self.fp = io.BufferedReader(_TimedReading(self.fp.detach(), sock, deadline))


class _TimedReading(io.RawIOBase):
    """Read from a socket as long as there is time."""

    def __init__(self, source: io.RawIOBase, sock: socket.socket, deadline: float) -> None:
        self._source, self._socket, self._deadline = source, sock, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:  # noqa: ANN401 - whatever can be written to
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the exchange has taken its time")
        self._socket.settimeout(left)
        return self._source.readinto(buffer)

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()
