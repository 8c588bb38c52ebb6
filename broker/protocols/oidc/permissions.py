"""Owns what a sign-on lets one client fetch: the permission behind a code, and behind all tokens that come of it."""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field

from broker.core.rights.access import Door
from broker.core.session import Grant

_FAMILY_BYTES = 16
_SECRET_BYTES = 24
_FAMILY_CHARACTERS = 22
_TOKEN_CHARACTERS = 54


@dataclass(frozen=True, slots=True)
class Permission:
    """Hold what one client may fetch about one sign-on; `subject` is the pseudonym, no other value stands here.

    `journey` names the trace. `userinfo_claims` and `id_token_claims` are the names asked for by `claims`, `acr` the
    levels asked for. `decided` is the digest of what was to leave when the person signed on: the trace says so where
    something else left.
    """

    client_id: str
    redirect_uri: str
    scope: str
    grant: Grant
    journey: str
    subject: str = field(repr=False)
    userinfo_claims: tuple[str, ...] = ()
    id_token_claims: tuple[str, ...] = ()
    decided: str = ""
    acr: tuple[str, ...] = ()

    @property
    def sid(self) -> str:
        """Return the name under which this client knows the session: another for each client, no cookie."""
        return session_name(self.grant.session, self.client_id)


@dataclass(frozen=True, slots=True)
class Code:
    """Hold what a code stands for until it is exchanged; `door` is what opened the service, to be counted then."""

    permission: Permission
    challenge: str
    nonce: str
    door: Door | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """Hold one access token by its digest; `expires` in seconds since 1970."""

    digest: str
    expires: int
    scope: str


@dataclass(frozen=True, slots=True)
class Family:
    """Hold all that came of one code: revoked together. `code` and `refresh` are digests; no refresh token is empty."""

    permission: Permission
    code: str
    access: tuple[Access, ...]
    refresh: str = ""


def new_family() -> str:
    """Return the name of a new family, which all its codes and tokens begin with."""
    return base64.urlsafe_b64encode(secrets.token_bytes(_FAMILY_BYTES)).rstrip(b"=").decode()


def new_token(family: str) -> str:
    """Return a code or a token of a family, with 192 random bits of its own."""
    return family + secrets.token_urlsafe(_SECRET_BYTES)


def family_of(token: str) -> str:
    """Return the family that a code or a token names; empty for what can be none of ours."""
    return token[:_FAMILY_CHARACTERS] if len(token) == _TOKEN_CHARACTERS and token.isascii() else ""


def digest(token: str) -> str:
    """Return what is stored of a token: enough to recognise it, not to use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def session_name(session: str, client_id: str) -> str:
    """Return the `sid` of a session for one client: two clients cannot tell that theirs is the same."""
    found = hashlib.sha256(f"sid {session} {client_id}".encode()).digest()[:_FAMILY_BYTES]
    return base64.urlsafe_b64encode(found).rstrip(b"=").decode()
