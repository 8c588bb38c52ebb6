"""Owns the SAML routes towards services: metadata, single sign-on by Redirect and by POST, and the answer."""

from dataclasses import dataclass

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from broker.core.errors import Refusal
from broker.core.journey import Journey, ServiceRequest
from broker.core.refusals.journey import ProxyForbidden
from broker.core.roles import ANYBODY
from broker.core.sign_out import SignOut
from broker.protocols.saml.replies import SamlReplies, form_for
from broker.protocols.saml.sign_out_replies import SignOutReplies, note_answer, verdict_of
from broker.saml.metadata_writer import write_metadata
from broker.saml.request_reader import (
    Leniency,
    RequestPolicy,
    VerifiedAuthnRequest,
    read_post_request,
    read_redirect_request,
)
from broker.saml.side import SamlSide
from broker.web.acts_at_end import release_at_end
from broker.web.browser import browser_secret
from broker.web.followed_link import take_hint
from broker.web.journey_runner import follow, run
from broker.web.parts import ReturnForm, parts
from broker.web.request_end import count_at_end, keep_at_end
from broker.web.routes import Routes
from broker.web.self_post import self_post
from broker.web.trace_notes import hold_message, note_message, note_release

_METADATA_TYPE = "application/samlmetadata+xml"
_RELAY_STATE_BYTES = 80


@dataclass(frozen=True, slots=True)
class SamlEndpoints:
    """Serve one issuer's SAML side towards services."""

    side: SamlSide

    def blueprint(self) -> Blueprint:
        """Make the routes, at this issuer's own paths."""
        paths = self.side.issuer.paths
        blueprint = Routes("saml", __name__, ANYBODY)
        blueprint.add_url_rule(paths.metadata, "metadata", self._metadata, methods=["GET"])
        blueprint.add_url_rule(paths.redirect, "redirect", self._redirect, methods=["GET"])
        blueprint.add_url_rule(paths.post, "post", self._post, methods=["POST"])
        return blueprint

    def answer(self, journey: Journey) -> Response:
        """Release to the service: the last step of a journey."""
        sign_on = parts().sign_on
        contract = sign_on.contract_of(journey)
        session = sign_on.check_authentication(journey, parts().find_session())
        replies = SamlReplies(self.side)
        replies.check(journey)
        release = sign_on.release(journey, session)
        participant = replies.participant(journey, contract, release)
        written = replies.write(journey, release, participant, contract)
        # A sign-out that comes meanwhile may not see whom it is to tell: then nothing is opened.
        keep_at_end(*parts().sessions.join_writes(session, participant), provided=session)
        count_at_end(release.door)
        release_at_end(journey, contract, release)
        note_release(journey, release)
        note_message(journey, "out", "service_response", journey.request.entity_id, written.readable.decode())
        return self_post(form_for(journey, written.document), contract.title)

    def refuse(self, journey: Journey, refusal: Refusal) -> ReturnForm:
        """Make the form that hands a refusal to the service."""
        document = SamlReplies(self.side).write_refusal(journey, refusal)
        note_message(journey, "out", "refusal_response", journey.request.entity_id, document.decode())
        return form_for(journey, document)

    def answer_sign_out(self, sign_out: SignOut) -> ReturnForm | None:
        """Make the form that tells whoever asked for a sign-out, service or guichet, what became of it."""
        replies, initiator = SignOutReplies(self.side), sign_out.initiator
        made = replies.form(initiator, verdict_of(sign_out)) if initiator is not None else None
        if made is None:
            return None
        form, document = made
        note_answer(self.side, sign_out, document)
        return form

    def _metadata(self) -> Response:
        document = write_metadata(self.side.issuer, self.side.keys, self.side.clock.now())
        return Response(document, mimetype=_METADATA_TYPE, headers={"Cache-Control": "max-age=300"})

    def _redirect(self) -> AnyResponse:
        query = request.query_string
        hold_message("service_request", "", request.args.get("SAMLRequest", ""))
        return self._begin(read_redirect_request(query, self._policy(self.side.issuer.paths.redirect)))

    def _post(self) -> AnyResponse:
        messages, states = request.form.getlist("SAMLRequest"), request.form.getlist("RelayState")
        hold_message("service_request", "", "".join(messages[:1]))
        return self._begin(read_post_request(messages, states, self._policy(self.side.issuer.paths.post)))

    def _begin(self, asked: VerifiedAuthnRequest) -> AnyResponse:
        """Turn a verified request into a journey."""
        wanted = ServiceRequest(
            protocol="saml",
            entity_id=asked.entity_id,
            request_id=asked.id,
            reply_to=asked.consumer_url,
            relay_state=asked.relay_state,
            passive=asked.passive,
            fresh=asked.force_authn,
            comparison=asked.comparison,
            contexts=asked.context_classes,
        )
        journey = parts().sign_on.begin(wanted, browser_secret())
        follow(journey)
        note_message(journey, "in", "service_request", asked.entity_id, asked.document.decode())
        if asked.proxy_count == 0 and self.side.issuer.password is None:  # B091
            raise ProxyForbidden(received="ProxyCount=0")
        found = parts().find_session()
        return run(parts().sign_on.admit(journey, take_hint, found))

    def _policy(self, path: str) -> RequestPolicy:
        contracts = parts().contracts.all(self.side.issuer.name)
        # facts/gar.md 4.2: RelayState is the resource's own address, which may be longer than SAML's 80 bytes.
        longest = max((len(contract.access_url.encode()) for contract in contracts), default=0)
        return RequestPolicy(
            location=f"{self.side.issuer.url}{path}",
            find_peer=self.side.find_peer,
            now=self.side.clock.now(),
            find_leniency=self._leniency,
            relay_state_cap=max(_RELAY_STATE_BYTES, longest),
        )

    def _leniency(self, entity_id: str) -> Leniency:
        """Tolerate of a service only what each of its contracts names."""
        contracts = parts().contracts.by_entity(self.side.issuer.name, entity_id)
        return Leniency(
            unsigned_requests=bool(contracts)
            and all(c.saml is not None and c.saml.unsigned_requests_accepted for c in contracts)
        )
