"""Owns the sign-out that a client asks for by its own call, with an ID token as bearer (facts/identity-providers.md 2).

No browser takes part: who can be told through one only stays waiting, and is named so in the trace.
"""

from dataclasses import dataclass

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from broker.core.session import Participant
from broker.core.sign_out import Initiator
from broker.flows.sign_out import Order
from broker.protocols.oidc.authlib_bridge import TokenUnverified
from broker.protocols.oidc.own_tokens import OwnToken, read_id_token
from broker.protocols.oidc.session_end import SessionEnd
from broker.protocols.oidc.side import OidcSide
from broker.web.parts import parts

_BEARER = "bearer "


@dataclass(frozen=True, slots=True)
class BearerSignOut:
    """Serve one issuer's sign-out by bearer; without one, it is a browser's end of session."""

    side: OidcSide

    def serve(self) -> AnyResponse:
        """End the session in which the ID token was given; one that is over already is well ended."""
        header = request.headers.get("Authorization", "")
        if not header:
            return SessionEnd(self.side).serve()
        try:
            named = read_id_token(_token(header), self.side)
        except TokenUnverified:
            challenge = f'Bearer realm="{self.side.issuer_id}", error="invalid_token"'  # RFC 6750 3
            return Response(status=401, headers={"WWW-Authenticate": challenge, "Cache-Control": "no-store"})
        self._end(named)
        return Response(status=204, headers={"Cache-Control": "no-store"})

    @staticmethod
    def _end(named: OwnToken) -> None:
        """End what was opened under the token's `sid`, telling the others by the back channel."""
        flow = parts().sign_out
        asking = Participant("oidc", named.client_id, named.sid)
        sessions = flow.find_sessions(asking, lambda found: found.person == named.subject)
        if sessions:
            order = Order(sessions, Initiator("oidc", named.client_id), asking=named.sid)
            flow.conclude(flow.carry_out(order))


def _token(header: str) -> str:
    """Return the bearer of a header; anything else is no token."""
    return header[len(_BEARER) :].strip() if header.lower().startswith(_BEARER) else ""
