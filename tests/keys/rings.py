"""Owns rings of words for the tests: what a key is does not matter to how keys follow one another."""

from itertools import count
from pathlib import Path

from broker.keys.key_ring import KeyForm, KeyRing


def a_ring(folder: Path, name: str = "gar") -> KeyRing[str]:
    """Return a ring whose keys are `key 1`, `key 2` and so on, in the order in which they are made."""
    made = count(1)

    def make() -> bytes:
        return f"key {next(made)}".encode()

    return KeyRing(folder, name, KeyForm(_read, make))


def a_prepared_ring(folder: Path) -> KeyRing[str]:
    """Return a ring that has its first key."""
    ring = a_ring(folder)
    ring.prepare()
    return ring


def _read(content: bytes) -> str:
    if not content.startswith(b"key "):
        raise ValueError("is no word of the tests")
    return content.decode()
