"""Owns the taking of a call's body: whole, or refused; what comes in chunks is never cut at the limit in silence."""

from io import BytesIO
from typing import Protocol, cast

from flask import request

from broker.core.refusals.machine import BodyTooLarge, CallMalformed

MOST_BODY_BYTES = 1_048_576
_PIECE = 65_536


class _Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


def take_body() -> None:
    """Read what comes in chunks, so that endpoints find a body of a known length; refuse what is too large.

    What is too large is read to its end (the listener bounds it) before it is refused, or the client, still speaking,
    would see a reset instead of the answer. To be called once it is known who calls.
    """
    environ = request.environ
    stream = cast("_Stream", environ["wsgi.input"])
    if "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
        body = _read(stream)
        # The library would cut it: its limit raises only when more is read after it (werkzeug.wsgi.LimitedStream).
        del environ["HTTP_TRANSFER_ENCODING"]
        environ |= {"wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body)), "wsgi.input_terminated": True}
    elif (request.content_length or 0) > MOST_BODY_BYTES:
        _read(stream)


def _read(stream: _Stream) -> bytes:
    body, size = bytearray(), 0
    try:
        while piece := stream.read(_PIECE):
            size += len(piece)
            if size <= MOST_BODY_BYTES:
                body += piece
    except OSError:  # the listener's own limit, or the client has left
        size = MOST_BODY_BYTES + 1
    except ValueError:
        raise CallMalformed(expected="chunks (RFC 9112, 7.1)") from None
    if size > MOST_BODY_BYTES:
        raise BodyTooLarge(expected=f"≤ {MOST_BODY_BYTES}")
    return bytes(body)
