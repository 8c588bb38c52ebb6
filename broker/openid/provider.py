"""Owns what is known of a provider above: its addresses and its keys, pinned or discovered, and kept for a while."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from broker.core.oidc_upstream import END_SESSION, ENDPOINTS, OidcUpstream
from broker.core.refusals.upstream import GuichetDescriptionUnsuitable, GuichetTokenUnverified
from broker.flows.ports import Clock
from broker.keys.public_jwk import check_public_jwk
from broker.openid.provider_call import ProviderCall
from broker.protocols.oidc.authlib_bridge import Signed, TokenUnverified, read_clients
from broker.protocols.oidc.strict_json import Document, read_object

_OK = 200
_MOST_CHARACTERS = 262_144
_KEPT = timedelta(minutes=10)
_ANEW = timedelta(seconds=10)  # a key that is not there yet is looked for again, but not at every stray token
_WELL_KNOWN = "/.well-known/openid-configuration"


@dataclass(slots=True)
class Providers:
    """Know providers; what was read of each is kept for ten minutes."""

    clock: Clock
    call: ProviderCall
    _described: dict[str, tuple[datetime, Mapping[str, str]]] = field(default_factory=dict)
    _keys: dict[str, tuple[datetime, str]] = field(default_factory=dict)

    def endpoint(self, upstream: OidcUpstream, name: str) -> str:
        """Return one of a provider's addresses; empty where it has none of that name."""
        return dict(upstream.endpoints).get(name) or self._describe(upstream).get(name, "")

    def verify(self, upstream: OidcUpstream, token: str) -> Signed:
        """Return what a token of the provider says: signed by a published key, by an algorithm agreed upon.

        A key that nobody knew may have been published meanwhile: the keys are read anew, once.
        """
        try:
            return _verified(upstream, token, self._key_set(upstream, _KEPT))
        except TokenUnverified:
            keys = self._key_set(upstream, _ANEW)
        try:
            return _verified(upstream, token, keys)
        except TokenUnverified as error:
            raise GuichetTokenUnverified(expected=", ".join(upstream.algorithms), received=str(error)) from None

    def _describe(self, upstream: OidcUpstream) -> Mapping[str, str]:
        """Return the addresses of a discovery document; with all of them pinned, nothing is discovered."""
        pinned = dict(upstream.endpoints)
        if set(ENDPOINTS) <= set(pinned):
            return pinned
        known = self._described.get(upstream.issuer)
        if known is not None and self.clock.now() - known[0] < _KEPT:
            return known[1]
        found = self._read(f"{upstream.issuer.rstrip('/')}{_WELL_KNOWN}")
        if found.get("issuer") != upstream.issuer:  # OpenID Connect Discovery 1.0 4.3
            raise GuichetDescriptionUnsuitable(expected=upstream.issuer, received=str(found.get("issuer"))[:200])
        addresses = {name: _own_address(upstream, name, found) for name in (*ENDPOINTS, END_SESSION)}
        self._described[upstream.issuer] = (self.clock.now(), addresses)
        return addresses

    def _key_set(self, upstream: OidcUpstream, age: timedelta) -> str:
        known, now = self._keys.get(upstream.issuer), self.clock.now()
        if known is not None and now - known[0] < age:
            return known[1]
        found = _usable_keys(self._read(self.endpoint(upstream, "jwks_uri")))
        self._keys[upstream.issuer] = (now, found)
        return found

    def _read(self, address: str) -> Document:
        answer, expected = self.call.get(address), f"JSON at {address}"
        if answer.status != _OK:
            raise GuichetDescriptionUnsuitable(expected=expected, received=f"HTTP {answer.status}")
        try:
            return read_object(answer.body, _MOST_CHARACTERS)
        except ValueError as error:
            raise GuichetDescriptionUnsuitable(expected=expected, received=str(error)[:120]) from None


def _own_address(upstream: OidcUpstream, name: str, found: Document) -> str:
    """Return one of the addresses, which is of the issuer's own origin: whoever describes it leads nowhere else."""
    address = found.get(name, "")
    if not address and name == END_SESSION:
        return ""
    if not isinstance(address, str) or _origin(address) != _origin(upstream.issuer):
        raise GuichetDescriptionUnsuitable(
            expected=f"{name} under {_origin(upstream.issuer)}", received=str(address)[:200] or "nothing"
        )
    return address


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _usable_keys(found: Document) -> str:
    """Return the keys that prove something: RSA and P-256, to sign with; what else is published is no matter of ours.

    Raises GuichetDescriptionUnsuitable where there is none.
    """
    keys = found.get("keys")
    usable = [key for key in keys if _is_usable(key)] if isinstance(keys, list) else []
    if not usable:
        raise GuichetDescriptionUnsuitable(expected="jwks_uri: a public RSA or P-256 key", received="none")
    return json.dumps({"keys": usable})


def _is_usable(key: object) -> bool:
    if not isinstance(key, dict) or key.get("kty") not in {"RSA", "EC"} or key.get("use", "sig") != "sig":
        return False
    if "d" in key:  # a private key that somebody published proves nothing any more
        return False
    try:
        check_public_jwk({str(name): str(value) for name, value in key.items()})
    except ValueError:
        return False
    return True


def _verified(upstream: OidcUpstream, token: str, key_set: str) -> Signed:
    signed = read_clients(token, key_set)
    if signed.header.get("alg") not in upstream.algorithms:  # G147, G148: agreed beforehand, not said by the token
        raise TokenUnverified("an algorithm that was not agreed upon")
    return signed
