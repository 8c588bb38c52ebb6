"""Owns the endpoint of pushed authorization requests: a client proves who it is, its request is checked at once."""

from dataclasses import dataclass

from flask import Response

from broker.core.errors import Refusal
from broker.core.refusals.authorization import RequestUriUnsupported
from broker.protocols.oidc.asked import known_parameters
from broker.protocols.oidc.authorize import Authorize
from broker.protocols.oidc.call_trace import CallTrace
from broker.protocols.oidc.client_authentication import CREDENTIALS, authenticate, each_once, read_form_pairs
from broker.protocols.oidc.pushed import SECONDS, PushedRequests
from broker.protocols.oidc.replies import answer_json, answer_refusal
from broker.protocols.oidc.requests import read_request
from broker.protocols.oidc.side import OidcSide
from broker.protocols.oidc.strict_json import Document
from broker.web.parts import parts

_CREATED = 201


@dataclass(frozen=True, slots=True)
class Push:
    """Serve one issuer's pushed authorization request endpoint (RFC 9126)."""

    side: OidcSide

    def serve(self) -> Response:
        """Keep a right request, and answer with the reference that stands for it."""
        trace = CallTrace(self.side, "pushed")
        try:
            document = self._push(trace)
        except Refusal as refusal:
            return answer_refusal(refusal, self.side.issuer_id, trace.refused(refusal))
        return answer_json(document, _CREATED)

    def _push(self, trace: CallTrace) -> Document:
        pairs = read_form_pairs(CREDENTIALS | known_parameters(self.side.dialect))
        trace.came(dict(pairs))
        client = authenticate(self.side, parts().store, each_once(pairs, CREDENTIALS), self.side.paths.pushed).client
        kept = [("client_id", client.id), *((name, value) for name, value in pairs if name not in CREDENTIALS)]
        if any(name == "request_uri" for name, _ in kept):  # RFC 9126 2.1
            raise RequestUriUnsupported(expected="the parameters themselves", received="request_uri")
        authorize = Authorize(self.side)
        trusted, redirect_uri = authorize.trust(kept)
        read_request(authorize.ask(trusted, redirect_uri, kept))
        reference = PushedRequests(parts().store, self.side.issuer.name).leave(kept)
        return {"request_uri": reference, "expires_in": SECONDS}
