"""Owns the reading of our own ID tokens when clients send them back as hints: verified, be they expired."""

from dataclasses import dataclass, field

from broker.protocols.oidc.authlib_bridge import TokenUnverified
from broker.protocols.oidc.token_keys import TokenKeys


@dataclass(frozen=True, slots=True)
class OwnToken:
    """Hold whom, which client and which session an ID token of ours names."""

    client_id: str
    subject: str = field(repr=False)
    sid: str


def read_id_token(token: str, issuer_id: str, keys: TokenKeys) -> OwnToken:
    """Return what an ID token of ours names; raises TokenUnverified for anything else, logout tokens included."""
    signed = keys.read_own(token)
    claims = signed.claims
    if signed.header.get("typ") != "JWT" or claims.get("iss") != issuer_id:
        raise TokenUnverified("no ID token of this issuer")
    found = tuple(claims.get(name) for name in ("aud", "sub", "sid"))
    if not all(isinstance(value, str) for value in found):
        raise TokenUnverified("no ID token")
    return OwnToken(str(found[0]), str(found[1]), str(found[2]))
