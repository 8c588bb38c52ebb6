"""Owns the check of a password against a directory's hash, by the schemes of LDAP servers; never clear text.

`{ARGON2}` is what the sandbox writes. SHA-1 is what `{SSHA}` means in every LDAP server; it is offered for their
files, not recommended. Refuses `{CRYPT}`, whose meaning is the operating system's, and MD5.
"""

import base64
import binascii
import hashlib
import hmac
import re

from broker.directories.argon2_bridge import is_hash_of, make_hash

_DIGESTS = {
    "SHA": "sha1",
    "SSHA": "sha1",
    "SHA256": "sha256",
    "SSHA256": "sha256",
    "SHA384": "sha384",
    "SSHA384": "sha384",
    "SHA512": "sha512",
    "SSHA512": "sha512",
}
_ITERATED = {"PBKDF2": "sha1", "PBKDF2-SHA1": "sha1", "PBKDF2-SHA256": "sha256", "PBKDF2-SHA512": "sha512"}
_ITERATIONS_AT_MOST = 10_000_000
_COST = re.compile(r"\{[^}]*\}(?:\$argon2id?\$v=\d+\$[^$]*|\d+(?=\$))?")
NOBODY = "{SSHA}" + base64.b64encode(hashlib.sha1(b"nobody", usedforsecurity=False).digest() + b"8 bytes!").decode()


def hash_password(password: str) -> str:
    """Return the value of userPassword for a new password: argon2id at its library's default cost."""
    return f"{{ARGON2}}{make_hash(password)}"


def is_password(password: str, stored: list[str], decoy: str = NOBODY) -> bool:
    """Tell whether the password opens any of the hashes, in the time that it takes for the decoy at least.

    An unknown scheme, clear text and a malformed hash open nothing. `decoy` is a hash of the directory, to which the
    password is compared where the person has none, or one of another cost: an unknown person, or one with a cheap
    hash, is not told apart by the time that the answer takes (security-catalogue.md J205).
    """
    opened = [_opens(password, value) for value in stored]
    if cost_of(decoy) not in {cost_of(value) for value in stored}:
        _opens(password, decoy)
    return any(opened)


def cost_of(stored: str) -> str:
    """Return the scheme and parameters of a hash: those of the same take the same time."""
    found = _COST.match(stored)
    return found[0].upper() if found else ""


def _opens(password: str, stored: str) -> bool:
    scheme, _, encoded = stored.removeprefix("{").partition("}")
    if not stored.startswith("{"):
        return False
    scheme = scheme.upper()
    if scheme == "ARGON2":
        return is_hash_of(encoded, password)
    secret = password.encode("utf-8", "surrogatepass")
    if scheme in _ITERATED:
        return _opens_iterated(secret, encoded, _ITERATED[scheme])
    algorithm = _DIGESTS.get(scheme)
    return algorithm is not None and _opens_digest(secret, encoded, algorithm, salted=scheme.startswith("SS"))


def _opens_digest(password: bytes, encoded: str, algorithm: str, *, salted: bool) -> bool:
    try:
        known = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        return False
    size = hashlib.new(algorithm, usedforsecurity=False).digest_size
    digest, salt = known[:size], known[size:]
    if bool(salt) is not salted:
        return False
    return hmac.compare_digest(hashlib.new(algorithm, password + salt, usedforsecurity=False).digest(), digest)


def _opens_iterated(password: bytes, encoded: str, algorithm: str) -> bool:
    """Check `iterations$salt$key`, in the base64 of OpenLDAP's module: `.` for `+`, no padding."""
    try:
        iterations, salt, key = encoded.split("$")
        count, known = int(iterations), _decode(key)
        if not known or not 0 < count <= _ITERATIONS_AT_MOST:
            return False
        return hmac.compare_digest(hashlib.pbkdf2_hmac(algorithm, password, _decode(salt), count, len(known)), known)
    except ValueError:
        return False


def _decode(text: str) -> bytes:
    return base64.b64decode(text.replace(".", "+") + "=" * (-len(text) % 4), validate=True)
