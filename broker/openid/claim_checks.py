"""Owns what an ID token and a userinfo must state to be those of one sign-on: pure, one refusal naming the claim."""

import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from broker.core.oidc_upstream import OidcUpstream
from broker.core.refusals.upstream import GuichetClaimWrong, GuichetTooWeak
from broker.protocols.oidc.authlib_bridge import half_hash
from broker.protocols.oidc.strict_json import Document

_SKEW_SECONDS = 60
_LONGEST_SECONDS = 86_400
_MOST_SUBJECT = 255


@dataclass(frozen=True, slots=True)
class Awaited:
    """Say what the tokens of one sign-on must state; `since` is when a new sign-in was asked for, if it was."""

    upstream: OidcUpstream
    nonce: str = field(repr=False)
    access_token: str = field(repr=False)
    now: datetime
    since: datetime | None = None

    @property
    def seconds(self) -> float:
        """Return the present moment as tokens write it."""
        return self.now.timestamp()


def check_id_token(claims: Document, awaited: Awaited) -> None:
    """Refuse an ID token that is not of this sign-on (OpenID Connect Core 1.0 3.1.3.7, 3.1.3.8)."""
    for check in CHECKS:
        check(claims, awaited)


def check_userinfo(claims: Document, subject: str, upstream: OidcUpstream, *, signed: bool) -> None:
    """Refuse a userinfo of somebody else, or made by or for others (OpenID Connect Core 1.0 5.3.2, 5.3.4)."""
    if claims.get("sub") != subject:
        raise GuichetClaimWrong(expected="userinfo: sub of the ID token", received="another sub")
    if not signed:
        return
    if claims.get("iss", upstream.issuer) != upstream.issuer:
        raise _wrong("userinfo: iss", upstream.issuer, claims.get("iss"))
    if "aud" in claims and upstream.client_id not in _listed(claims["aud"]):
        raise _wrong("userinfo: aud", upstream.client_id, claims.get("aud"))


def _issuer(claims: Document, awaited: Awaited) -> None:
    if claims.get("iss") != awaited.upstream.issuer:
        raise _wrong("iss", awaited.upstream.issuer, claims.get("iss"))


def _audience(claims: Document, awaited: Awaited) -> None:
    """3.1.3.7, 3 to 5: for us alone; we trust no other audience."""
    client_id = awaited.upstream.client_id
    if _listed(claims.get("aud")) != (client_id,):
        raise _wrong("aud", client_id, claims.get("aud"))
    if claims.get("azp", client_id) != client_id:
        raise _wrong("azp", client_id, claims.get("azp"))


def _times(claims: Document, awaited: Awaited) -> None:
    now = awaited.seconds
    expires, issued = _moment(claims, "exp"), _moment(claims, "iat")
    if expires + _SKEW_SECONDS <= now:
        raise _wrong("exp", f"after {int(now)}", expires)
    if issued - _SKEW_SECONDS > now or now - issued > _LONGEST_SECONDS:
        raise _wrong("iat", f"about {int(now)}", issued)
    if "nbf" in claims and _moment(claims, "nbf") - _SKEW_SECONDS > now:
        raise _wrong("nbf", f"before {int(now)}", claims["nbf"])


def _nonce(claims: Document, awaited: Awaited) -> None:
    said = claims.get("nonce")
    if not isinstance(said, str) or not hmac.compare_digest(said.encode(), awaited.nonce.encode()):
        raise GuichetClaimWrong(expected="nonce: the one of the request", received="another" if said else "none")


def _access_token(claims: Document, awaited: Awaited) -> None:
    """3.1.3.8: optional in the code flow, right where it is there."""
    if "at_hash" in claims and claims["at_hash"] != half_hash(awaited.access_token):
        raise GuichetClaimWrong(expected="at_hash: of the access token", received="another")


def _subject(claims: Document, _awaited: Awaited) -> None:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= _MOST_SUBJECT:
        raise GuichetClaimWrong(expected="sub: 1 to 255 characters", received="none" if not subject else "another")


def _strength(claims: Document, awaited: Awaited) -> None:
    accepted, said = [name for name, _method in awaited.upstream.acr], claims.get("acr")
    if accepted and said not in accepted:
        raise GuichetTooWeak(expected=", ".join(accepted), received=str(said)[:80] if said else "no acr")


def _freshness(claims: Document, awaited: Awaited) -> None:
    """Where a new sign-in was asked for, an earlier one does not count; a provider that says none is believed."""
    if "auth_time" not in claims:
        return
    signed_in = _moment(claims, "auth_time")
    if not 0 <= signed_in <= awaited.seconds + _SKEW_SECONDS:
        raise _wrong("auth_time", f"before {int(awaited.seconds)}", claims["auth_time"])
    if awaited.since is not None and signed_in + _SKEW_SECONDS < awaited.since.timestamp():
        raise _wrong("auth_time", f"after {int(awaited.since.timestamp())}", claims["auth_time"])


CHECKS: tuple[Callable[[Document, Awaited], None], ...] = (
    _issuer,
    _audience,
    _times,
    _nonce,
    _access_token,
    _subject,
    _strength,
    _freshness,
)


def _moment(claims: Document, name: str) -> float:
    value = claims.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise GuichetClaimWrong(expected=f"{name}: seconds since 1970", received="no number")
    return value


def _listed(value: object) -> tuple[str, ...]:
    found: Iterable[object] = value if isinstance(value, list) else (value,)
    return tuple(one for one in found if isinstance(one, str))


def _wrong(name: str, expected: str, received: object) -> GuichetClaimWrong:
    return GuichetClaimWrong(expected=f"{name}: {expected}", received=str(received)[:200] if received else "nothing")
