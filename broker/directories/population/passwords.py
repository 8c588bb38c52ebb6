"""Owns the hash of the demo password that the small directories carry: salted by the person, the same each time."""

import hashlib
from base64 import b64encode

from broker.directories.sandbox_academy import DEMO_PASSWORD

_SALT_BYTES = 8


def write_demo_password(person: str) -> str:
    """Return the line `userPassword: {SSHA}…` of a person, by a name that nobody else has."""
    salt = hashlib.sha256(f"preau {person}".encode()).digest()[:_SALT_BYTES]
    digest = hashlib.sha1(DEMO_PASSWORD.encode() + salt, usedforsecurity=False).digest()
    return f"userPassword: {{SSHA}}{b64encode(digest + salt).decode()}\n"
