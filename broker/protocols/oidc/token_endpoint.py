"""Owns the token endpoint: a code, or a refresh token, becomes an access token and an ID token (RFC 6749 3.2)."""

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Response

from broker.core.errors import Refusal
from broker.core.journal.release_act import Leaving
from broker.core.refusals.client import (
    CallUnreadable,
    CodeInvalid,
    GrantTypeUnsupported,
    RefreshNotGranted,
    RefreshTokenInvalid,
    ScopeWidened,
    VerifierWrong,
)
from broker.core.refusals.journey import SessionOver
from broker.core.release import Release
from broker.protocols.oidc.authlib_bridge import half_hash, proves
from broker.protocols.oidc.call_trace import CallTrace
from broker.protocols.oidc.client_authentication import CREDENTIALS, Call, authenticate, read_form
from broker.protocols.oidc.documents import codes_in_id_token, id_token_attributes, id_token_claims
from broker.protocols.oidc.permissions import Access, Code, Family, Permission, digest, family_of, new_token
from broker.protocols.oidc.replies import answer_json, answer_refusal
from broker.protocols.oidc.sealing import seal_id_token
from broker.protocols.oidc.side import OidcSide
from broker.protocols.oidc.strict_json import Document
from broker.protocols.oidc.token_book import TokenBook, is_refresh, with_access
from broker.web.parts import parts
from broker.web.request_end import count_at_end

_OPEN = "a session that has not ended meanwhile"
KNOWN = CREDENTIALS | {"grant_type", "code", "redirect_uri", "code_verifier", "refresh_token", "scope", "idRessource"}


@dataclass(frozen=True, slots=True)
class Issued:
    """Hold the tokens of one answer, and how many seconds the family must be kept."""

    token: str = field(repr=False)
    refresh: str = field(repr=False)
    access: Access
    expires_in: int
    seconds: int

    @property
    def refresh_digest(self) -> str:
        """Return what is stored of the refresh token, empty without one."""
        return digest(self.refresh) if self.refresh else ""

    def document(self, id_token: str) -> Document:
        """Return the answer (RFC 6749 5.1; OpenID Connect Core 1.0 3.1.3.3)."""
        document: Document = {
            "access_token": self.token,
            "token_type": "Bearer",
            "expires_in": self.expires_in,
            "id_token": id_token,
            "scope": self.access.scope,
        }
        return {**document, "refresh_token": self.refresh} if self.refresh else document


