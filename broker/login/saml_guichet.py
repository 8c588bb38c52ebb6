"""Owns the sign-in by another guichet over SAML: asks it, verifies its answer, keeps who it vouches for."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from broker.core.errors import Refusal
from broker.core.issuer import Guichet
from broker.core.journey import Journey
from broker.core.refusals.condition import StatusUnsuccessful
from broker.core.refusals.exchange import AnswerUnknown, AssertionReplayed
from broker.core.refusals.journey import ContextUnavailable, PassiveImpossible, UnknownProject
from broker.core.refusals.metadata import MetadataEndpointMissing
from broker.core.roles import ANYBODY
from broker.core.session import SAML_GUICHET, Participant
from broker.core.sign_in_methods import ONE_TIME_PASSWORD
from broker.flows.sign_on import JOURNEY_SECONDS
from broker.login.account_choice import Vouched, enter_by
from broker.login.vouching import read_authentication
from broker.saml.bindings import only_value
from broker.saml.expectation import Expectation, ResponsePolicy
from broker.saml.peer import Peer
from broker.saml.pysaml2_bridge import HTTP_REDIRECT
from broker.saml.request_writer import RequestContent, write_request
from broker.saml.response_reader import VerifiedResponse, read_response
from broker.saml.side import SamlSide
from broker.saml.signature_rules import SignaturePolicy
from broker.web.browser import browser_secret
from broker.web.journey_runner import follow
from broker.web.parts import parts
from broker.web.routes import Routes
from broker.web.trace_notes import hold_message, note, note_message

# facts/gar.md 5: a real ENT gives its confirmation five days; such a guichet is named `loose_times`.
_LOOSE = timedelta(days=5, minutes=5)


@dataclass(frozen=True, slots=True)
class SamlGuichet:
    """Ask other guichets on behalf of one issuer."""

    side: SamlSide

    def blueprint(self) -> Blueprint:
        """Make the route at which guichets answer."""
        consumer = self.side.issuer.paths.consumer
        assert consumer is not None, "an issuer that asks guichets has a consumer path"
        blueprint = Routes("guichet", __name__, ANYBODY)
        blueprint.add_url_rule(consumer, "answer", self._answer, methods=["POST"])
        return blueprint

    def ask(self, journey: Journey) -> AnyResponse:
        """Send the browser to the journey's guichet with a signed request."""
        guichet, peer = self._find_guichet(journey.guichet or "")
        destination = peer.find_sign_on(HTTP_REDIRECT)
        if destination is None:  # we ask by Redirect only; without an address the browser would come back to us
            raise MetadataEndpointMissing(expected="SingleSignOnService HTTP-Redirect", received="HTTP-POST only")
        content = RequestContent(
            issuer=self.side.issuer.entity_id,
            destination=destination,
            consumer=self.side.issuer.consumer_url,
            issued_at=self.side.clock.now(),
            relay_state=journey.id,
            force_authn=journey.request.wants_new_sign_in,
            passive=journey.request.passive,
            context_classes=(ONE_TIME_PASSWORD,) if journey.two_factors else (),
        )
        written = write_request(content, self.side.key)
        parts().journeys.expect_answer(self._way(guichet), written.request_id, journey.id)
        parts().store.put(_asked_key(journey.id), guichet.name.encode(), JOURNEY_SECONDS)
        note_message(journey, "out", "guichet_request", guichet.entity_id, written.document.decode())
        return redirect(written.url, 302)

    def _answer(self) -> AnyResponse:
        """Take a guichet's answer: verify, use once, then go on in the browser that asked."""
        encoded = only_value(request.form.getlist("SAMLResponse"), "SAMLResponse")
        relay_state = only_value(request.form.getlist("RelayState") or [""], "RelayState")
        self._hold(encoded, relay_state)
        asked = parts().store.find(_asked_key(relay_state))
        if asked is None:
            raise AnswerUnknown(
                expected="the RelayState of a request under way", received="another" if relay_state else "none"
            )
        guichet, peer = self._find_guichet(asked.decode())
        try:
            response = read_response(encoded, self._expectation(guichet, peer, parts().journeys.find(relay_state)))
        except StatusUnsuccessful as refusal:
            raise _told_silently(refusal) from None
        journey = self._take_journey(response, guichet, relay_state)
        follow(journey)
        message = response.assertion_document if response.encrypted else response.document
        note_message(journey, "in", "guichet_response", response.issuer, message.decode())
        authentication = read_authentication(response, guichet)
        note(journey, "signed_in", guichet=guichet.name, method=authentication.method)
        above = Participant(
            protocol=SAML_GUICHET,
            service=response.issuer,
            subject=response.name_id,
            index=response.session_index,
            subject_format=response.name_id_format,
            subject_qualifiers=response.name_id_qualifiers,
        )
        return enter_by(journey, Vouched(guichet.name, authentication, above))

    def _hold(self, encoded: str, relay_state: str) -> None:
        """Keep the message for the trace of its own journey, before anything is decided about it."""
        journey = parts().journeys.find(relay_state) if relay_state else None
        if journey is not None and parts().sign_on.is_own(journey, browser_secret()):
            g.journey = journey
        hold_message("guichet_response", "", encoded)

    def _take_journey(self, response: VerifiedResponse, guichet: Guichet, relay_state: str) -> Journey:
        """Use the assertion and the request once each (B046–B051), and resume in the same browser only (B047).

        The request must be one that this very guichet was asked, in the journey that RelayState names (B085, B090).
        """
        found = parts()
        left = response.not_on_or_after - self.side.clock.now() + timedelta(minutes=5)
        if not found.journeys.use_once(
            f"assertion {response.issuer}", response.assertion_id, int(left.total_seconds())
        ):
            raise AssertionReplayed(expected="a fresh assertion ID", received=response.assertion_id)
        journey_id = found.journeys.take_answer(self._way(guichet), response.in_response_to)
        if journey_id is None or journey_id != relay_state:
            raise AnswerUnknown(expected="a request under way", received=response.in_response_to[:80])
        return found.sign_on.resume(journey_id, browser_secret())

    def _expectation(self, guichet: Guichet, peer: Peer, journey: Journey | None) -> Expectation:
        """Say what an acceptable answer is; where the journey is over, only the memory of what was used remains."""
        policy = ResponsePolicy(signatures=SignaturePolicy(sha1_tolerated=guichet.sha1_tolerated))
        if guichet.loose_times:
            policy = ResponsePolicy(max_lifetime=_LOOSE, signatures=policy.signatures)
        now = self.side.clock.now()
        return Expectation(
            entity_id=self.side.issuer.entity_id,
            consumer_url=self.side.issuer.consumer_url,
            peer=peer,
            in_response_to=lambda _request_id: True,  # consumed in _take_journey, after the replay check
            now=now,
            policy=policy,
            decryption_keys=self.side.keys.published,
            requested_at=journey.started if journey else None,  # B057
            max_authentication_age=now - journey.started
            if journey and journey.request.wants_new_sign_in
            else None,  # B063
        )

    def _way(self, guichet: Guichet) -> str:
        """Name the way from this issuer to one guichet: what one was asked, no other may answer (B090)."""
        return f"{self.side.issuer.name} {guichet.name}"

    def _find_guichet(self, name: str) -> tuple[Guichet, Peer]:
        guichet = next((found for found in parts().sign_on.find_guichets() if found.name == name), None)
        peer = self.side.peers.find(guichet.entity_id) if guichet else None
        if guichet is None or peer is None or not peer.is_guichet:
            raise UnknownProject(expected="a guichet whose metadata is registered", received=name)
        return guichet, peer


def _told_silently(refusal: StatusUnsuccessful) -> Refusal:
    """Hand a guichet's no to the service that asked silently: it expects NoPassive, not a page (SAML core 3.4.1).

    So is the no of a guichet that has no second factor to ask for: the service expects NoAuthnContext.
    """
    journey: Journey | None = g.get("journey")
    if journey and journey.two_factors and "NoAuthnContext" in refusal.received:
        return ContextUnavailable(expected=f"two factors, such as {ONE_TIME_PASSWORD}", received=refusal.received)
    return PassiveImpossible(received=refusal.received) if journey and journey.request.passive else refusal


def _asked_key(journey_id: str) -> str:
    return f"asked:{{{journey_id}}}"
