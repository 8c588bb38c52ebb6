"""Owns single logout over SOAP: asked and answered in one connection, without any browser (SAML bindings 3.2)."""

from dataclasses import dataclass

from flask import Blueprint, Response, request

from broker.core.errors import MessageRefused, Refusal
from broker.core.issuer import SignOutPaths
from broker.core.refusals.decision import UnknownService
from broker.core.refusals.exchange import PrincipalUnknown
from broker.core.refusals.message import SignatureInvalid, SignatureMissing, SoapUnsuitable
from broker.core.roles import ANYBODY
from broker.core.sign_out import Initiator
from broker.flows.sign_out import Order
from broker.protocols.saml.sign_out_replies import NOBODY, SignOutReplies, Verdict, note_answer, verdict_of, verdict_on
from broker.protocols.saml.sign_out_search import find_named
from broker.saml.pysaml2_bridge import SOAP
from broker.saml.side import SamlSide
from broker.saml.sign_out_reader import OpenedSignOut, SignOutPolicy, check_sign_out, open_soap_sign_out
from broker.saml.soap_envelope import CONTENT_TYPE, write_envelope, write_fault
from broker.web.parts import parts
from broker.web.refusal_pages import note_refusal
from broker.web.routes import Routes
from broker.web.trace_notes import hold_message, take_message

# Whoever asks waits for two seconds or so itself: what takes longer here is told as not done.
_SECONDS = 1.5
_STRANGERS = (UnknownService, SignatureMissing, SignatureInvalid)


@dataclass(frozen=True, slots=True)
class SignOutSoap:
    """Serve one issuer's single logout by SOAP."""

    side: SamlSide
    paths: SignOutPaths

    def blueprint(self) -> Blueprint:
        """Make the route, at this issuer's own path."""
        blueprint = Routes("saml_sign_out_soap", __name__, ANYBODY)
        blueprint.add_url_rule(self.paths.soap, "soap", self._take, methods=["POST"])
        return blueprint

    def _take(self) -> Response:
        """Answer in SOAP whatever happens: a message's own no is a status, anything else a fault."""
        try:
            return self._answer()
        except Refusal as refusal:
            note_refusal(refusal)
            return _fault(refusal)

    def _answer(self) -> Response:
        octets = request.get_data()
        hold_message("sign_out_request", "", octets.decode("utf-8", "replace"))
        if request.mimetype != "text/xml":
            raise SoapUnsuitable(expected="Content-Type: text/xml", received=request.mimetype[:80])
        policy = SignOutPolicy(f"{self.side.issuer.url}{self.paths.soap}", self.side.find_peer, self.side.clock.now())
        opened = open_soap_sign_out(octets, policy)
        initiator = Initiator("saml", opened.peer.entity_id, opened.id, binding=SOAP)
        try:
            document = self._carry_out(opened, initiator, policy)
        except PrincipalUnknown as refusal:
            note_refusal(refusal)
            document = self._write(initiator, NOBODY)
        except MessageRefused as refusal:
            note_refusal(refusal)
            document = self._write(initiator, verdict_on(refusal))
        return Response(write_envelope(document), content_type=CONTENT_TYPE)

    def _carry_out(self, opened: OpenedSignOut, initiator: Initiator, policy: SignOutPolicy) -> bytes:
        """End the sessions named; who can be told by a browser only waits for one (SAML core 3.7.3.2)."""
        asked = check_sign_out(opened, policy)
        named = find_named(asked)
        message = take_message(initiator.service, asked.document.decode())
        order = Order(named.sessions, initiator, asking=asked.name_id, message=message, seconds=_SECONDS)
        sign_out = parts().sign_out.carry_out(order)
        document = self._write(initiator, verdict_of(sign_out))
        note_answer(self.side, sign_out, document)
        parts().sign_out.conclude(sign_out)
        return document

    def _write(self, initiator: Initiator, verdict: Verdict) -> bytes:
        return SignOutReplies(self.side).document(initiator, verdict, signed=True)


def _fault(refusal: Refusal) -> Response:
    """SAML bindings 3.2.3.3: 403 for whom nothing is done, 500 with a fault for what cannot be read or served."""
    who = "Server" if refusal.status >= 500 else "Client"  # noqa: PLR2004 - HTTP's own line
    status = 403 if isinstance(refusal, _STRANGERS) else 500
    return Response(write_fault(who, f"{refusal.code}: {refusal.rule.en}"), status, content_type=CONTENT_TYPE)
