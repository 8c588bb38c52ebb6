"""Owns what an OpenID Connect resource believes of the hub: its addresses, its keys, the tokens that these sign."""

import base64
import json
from functools import cached_property
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import ClaimError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from sp_examples.hub import Document, Hub, HubUnavailable
from sp_examples.memory import Shelf
from sp_examples.refusals import NotAccepted, Why

_ALGORITHMS = ["RS256", "ES256"]  # never "none", never the public key taken for a shared secret (RFC 8725, 3.1)
_SIGNED_OUT = "http://schemas.openid.net/event/backchannel-logout"
_CLOCKS_DIFFER_SECONDS = 60
_LONGEST_SUBJECT = 255
_SHOWN = ("iss", "aud", "nonce", "iat", "exp", "sid", "alg", "kid", "typ")


class OidcProvider:
    """Find the hub's endpoints, and read its tokens for one client."""

    def __init__(self, hub: Hub, client_id: str, path: str = "/oidc") -> None:
        self.issuer = f"{hub.url}{path}"
        self._hub = hub
        self._client_id = client_id
        self._discovery = hub.document(f"{self.issuer}/.well-known/openid-configuration")
        self._seen: Shelf[bool] = Shelf(places=2000, seconds=3600)

    def endpoint(self, name: str) -> str:
        """Return an address from the hub's discovery document, or nothing. Raises HubUnavailable."""
        text = self._discovery.text()
        try:
            described = json.loads(text)
            if described["issuer"] == self.issuer:  # OpenID Connect Discovery 4.3
                return str(described.get(name, ""))
            reason = f"issuer: {described['issuer']}"
        except (ValueError, KeyError, TypeError) as error:
            reason = type(error).__name__
        self._discovery.forget(text)
        raise HubUnavailable(self._discovery.url, reason)

    def read_id_token(self, token: dict[str, Any], nonce: str) -> dict[str, Any]:
        """Return the claims of a token response's ID token (OpenID Connect Core 3.1.3.7). Raises NotAccepted."""
        text = str(token.get("id_token", ""))
        decoded = self._decode(text, {"jwt"})
        wanted = {"iss": self._wanted(self.issuer), "aud": self._wanted(self._client_id)}
        known = {"nonce": nonce, "client_id": self._client_id, "access_token": token.get("access_token")}
        try:
            # Also sub, exp, iat, azp and at_hash: authlib knows what an ID token must hold.
            CodeIDToken(decoded.claims, decoded.header, wanted, known).validate(leeway=_CLOCKS_DIFFER_SECONDS)
        except ClaimError as error:
            raise NotAccepted(Why.NOT_FOR_US, str(error), _peek(text)) from error
        if not 0 < len(decoded.claims["sub"]) <= _LONGEST_SUBJECT:
            raise NotAccepted(Why.NOT_FOR_US, "sub", _peek(text))
        return decoded.claims

    def read_userinfo(self, text: str) -> dict[str, Any]:
        """Return what a signed userinfo says (OpenID Connect Core 5.3.2). Raises NotAccepted."""
        claims = self._decode(text, {"jwt"}).claims
        if claims.get("iss") != self.issuer or claims.get("aud") != self._client_id:
            raise NotAccepted(Why.NOT_FOR_US, "userinfo: iss, aud", _peek(text))
        return claims

    def read_logout_token(self, text: str) -> frozenset[str]:
        """Return who a logout token names (OpenID Connect Back-Channel Logout 1.0, 2.6). Raises NotAccepted."""
        decoded = self._decode(text, {"jwt", "logout+jwt"})
        claims = decoded.claims
        there: dict[str, Any] = {name: {"essential": True} for name in ("iat", "exp", "jti", "events")}
        wanted = {"iss": self._wanted(self.issuer), "aud": self._wanted(self._client_id)}
        try:
            jwt.JWTClaimsRegistry(leeway=_CLOCKS_DIFFER_SECONDS, **there, **wanted).validate(claims)
        except ClaimError as error:
            raise NotAccepted(Why.NOT_FOR_US, str(error), _peek(text)) from error
        names = frozenset(f"{name} {claims[name]}" for name in ("sid", "sub") if isinstance(claims.get(name), str))
        event = claims["events"].get(_SIGNED_OUT) if isinstance(claims["events"], dict) else None
        if not names or not isinstance(event, dict) or "nonce" in claims:
            raise NotAccepted(Why.NOT_FOR_US, "events, sid or sub, no nonce", _peek(text))
        if self._seen.find(claims["jti"]):
            raise NotAccepted(Why.REPLAYED, "jti", _peek(text))
        self._seen.put(claims["jti"], thing=True)
        return names

    @cached_property
    def _keys(self) -> Document:
        return self._hub.document(self.endpoint("jwks_uri"))

    def _decode(self, text: str, types: set[str]) -> jwt.Token:
        known = self._keys.text()
        try:
            try:
                token = jwt.decode(text, self._key_set(known), algorithms=_ALGORITHMS)
            except InvalidKeyIdError:
                # The hub has changed its key: its keys are read again, once, before the token is refused.
                newer = self._keys.newer_than(known)
                if newer is None:
                    raise
                token = jwt.decode(text, self._key_set(newer), algorithms=_ALGORITHMS)
        except (JoseError, ValueError) as error:
            raise NotAccepted(Why.SIGNATURE, f"{type(error).__name__}: {error}", _peek(text)) from error
        if str(token.header.get("typ", "JWT")).lower().removeprefix("application/") not in types:
            raise NotAccepted(Why.NOT_FOR_US, "typ", _peek(text))  # an access token is no ID token (RFC 8725, 3.11)
        return token

    def _key_set(self, text: str) -> KeySet:
        try:
            return KeySet.import_key_set(json.loads(text))
        except (JoseError, ValueError, KeyError, TypeError) as error:
            self._keys.forget(text)
            raise HubUnavailable(self._keys.url, f"keys not usable: {type(error).__name__}") from error

    def _wanted(self, value: str) -> Any:  # noqa: ANN401  authlib has no types
        return {"essential": True, "value": value}


def _peek(text: str) -> dict[str, str]:
    """Return what a token says of itself, nothing of it verified and nothing of it about the person."""
    said: dict[str, Any] = {}
    for part in text.split(".")[:2]:
        try:
            said.update(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))))
        except (ValueError, TypeError):
            continue
    return {name: str(said[name]) for name in _SHOWN if name in said}
