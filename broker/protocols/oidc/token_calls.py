"""Owns what a client may say and ask of its own tokens: revocation (RFC 7009) and introspection (RFC 7662)."""

from dataclasses import dataclass

from flask import Response

from broker.core.errors import Refusal
from broker.core.refusals.client import CallUnreadable, ClientNotAuthenticated
from broker.protocols.oidc.call_trace import CallTrace
from broker.protocols.oidc.client_authentication import CREDENTIALS, Call, authenticate, read_form
from broker.protocols.oidc.permissions import Family
from broker.protocols.oidc.replies import answer_json, answer_refusal
from broker.protocols.oidc.side import OidcSide
from broker.protocols.oidc.strict_json import Document
from broker.protocols.oidc.token_book import TokenBook, find_access, is_refresh
from broker.web.parts import parts

_KNOWN = CREDENTIALS | {"token", "token_type_hint"}
_INACTIVE: Document = {"active": False}


@dataclass(frozen=True, slots=True)
class TokenCalls:
    """Serve one issuer's revocation and introspection endpoints: to a client its own tokens, nobody else's (G163)."""

    side: OidcSide

    def revoke(self) -> Response:
        """End all that came of a token's sign-on; a token that is unknown, or another's, is answered just so."""
        trace = CallTrace(self.side, "revocation")
        try:
            call = self._read(trace, self.side.paths.revocation)
            if self._find(call) is not None:
                TokenBook(parts().store, self.side.issuer.name).end(call.get("token"))
        except Refusal as refusal:
            return answer_refusal(refusal, self.side.issuer_id, trace.refused(refusal))
        return answer_json(b"")

    def introspect(self) -> Response:
        """Say what a token of the client's own stands for, while it holds."""
        trace = CallTrace(self.side, "introspection")
        try:
            call = self._read(trace, self.side.paths.introspection)
            if call.client.is_public:
                raise ClientNotAuthenticated(expected="a client with a secret or a key")
            document = self._describe(call)
        except Refusal as refusal:
            return answer_refusal(refusal, self.side.issuer_id, trace.refused(refusal))
        return answer_json(document)

    def _read(self, trace: CallTrace, path: str) -> Call:
        parameters = read_form(_KNOWN)
        trace.came(parameters)
        call = authenticate(self.side, parts().store, parameters, path)
        if not call.get("token"):
            raise CallUnreadable(expected="token")
        return call

    def _find(self, call: Call) -> Family | None:
        """Return the family of a token that is, or was, the client's own; nothing for a mere look-alike."""
        token = call.get("token")
        family = TokenBook(parts().store, self.side.issuer.name).find(token)
        if family is None or family.permission.client_id != call.client.id:
            return None
        return family if is_refresh(family, token) or find_access(family, token, 0) else None

    def _describe(self, call: Call) -> Document:
        family, token, now = self._find(call), call.get("token"), int(self.side.clock.now().timestamp())
        if family is None:
            return _INACTIVE
        permission = family.permission
        grant, access = permission.grant, find_access(family, token, now)
        ends = int(grant.authentication.session_end.timestamp())
        if parts().sessions.find_current(grant.issuer, grant.session) is None or (
            access is None and not is_refresh(family, token)
        ):
            return _INACTIVE
        return {
            "active": True,
            "iss": self.side.issuer_id,
            "client_id": permission.client_id,
            "sub": permission.subject,
            "aud": permission.client_id,
            "scope": access.scope if access else permission.scope,
            "exp": access.expires if access else ends,
            "token_type": "Bearer" if access else "refresh_token",
        }
