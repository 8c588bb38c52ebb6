"""Owns the challenge of PKCE, computed by the bench itself (RFC 7636, 4.2)."""

import base64
import hashlib


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a verifier."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
