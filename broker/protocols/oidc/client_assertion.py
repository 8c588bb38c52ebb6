"""Owns `private_key_jwt`: a client proves by its own key who it is, with a token that is used once (RFC 7523 3)."""

from datetime import datetime

from broker.flows.ports import Store
from broker.protocols.oidc.authlib_bridge import TokenUnverified, read_clients
from broker.protocols.oidc.clients import Client
from broker.protocols.oidc.strict_json import Document
from broker.stores.keys import name_key

JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
MOST_SECONDS = 600
_SKEW_SECONDS = 30
_MOST_JTI = 256


def check_assertion(client: Client, token: str, audiences: frozenset[str], now: datetime, store: Store) -> bool:
    """Tell whether a token proves that the caller is the client: signed by its key, for us, recent, and unused."""
    try:
        claims = read_clients(token, client.terms.jwks).claims
    except TokenUnverified:
        return False
    if claims.get("iss") != client.id or claims.get("sub") != client.id:
        return False
    if not _is_for(claims.get("aud"), audiences) or not _is_timely(claims, int(now.timestamp())):
        return False
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 0 < len(jti) <= _MOST_JTI:
        return False
    return store.add(name_key("oidc-assertion", client.id, jti), b"", MOST_SECONDS + 2 * _SKEW_SECONDS)


def _is_for(audience: object, ours: frozenset[str]) -> bool:
    """Tell whether a token is meant for one of our names and nobody else (F136)."""
    named = audience if isinstance(audience, list) else [audience]
    return bool(named) and all(isinstance(name, str) and name in ours for name in named)


def _is_timely(claims: Document, now: int) -> bool:
    """Tell whether `exp` is ahead by ten minutes at most, and `iat` and `nbf`, where given, are past (G145)."""
    expires, past = _number(claims.get("exp")), [_number(claims[name]) for name in ("iat", "nbf") if name in claims]
    if expires is None or not now - _SKEW_SECONDS < expires <= now + MOST_SECONDS + _SKEW_SECONDS:
        return False
    return all(moment is not None and moment <= now + _SKEW_SECONDS for moment in past)


def _number(value: object) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
