"""Owns pushed authorization requests: kept for a minute and a half, used once (RFC 9126)."""

import secrets
from dataclasses import dataclass

from broker.core.refusals.registration import PushedRequestUnknown
from broker.flows.ports import Store
from broker.stores.json_codec import decode, encode
from broker.stores.keys import name_key

SECONDS = 90
_URN = "urn:ietf:params:oauth:request_uri:"
_RANDOM_BYTES = 24
_Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PushedRequests:
    """Keep the requests that clients pushed at one issuer."""

    store: Store
    issuer: str

    def leave(self, pairs: _Pairs) -> str:
        """Keep a request, and return the `request_uri` that stands for it."""
        name = secrets.token_urlsafe(_RANDOM_BYTES)
        self.store.put(self._key(name), encode(pairs), SECONDS)
        return f"{_URN}{name}"

    def take_in_place_of(self, pairs: _Pairs) -> _Pairs:
        """Return the request that these parameters refer to, or themselves where they refer to none pushed here.

        Only `client_id` and `request_uri` count of a request by reference, and the client must be the one that
        pushed it (RFC 9126 4).
        """
        references = [value for name, value in pairs if name == "request_uri" and value.startswith(_URN)]
        if not references:
            return pairs
        stored = self.store.take(self._key(references[0].removeprefix(_URN))) if len(references) == 1 else None
        if stored is None:
            raise PushedRequestUnknown(expected="a request pushed in the last 90 s")
        pushed = decode(stored, list[tuple[str, str]])
        if _clients(pairs) != _clients(pushed):
            raise PushedRequestUnknown(expected="the client that pushed it")
        return pushed

    def _key(self, name: str) -> str:
        return name_key("oidc-pushed", self.issuer, name)


def _clients(pairs: _Pairs) -> list[str]:
    return [value for name, value in pairs if name == "client_id"]
