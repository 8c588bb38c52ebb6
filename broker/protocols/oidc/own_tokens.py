"""Owns the reading of our own ID tokens when clients send them back as hints: verified, be they expired."""

from dataclasses import dataclass, field

from broker.core.oidc_dialect import SHARED
from broker.protocols.oidc.authlib_bridge import Signed, TokenUnverified, peek, read_shared
from broker.protocols.oidc.clients import find_client
from broker.protocols.oidc.side import OidcSide


@dataclass(frozen=True, slots=True)
class OwnToken:
    """Hold whom, which client and which session an ID token of ours names."""

    client_id: str
    subject: str = field(repr=False)
    sid: str


def read_id_token(token: str, side: OidcSide) -> OwnToken:
    """Return what an ID token of ours names; raises TokenUnverified for anything else, logout tokens included."""
    signed = _read(token, side)
    claims = signed.claims
    if signed.header.get("typ") != "JWT" or claims.get("iss") != side.issuer_id:
        raise TokenUnverified("no ID token of this issuer")
    found = tuple(claims.get(name) for name in ("aud", "sub", "sid"))
    if not all(isinstance(value, str) for value in found):
        raise TokenUnverified("no ID token")
    return OwnToken(str(found[0]), str(found[1]), str(found[2]))


def _read(token: str, side: OidcSide) -> Signed:
    """Return a token that one of our keys signed, or the secret of the very client that it is for (HS256)."""
    client = find_client(side.contracts, side.issuer.name, peek(token, "aud"))
    if client is None or client.terms.id_token_signed_response_alg != SHARED:
        return side.keys.read_own(token)
    return read_shared(token, side.find_secret(client.id))
