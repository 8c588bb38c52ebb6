"""Owns what a public key in JSON must be to prove anything: RSA of 2048 bits at least, or EC on P-256 (RFC 7518 6)."""

import base64
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric import ec, rsa

_FEWEST_BITS = 2048  # security-catalogue.md E115
_COORDINATE_BYTES = 32


def may_encrypt(key: Mapping[str, str], algorithm: str) -> bool:
    """Tell whether a public key serves an algorithm of key encryption (RFC 7518 4): of its kind, not for signatures."""
    kind = "EC" if algorithm == "ECDH-ES" else "RSA"
    return key.get("kty") == kind and key.get("use", "enc") == "enc" and key.get("alg", algorithm) == algorithm


def check_public_jwk(key: Mapping[str, str]) -> None:
    """Raise ValueError with what is wrong with a public RSA or EC key in JSON."""
    if key.get("kty") == "EC":
        _check_ec(key)
    else:
        _check_rsa(key)


def _check_rsa(key: Mapping[str, str]) -> None:
    modulus = int.from_bytes(_read(key, "n"))
    if modulus.bit_length() < _FEWEST_BITS:
        raise ValueError(f"an RSA key has {_FEWEST_BITS} bits at least")
    try:
        rsa.RSAPublicNumbers(int.from_bytes(_read(key, "e")), modulus).public_key()
    except ValueError:
        raise ValueError("this is no RSA key") from None


def _check_ec(key: Mapping[str, str]) -> None:
    if key.get("crv") != "P-256":
        raise ValueError("an EC key is on the curve P-256")
    x, y = _read(key, "x"), _read(key, "y")
    if len(x) != _COORDINATE_BYTES or len(y) != _COORDINATE_BYTES:
        raise ValueError(f"x and y have {_COORDINATE_BYTES} octets each")
    try:
        ec.EllipticCurvePublicNumbers(int.from_bytes(x), int.from_bytes(y), ec.SECP256R1()).public_key()
    except ValueError:
        raise ValueError("this is no point of the curve P-256") from None


def _read(key: Mapping[str, str], name: str) -> bytes:
    """Return a member's octets (base64url without padding)."""
    text = key.get(name, "")
    try:
        found = base64.b64decode(f"{text}{'=' * (-len(text) % 4)}", altchars=b"-_", validate=True)
    except ValueError:
        found = b""
    if not found:
        raise ValueError(f"{name} is no base64url")
    return found
