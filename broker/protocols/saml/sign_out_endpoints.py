"""Owns the routes of single logout through a browser: one address per binding, for requests and for answers."""

from dataclasses import dataclass

from flask import Blueprint, redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from broker.core.issuer import SignOutPaths
from broker.core.refusals.exchange import AnswerUnknown, PrincipalUnknown
from broker.core.refusals.message import MessageMissing, ParameterRepeated
from broker.core.roles import ANYBODY
from broker.core.sign_out import SignOut
from broker.flows.sign_out import Order
from broker.protocols.saml.sign_out_channels import answer_way, ending_of
from broker.protocols.saml.sign_out_replies import NOBODY, SignOutReplies, initiator_of
from broker.protocols.saml.sign_out_search import find_named, protocols_of
from broker.saml.pysaml2_bridge import HTTP_POST, HTTP_REDIRECT
from broker.saml.side import SamlSide
from broker.saml.sign_out_answer_reader import VerifiedSignOutAnswer, read_post_answer, read_redirect_answer
from broker.saml.sign_out_reader import (
    SignOutPolicy,
    VerifiedSignOut,
    check_sign_out,
    open_post_sign_out,
    open_redirect_sign_out,
)
from broker.web.parts import parts
from broker.web.refusal_pages import note_refusal
from broker.web.routes import Routes
from broker.web.self_post import hand_over
from broker.web.sign_out_pages import carry_out_here, go_on, next_url, resume_sign_out, service_name
from broker.web.trace_notes import hold_message, note_leg_of, take_message

_REQUEST, _ANSWER = "SAMLRequest", "SAMLResponse"


@dataclass(frozen=True, slots=True)
class SignOutEndpoints:
    """Serve one issuer's single logout by HTTP-Redirect and HTTP-POST."""

    side: SamlSide
    paths: SignOutPaths

    def blueprint(self) -> Blueprint:
        """Make the routes, at this issuer's own paths."""
        blueprint = Routes("saml_sign_out", __name__, ANYBODY)
        blueprint.add_url_rule(self.paths.redirect, "redirect", self._redirect, methods=["GET"])
        blueprint.add_url_rule(self.paths.post, "post", self._post, methods=["POST"])
        return blueprint

    def _redirect(self) -> Response:
        """Take a request or an answer from the query."""
        policy = self._policy(self.paths.redirect)
        if _carries(request.args) == _ANSWER:
            hold_message("sign_out_answer", "", request.args[_ANSWER])
            taken = self._take_answer(read_redirect_answer(request.query_string, policy))
            return go_on(resume_sign_out(taken.id))
        hold_message("sign_out_request", "", request.args[_REQUEST])
        opened = open_redirect_sign_out(request.query_string, policy)
        return self._carry_out(check_sign_out(opened, policy), HTTP_REDIRECT)

    def _post(self) -> Response:
        """Take a request or an answer from a form.

        Another site's form comes without our cookies where they are Lax: who goes on is asked at an address of ours.
        """
        policy = self._policy(self.paths.post)
        if _carries(request.form) == _ANSWER:
            hold_message("sign_out_answer", "", request.form[_ANSWER])
            taken = self._take_answer(read_post_answer(request.form.getlist(_ANSWER), policy))
            return redirect(next_url(taken), 303)
        hold_message("sign_out_request", "", request.form[_REQUEST])
        opened = open_post_sign_out(request.form.getlist(_REQUEST), request.form.getlist("RelayState"), policy)
        return self._carry_out(check_sign_out(opened, policy), HTTP_POST)

    def _carry_out(self, asked: VerifiedSignOut, binding: str) -> Response:
        """End the sessions that a request names, whichever the browser's own is (SAML profiles 4.4.3.2)."""
        try:
            named = find_named(asked)
        except PrincipalUnknown as refusal:
            return self._say_nobody(asked, binding, refusal)
        order = Order(
            sessions=named.sessions,
            initiator=initiator_of(asked, named.protocol, binding),
            asking=asked.name_id,
            message=take_message(asked.peer.entity_id, asked.document.decode()),
        )
        return carry_out_here(order)

    def _say_nobody(self, asked: VerifiedSignOut, binding: str, refusal: PrincipalUnknown) -> Response:
        """Send the browser back at once: nothing ended, so there is nothing to show (SAML core 3.7.3.2)."""
        initiator = initiator_of(asked, protocols_of(asked.peer)[0], binding)
        made = SignOutReplies(self.side).form(initiator, NOBODY)
        if made is None:
            raise refusal
        note_refusal(refusal)
        form, _document = made
        title = service_name("", initiator.service)
        return hand_over(form, title, anew=True)

    def _take_answer(self, answer: VerifiedSignOutAnswer) -> SignOut:
        """Record what a peer answers: to a request that this very peer was asked, once (C095)."""
        found, peer = parts(), answer.peer.entity_id
        sign_out_id = found.journeys.take_answer(answer_way(self.side.issuer.name, peer), answer.in_response_to)
        sign_out = found.sign_out.resume(sign_out_id) if sign_out_id else None
        if sign_out is None or sign_out.asked is None or sign_out.asked.service != peer:
            raise AnswerUnknown(expected="a sign-out request under way", received=answer.in_response_to[:80])
        leg = take_message(peer, answer.document.decode())
        if leg is not None:
            note_leg_of(sign_out.id, leg)
        return found.sign_out.record(sign_out, sign_out.asked, *ending_of(answer))

    def _policy(self, path: str) -> SignOutPolicy:
        return SignOutPolicy(f"{self.side.issuer.url}{path}", self.side.find_peer, self.side.clock.now())


def _carries(fields: "MultiDict[str, str]") -> str:
    """Return which of the two messages came; exactly one must (D105)."""
    came = [name for name in (_REQUEST, _ANSWER) if name in fields]
    if len(came) > 1:
        raise ParameterRepeated(expected=f"{_REQUEST} or {_ANSWER}", received="both")
    if not came:
        raise MessageMissing(expected=f"{_REQUEST} or {_ANSWER}")
    return came[0]
