"""Owns the form in which values are stored: JSON of the core's dataclasses, and nothing else (J211).

What cannot be read back as what it should be closes the door (J214).
"""

from typing import Any, TypeVar

import msgspec

from broker.core.refusals.journey import StoreUnavailable

Thing = TypeVar("Thing")
_ENCODER = msgspec.json.Encoder()
_DECODERS: dict[object, msgspec.json.Decoder[Any]] = {}


def encode(thing: object) -> bytes:
    """Return a dataclass as JSON."""
    return _ENCODER.encode(thing)


def decode(stored: bytes, kind: type[Thing]) -> Thing:
    """Return the dataclass that JSON describes; raise `StoreUnavailable` when it does not describe one."""
    decoder: msgspec.json.Decoder[Thing] | None = _DECODERS.get(kind)
    if decoder is None:
        decoder = _DECODERS[kind] = msgspec.json.Decoder(kind)
    try:
        return decoder.decode(stored)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise StoreUnavailable(cause=f"what is stored is no {kind.__name__}") from None