@dataclass(frozen=True, slots=True)
class TokenEndpoint:
    """Serve one issuer's token endpoint."""

    side: OidcSide

    def serve(self) -> Response:
        """Answer a client with tokens, or with the refusal in JSON."""
        trace = CallTrace(self.side, "token")
        try:
            parameters = read_form(KNOWN)
            trace.came(parameters)
            call = authenticate(self.side, parts().store, parameters, self.side.paths.token)
            document = self._grant(call, trace)
        except Refusal as refusal:
            return answer_refusal(refusal, self.side.issuer_id, trace.refused(refusal))
        trace.went(document)
        return answer_json(document)

    def _grant(self, call: Call, trace: CallTrace) -> Document:
        wanted = call.get("grant_type")
        if wanted == "authorization_code":
            return self._exchange(call, trace)
        if wanted == "refresh_token":
            return self._refresh(call, trace)
        if not wanted:
            raise CallUnreadable(expected="grant_type")
        raise GrantTypeUnsupported(expected="authorization_code, refresh_token", received=wanted[:80])

    def _exchange(self, call: Call, trace: CallTrace) -> Document:
        """Take a code once, check it in the order of `CODE_CHECKS`, and give what it stands for."""
        text, book = call.get("code"), self._book
        if not text or not call.get("redirect_uri"):
            raise CallUnreadable(expected="code and redirect_uri")
        code = book.take_code(text, call.client.id)
        if code is None:
            raise CodeInvalid(expected="a code of the last minute, unused, of this client")
        trace.follow(code.permission.journey, call.client.id)
        for check in CODE_CHECKS:
            check(call, code)
        issued = self._issue(call, code.permission, family_of(text), code.permission.scope)
        family = Family(code.permission, digest(text), (issued.access,), issued.refresh_digest)
        self._open(text, family, issued.seconds)
        release = parts().sign_on.release_again(code.permission.grant)
        document = issued.document(self._id_token(call, code.permission, issued, release, code.nonce))
        self._write_down(release, code.permission)
        count_at_end(code.door)
        return document

    def _open(self, code: str, family: Family, seconds: int) -> None:
        """Keep what comes of a code, unless its session has ended or it came a second time meanwhile."""
        book, grant = self._book, family.permission.grant
        opening = book.opening(family_of(code), family, seconds)
        session, kept = parts().sessions.find_beside(grant.issuer, grant.session, opening)
        if session is None:
            book.end(code)
            raise SessionOver(expected=_OPEN)
        if not kept:
            raise CodeInvalid(expected="a code that nobody else used meanwhile")

    def _refresh(self, call: Call, trace: CallTrace) -> Document:
        """Use a refresh token once; a used one that comes again ends its whole family (RFC 9700 4.14.2)."""
        text, book = call.get("refresh_token"), self._book
        if not call.client.terms.refresh_tokens:
            raise RefreshNotGranted
        family = book.find(text)
        if family is None or family.permission.client_id != call.client.id:
            raise RefreshTokenInvalid(expected="a refresh token of this client")
        trace.follow(family.permission.journey, call.client.id)
        scope = _narrowed(family.permission, call.get("scope"))
        if not is_refresh(family, text):
            if book.was_refreshed(text):
                book.end(text)
            raise RefreshTokenInvalid(expected="the last refresh token given")
        release = parts().sign_on.release_again(
            family.permission.grant
        )  # E113: a contract that has ended gives nothing more
        if not book.use_refresh(text):
            book.end(text)
            raise RefreshTokenInvalid(expected="a refresh token that is not used twice at once")
        issued = self._issue(call, family.permission, family_of(text), scope)
        renewed = with_access(family, issued.access, issued.refresh_digest, self._now)
        if not book.save(family_of(text), renewed, issued.seconds):
            raise RefreshTokenInvalid(expected="a refresh token of a sign-on that was not revoked meanwhile")
        document = issued.document(self._id_token(call, family.permission, issued, release))
        self._write_down(release, family.permission)
        return document

    def _issue(self, call: Call, permission: Permission, family: str, scope: str) -> Issued:
        """Make the tokens: none outlives the session."""
        ends = int(permission.grant.authentication.session_end.timestamp())
        expires = min(self._now + self.side.dialect.lifetimes.access, ends)
        refresh = new_token(family) if call.client.terms.refresh_tokens else ""
        access = new_token(family)
        seconds = max(1, (ends if refresh else expires) - self._now)
        return Issued(access, refresh, Access(digest(access), expires, scope), expires - self._now, seconds)

    def _write_down(self, release: Release, permission: Permission) -> None:
        """Write down what the ID token tells; raises `JournalUnavailable`, and then no token leaves."""
        codes = codes_in_id_token(release, permission)
        leaving = Leaving(self.side.issuer.name, "oidc", permission.journey, permission.subject, codes, "token")
        parts().acts.record_release(release, leaving)

    def _id_token(self, call: Call, permission: Permission, issued: Issued, release: Release, nonce: str = "") -> str:
        claims = id_token_claims(permission, self.side.issuer_id, self.side.clock.now(), self.side.dialect)
        if nonce:
            claims["nonce"] = nonce
        claims["at_hash"] = half_hash(issued.token)
        if permission.id_token_claims:
            claims |= id_token_attributes(release, permission)
        return seal_id_token(self.side, call.client.terms, claims)

    @property
    def _book(self) -> TokenBook:
        return TokenBook(parts().store, self.side.issuer.name)

    @property
    def _now(self) -> int:
        return int(self.side.clock.now().timestamp())


def _goes_to_the_same_address(call: Call, code: Code) -> None:
    """RFC 6749 4.1.3: the code was sent there and nowhere else (F126)."""
    if call.get("redirect_uri") != code.permission.redirect_uri:
        raise CodeInvalid(expected=code.permission.redirect_uri, received=call.get("redirect_uri")[:300])


def _proves_who_asked(call: Call, code: Code) -> None:
    """RFC 7636 4.6; RFC 9700 4.8.2: a verifier without a challenge tells of a request that was tampered with (F127)."""
    verifier = call.get("code_verifier")
    if not code.challenge and not verifier:
        return
    if not code.challenge or not proves(verifier, code.challenge):
        raise VerifierWrong(expected="the verifier of the code_challenge" if code.challenge else "no code_verifier")


def _is_still_under_contract(call: Call, code: Code) -> None:
    if call.client.find_contract(code.permission.grant.resource) is None:
        raise CodeInvalid(expected="a contract of this client for the resource")


CODE_CHECKS: tuple[Callable[[Call, Code], None], ...] = (
    _goes_to_the_same_address,
    _proves_who_asked,
    _is_still_under_contract,
)


def _narrowed(permission: Permission, wanted: str) -> str:
    """Return the scope asked for at a refresh, which never widens (RFC 6749 6)."""
    granted = permission.scope.split()
    asked = wanted.split() or granted
    if not set(asked) <= set(granted):
        raise ScopeWidened(expected=permission.scope, received=wanted[:200])
    return " ".join(scope for scope in granted if scope in asked)
