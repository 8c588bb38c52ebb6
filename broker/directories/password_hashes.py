"""Owns the check of a password against a directory's hash: `{SSHA}` and its kin, never clear text.

SHA-1 is what `{SSHA}` means in every LDAP server; it is offered for their files, not recommended.
"""

import base64
import binascii
import hashlib
import hmac

_SCHEMES = {
    "SHA": "sha1",
    "SSHA": "sha1",
    "SHA256": "sha256",
    "SSHA256": "sha256",
    "SHA384": "sha384",
    "SSHA384": "sha384",
    "SHA512": "sha512",
    "SSHA512": "sha512",
}
_NOBODY = "{SSHA}" + base64.b64encode(hashlib.sha1(b"nobody", usedforsecurity=False).digest() + b"8 bytes!").decode()


def is_password(password: str, stored: list[str]) -> bool:
    """Tell whether the password opens any of the hashes; without one, the work is done all the same.

    An unknown scheme, clear text and malformed base64 open nothing.
    """
    opened = [_opens(password.encode("utf-8", "surrogatepass"), value) for value in stored or [_NOBODY]]
    return bool(stored) and any(opened)


def _opens(password: bytes, stored: str) -> bool:
    scheme, _, encoded = stored.removeprefix("{").partition("}")
    algorithm = _SCHEMES.get(scheme.upper()) if stored.startswith("{") else None
    if algorithm is None:
        return False
    try:
        known = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        return False
    size = hashlib.new(algorithm, usedforsecurity=False).digest_size
    digest, salt = known[:size], known[size:]
    if bool(salt) is not scheme.upper().startswith("SS"):
        return False
    return hmac.compare_digest(hashlib.new(algorithm, password + salt, usedforsecurity=False).digest(), digest)
