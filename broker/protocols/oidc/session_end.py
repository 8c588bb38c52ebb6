"""Owns the end session endpoint: a client sends the browser to sign out (OpenID Connect RP-Initiated Logout 1.0)."""

from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response

from broker.core.refusals.authorization import ParameterUnreadable
from broker.core.refusals.dialect import SignOutHintMissing
from broker.core.refusals.registration import PostLogoutUnregistered
from broker.core.session import Session
from broker.core.sign_out import Initiator
from broker.flows.sign_out import Order
from broker.protocols.oidc.authlib_bridge import TokenUnverified
from broker.protocols.oidc.clients import find_client
from broker.protocols.oidc.own_tokens import OwnToken, read_id_token
from broker.protocols.oidc.parameters import Parameters, Unreadable, read_pairs, read_query, take_each_once
from broker.protocols.oidc.side import OidcSide
from broker.protocols.oidc.traces import message_leg
from broker.web.parts import ReturnForm, parts
from broker.web.rendering import prefer_language
from broker.web.self_post import lead_to
from broker.web.sign_out_pages import ask_to_sign_out, carry_out_here, service_name
from broker.web.trace_notes import hold_leg

_KNOWN = frozenset({"id_token_hint", "logout_hint", "client_id", "post_logout_redirect_uri", "state", "ui_locales"})


@dataclass(frozen=True, slots=True)
class SessionEnd:
    """Serve one issuer's end session endpoint."""

    side: OidcSide

    def serve(self) -> Response:
        """End this browser's session where an ID token proves that the client is in it; ask the person otherwise.

        An expired one proves it too: the session outlives it (2). What a link alone asks ends nothing (H167, C096).
        """
        asked = self._read()
        prefer_language(asked.get("ui_locales", ""))
        hinted = self._read_hint(asked)
        if hinted is None and self.side.dialect.demands.hint_at_sign_out:
            raise SignOutHintMissing(expected="id_token_hint", received="none, or one that is not ours")
        client_id = hinted.client_id if hinted else asked.get("client_id", "")
        address = self._check_address(client_id, asked.get("post_logout_redirect_uri", ""))
        session = parts().find_session()
        if hinted is None:
            return ask_to_sign_out()
        if session is not None and _is_in(session, hinted):
            initiator = Initiator("oidc", client_id, reply_to=address, relay_state=asked.get("state"))
            leg = message_leg(self.side.clock.now(), "in", "logout_request", client_id, asked.items())
            return carry_out_here(Order((session,), initiator, asking=hinted.sid, message=leg))
        if session is None and address:  # it has ended already
            return lead_to(way_back(address, asked.get("state", "")).address, service_name("", client_id))
        return ask_to_sign_out()

    def _read(self) -> Parameters:
        try:
            pairs = read_query() if request.method == "GET" else read_pairs(request.get_data(cache=False))
            found = take_each_once(pairs, _KNOWN)
        except Unreadable as unreadable:
            raise ParameterUnreadable(received=str(unreadable)) from None
        hold_leg(message_leg(self.side.clock.now(), "in", "logout_request", found.get("client_id", ""), found.items()))
        return found

    def _read_hint(self, asked: Parameters) -> OwnToken | None:
        """Return what the hint names; None without one, or with one that is not ours or of another client."""
        try:
            found = read_id_token(asked.get("id_token_hint", ""), self.side)
        except TokenUnverified:
            return None
        return found if asked.get("client_id", found.client_id) == found.client_id else None

    def _check_address(self, client_id: str, address: str) -> str:
        """Return where to lead the browser afterwards, empty for nowhere; refuse what is not registered.

        Where nothing says whose address it is (3), the person is asked, and led nowhere.
        """
        if not address or not client_id:
            return ""
        client = find_client(self.side.contracts, self.side.issuer.name, client_id)
        registered = client.terms.post_logout_redirect_uris if client else ()
        if address not in registered:
            raise PostLogoutUnregistered(expected=", ".join(registered) or "a known client", received=address[:300])
        return address


def way_back(address: str, state: str) -> ReturnForm:
    """Return the way to a registered address, with the state as it came (3)."""
    return ReturnForm.in_query(address, (("state", state),) if state else ())


def _is_in(session: Session, hinted: OwnToken) -> bool:
    """Tell whether an ID token was given in this very session."""
    named = ("oidc", hinted.client_id, hinted.sid)
    return any((one.protocol, one.service, one.subject) == named for one in parts().sessions.participants(session))
