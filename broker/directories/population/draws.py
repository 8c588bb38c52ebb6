"""Owns the seeded draws: the same seed and counter always give the same bytes, in whatever order they are asked.

A keyed BLAKE2b over a counter, rather than the `random` module: its output is fixed by RFC 7693 and not by a
Python version, each person has draws of their own, and one digest serves for a whole person.
"""

import hashlib
import struct
from typing import Any

_SHAPE = struct.Struct("<12H16s8s")


class Draws:
    """Draw for numbered things of one kind."""

    def __init__(self, seed: int, kind: str) -> None:
        """Key the stream with the seed (any integer) and the kind of thing that is drawn for."""
        self._keyed = hashlib.blake2b(
            kind.encode(), key=hashlib.sha256(str(seed).encode()).digest(), digest_size=_SHAPE.size
        )

    def take(self, number: int) -> tuple[Any, ...]:
        """Return twelve integers below 65,536, then 16 bytes and 8 bytes, for the thing of that number."""
        digest = self._keyed.copy()
        digest.update(number.to_bytes(8, "little"))
        return _SHAPE.unpack(digest.digest())
