"""Owns what follows a code: the tokens given for it, the ID token believed, userinfo read and believed."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from broker.core.oidc_upstream import OidcUpstream
from broker.core.refusals.upstream import GuichetClaimWrong, GuichetDescriptionUnsuitable, GuichetTokensRefused
from broker.openid.claim_checks import Awaited, check_id_token, check_userinfo
from broker.openid.provider import Providers
from broker.openid.provider_call import Answered
from broker.protocols.oidc.strict_json import Document, read_object

_OK = 200
_MOST_CHARACTERS = 262_144
_JWT = "application/jwt"
_TOKEN = re.compile(r"[\x21-\x7e]{1,8192}")  # RFC 6750 2.1 and more: what a header can carry
_ERROR = re.compile(r"[A-Za-z0-9_ .-]{1,80}")


@dataclass(frozen=True, slots=True)
class Code:
    """Hold what came back for a question of ours, and what was kept of the question."""

    code: str = field(repr=False)
    verifier: str = field(repr=False)
    nonce: str = field(repr=False)
    secret: str = field(repr=False)
    redirect_uri: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class OidcAnswer:
    """Hold what a provider said, verified: the claims of userinfo, those of the ID token before them."""

    subject: str = field(repr=False)
    authenticated_at: datetime
    context_class: str
    id_token: str = field(repr=False)
    claims: Document = field(repr=False)
    session_not_on_or_after: datetime | None = None

    def find_values(self, name: str) -> tuple[str, ...]:
        """Return the values of a claim; one that is no text, nor a list of texts, has none."""
        value = self.claims.get(name)
        found = value if isinstance(value, list) else [value]
        return tuple(_text(one) for one in found if isinstance(one, str | bool | int))


def exchange(code: Code, upstream: OidcUpstream, providers: Providers) -> OidcAnswer:
    """Return what the provider says for a code; refuse whatever it cannot prove."""
    tokens = _fetch_tokens(code, upstream, providers)
    access, id_token = _token(tokens, "access_token"), _token(tokens, "id_token")
    said = providers.verify(upstream, id_token).claims
    check_id_token(said, Awaited(upstream, code.nonce, access, providers.clock.now(), code.since))
    userinfo = _fetch_userinfo(access, str(said["sub"]), upstream, providers)
    signed_in: float = said["auth_time"] if "auth_time" in said else said["iat"]
    return OidcAnswer(
        subject=str(said["sub"]),
        authenticated_at=min(datetime.fromtimestamp(signed_in, UTC), providers.clock.now()),
        context_class=upstream.method_of(str(said.get("acr", ""))),
        id_token=id_token,
        claims={**userinfo, **said},
    )


def _fetch_tokens(code: Code, upstream: OidcUpstream, providers: Providers) -> Document:
    fields = {
        "grant_type": "authorization_code",
        "code": code.code,
        "redirect_uri": code.redirect_uri,
        "code_verifier": code.verifier,
    }
    basic = None if upstream.secret_in_body else (upstream.client_id, code.secret)
    if basic is None:
        fields |= {"client_id": upstream.client_id, "client_secret": code.secret}
    answer = providers.call.post(providers.endpoint(upstream, "token_endpoint"), fields, basic)
    try:
        found = read_object(answer.body, _MOST_CHARACTERS)
    except ValueError as error:
        raise GuichetTokensRefused(expected="a JSON object", received=str(error)[:80]) from None
    if answer.status != _OK:
        error_code = str(found.get("error", ""))
        shown = error_code if _ERROR.fullmatch(error_code) else "no error code"
        raise GuichetTokensRefused(expected="HTTP 200", received=f"HTTP {answer.status}, {shown}")
    if str(found.get("token_type", "")).lower() != "bearer":
        raise GuichetTokensRefused(expected="token_type: Bearer", received="another token_type")
    return found


def _token(tokens: Document, name: str) -> str:
    found = tokens.get(name)
    if not isinstance(found, str) or (name == "access_token" and not _TOKEN.fullmatch(found)):
        raise GuichetTokensRefused(expected=name, received="nothing that can be used")
    return found


def _fetch_userinfo(access: str, subject: str, upstream: OidcUpstream, providers: Providers) -> Document:
    address = providers.endpoint(upstream, "userinfo_endpoint")
    answer = providers.call.get(address, access)
    if answer.status != _OK:
        raise GuichetTokensRefused(expected="userinfo: HTTP 200", received=f"HTTP {answer.status}")
    claims = _signed_claims(answer, upstream, providers) if upstream.signed_userinfo else _plain_claims(answer)
    check_userinfo(claims, subject, upstream, signed=upstream.signed_userinfo)
    return claims


def _signed_claims(answer: Answered, upstream: OidcUpstream, providers: Providers) -> Document:
    """Plain JSON is refused where a signed token was agreed upon (facts/identity-providers.md 4.1, Y020027)."""
    if answer.media_type != _JWT:
        raise GuichetClaimWrong(expected=f"userinfo: {_JWT}", received=answer.media_type[:80] or "no Content-Type")
    try:
        token = answer.body.decode("ascii")
    except UnicodeDecodeError:
        raise GuichetClaimWrong(expected=f"userinfo: {_JWT}", received="no signed token") from None
    return providers.verify(upstream, token).claims


def _plain_claims(answer: Answered) -> Document:
    if answer.media_type != "application/json":
        raise GuichetClaimWrong(expected="userinfo: application/json", received=answer.media_type[:80])
    try:
        return read_object(answer.body, _MOST_CHARACTERS)
    except ValueError as error:
        raise GuichetDescriptionUnsuitable(expected="userinfo: a JSON object", received=str(error)[:80]) from None


def _text(value: str | bool | int) -> str:  # noqa: FBT001 - as JSON writes it
    return str(value).lower() if isinstance(value, bool) else str(value)
