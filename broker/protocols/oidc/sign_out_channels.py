"""Owns the telling of clients that a session is over: by a logout token, else by a frame in the browser.

`tell` runs in threads of its own, outside of any request.
"""

import secrets
from dataclasses import dataclass
from http import HTTPStatus

from werkzeug.wrappers import Response

from broker.core.session import Participant
from broker.core.sign_out import Closing, Ending, SignOut
from broker.core.terms import OidcTerms
from broker.flows.sign_out import Told
from broker.protocols.oidc.clients import find_client
from broker.protocols.oidc.sealing import sign_for
from broker.protocols.oidc.side import OidcSide
from broker.protocols.oidc.strict_json import Document
from broker.protocols.oidc.traces import message_leg
from broker.transport.service_call import Outgoing, Unanswered
from broker.web.parts import ReturnForm, parts
from broker.web.rendering import render
from broker.web.security_headers import allow_frame_of
from broker.web.sign_out_pages import next_url, service_name
from broker.web.trace_notes import note_leg_of

TOKEN_SECONDS = 120  # OpenID Connect Back-Channel Logout 1.0 4: two minutes at most
_KIND = "logout+jwt"
_EVENT = "http://schemas.openid.net/event/backchannel-logout"
_CLOSED = frozenset({HTTPStatus.OK, HTTPStatus.NO_CONTENT})


@dataclass(frozen=True, slots=True)
class OidcSignOutChannels:
    """Tell the clients of one issuer."""

    side: OidcSide
    outgoing: Outgoing

    def tell(self, participant: Participant) -> Told | None:
        """Post a logout token to a client (Back-Channel Logout 1.0 2.5); None where it registered no address."""
        terms = self._terms(participant)
        if terms is None or not terms.backchannel_logout_uri:
            return None
        claims, now = self.claims(participant), self.side.clock.now()
        token = sign_for(self.side, terms, claims, terms.id_token_signed_response_alg, _KIND)
        said = message_leg(now, "out", "logout_token", participant.service, claims.items())
        front = bool(terms.frontchannel_logout_uri)
        try:
            status = self.outgoing.post(terms.backchannel_logout_uri, {"logout_token": token})
        except Unanswered as error:
            return Told(_closing(participant, Ending.UNREACHED, error.reason), (said,), browser_too=front)
        answered = message_leg(now, "in", "logout_answer", participant.service, [("status", str(status))])
        if status in _CLOSED:
            return Told(_closing(participant, Ending.CLOSED), (said, answered))
        return Told(_closing(participant, Ending.REFUSED, f"HTTP {status}"), (said, answered), browser_too=front)

    def has_front(self, participant: Participant) -> bool:
        """Tell whether a client can be told through the browser."""
        terms = self._terms(participant)
        return terms is not None and bool(terms.frontchannel_logout_uri)

    def send(self, participant: Participant, sign_out: SignOut) -> Response | None:
        """Show a client's own address in a frame, and go on by itself (Front-Channel Logout 1.0 3)."""
        terms = self._terms(participant)
        if terms is None or not terms.frontchannel_logout_uri:
            return None
        named = (("iss", self.side.issuer_id), ("sid", participant.subject))
        frame = ReturnForm.in_query(terms.frontchannel_logout_uri, named).address
        parts().sign_out.record(sign_out, participant, Ending.ASKED)
        note_leg_of(
            sign_out.id,
            message_leg(self.side.clock.now(), "out", "front_channel_logout", participant.service, named),
        )
        allow_frame_of(terms.frontchannel_logout_uri)
        title = service_name(participant.resource, participant.service)
        return render("web/frame.html", frame=frame, next_url=next_url(sign_out), service_title=title)

    def claims(self, participant: Participant) -> Document:
        """Return what a logout token says: whose session at which client is over, and nothing else (2.4)."""
        now = int(self.side.clock.now().timestamp())
        return {
            "iss": self.side.issuer_id,
            "sub": participant.person,
            "aud": participant.service,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
            "jti": secrets.token_urlsafe(18),
            "events": {_EVENT: {}},
            "sid": participant.subject,
        }

    def _terms(self, participant: Participant) -> OidcTerms | None:
        """Return a client's registration as it is now."""
        client = find_client(self.side.contracts, self.side.issuer.name, participant.service)
        return client.terms if client else None


def _closing(participant: Participant, ending: Ending, reason: str = "") -> Closing:
    return Closing(participant.service, participant.resource, ending, reason)
