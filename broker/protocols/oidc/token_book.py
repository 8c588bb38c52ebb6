"""Owns codes and tokens in the store: a code is taken once, and all that came of it lies under one key.

A code that comes a second time finds what came of it and ends it; one that comes while it is being exchanged
leaves a mark in that very place, so that the exchange ends with nothing (RFC 6749 4.1.2, RFC 9700 4.5). A family
that is ended while a refresh is under way leaves a mark likewise: what is saved afterwards does not bring it back.
"""

import secrets
from dataclasses import dataclass, replace

from broker.flows.ports import Put, Store
from broker.protocols.oidc.permissions import Access, Code, Family, digest, family_of, new_token
from broker.stores.json_codec import decode, encode
from broker.stores.keys import name_key

_MOST_CODE_SECONDS = 600
_REFRESH_SECONDS = 6 * 3600
_IN_FLIGHT_SECONDS = 60
_MOST_ACCESS = 5
_ENDED = b""


@dataclass(frozen=True, slots=True)
class TokenBook:
    """Keep the codes and tokens of one issuer."""

    store: Store
    issuer: str

    def leave_code(self, family: str, code: Code, seconds: int) -> tuple[str, Put]:
        """Return a new code, and what keeps its permission for one exchange."""
        text = new_token(family)
        return text, Put(self._key("code", text), encode(code), seconds)

    def take_code(self, text: str, client_id: str) -> Code | None:
        """Return what a code stands for, once, to the client that it was issued to; end what came of a used one."""
        stored = self.store.take(self._key("code", text)) if family_of(text) else None
        if stored is None:
            self._end_replayed(text, client_id)
            return None
        found = decode(stored, Code)
        return found if found.permission.client_id == client_id else None

    def opening(self, name: str, family: Family, seconds: int) -> Put:
        """Return a new family as it is to be added: it is not kept where its code came a second time meanwhile."""
        return Put(self._key("family", name), encode(family), seconds)

    def save(self, name: str, family: Family, seconds: int) -> bool:
        """Keep a family in place of its former state; tell whether it was not ended meanwhile."""
        self.store.put(self._key("family", name), encode(family), seconds)
        if self.store.find(self._key("ended", name)) is None:
            return True
        self.store.forget(self._key("family", name))
        return False

    def find(self, token: str) -> Family | None:
        """Return the family that a token names, whether the token is a right one or not."""
        name = family_of(token)
        stored = self.store.find(self._key("family", name)) if name else None
        return decode(stored, Family) if stored else None

    def end(self, token: str) -> None:
        """End all that came of one code: every token of the family that this one names."""
        name = family_of(token)
        self.store.put(self._key("ended", name), _ENDED, _IN_FLIGHT_SECONDS)
        self.store.forget(self._key("family", name))

    def use_refresh(self, token: str) -> bool:
        """Tell whether a refresh token is used for the first time."""
        return self.store.add(self._key("refreshed", token), b"", _REFRESH_SECONDS)

    def was_refreshed(self, token: str) -> bool:
        """Tell whether this is a refresh token that was used."""
        return self.store.find(self._key("refreshed", token)) is not None

    def _end_replayed(self, text: str, client_id: str) -> None:
        name = family_of(text)
        if not name or self.store.add(self._key("family", name), _ENDED, _MOST_CODE_SECONDS):
            return
        family = self.find(text)
        if family is not None and family.permission.client_id == client_id and _is(text, family.code):
            self.end(text)

    def _key(self, kind: str, name: str) -> str:
        return name_key(f"oidc-{kind}", self.issuer, name)


def find_access(family: Family, token: str, now: int) -> Access | None:
    """Return the access token of a family that this text is, while it holds."""
    known = digest(token)
    return next((one for one in family.access if one.expires > now and secrets.compare_digest(one.digest, known)), None)


def is_refresh(family: Family, token: str) -> bool:
    """Tell whether this text is the family's present refresh token."""
    return bool(family.refresh) and _is(token, family.refresh)


def with_access(family: Family, access: Access, refresh: str, now: int) -> Family:
    """Return the family with one more access token, the last few that still hold, and its next refresh token."""
    held = tuple(one for one in family.access if one.expires > now)
    return replace(family, access=(*held, access)[-_MOST_ACCESS:], refresh=refresh)


def _is(token: str, known: str) -> bool:
    return secrets.compare_digest(digest(token), known)
