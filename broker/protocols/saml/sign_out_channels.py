"""Owns the telling of SAML peers that a session is over: server to server over SOAP, else through the browser.

The same for services and for the guichet above, which differ in where their metadata says so and in whose NameID it
is. `tell` runs in threads of its own, outside of any request.
"""

from dataclasses import dataclass

from werkzeug.wrappers import Response

from broker.core.errors import Refusal
from broker.core.refusals.condition import AnswerUnexpected
from broker.core.refusals.exchange import PeerAnswerUnsuitable, PeerUnreached
from broker.core.session import SAML_GUICHET, Participant
from broker.core.sign_out import Closing, Ending, SignOut
from broker.core.trace import Leg
from broker.flows.sign_out import Told
from broker.saml.bindings import write_post, write_redirect
from broker.saml.peer import Endpoint
from broker.saml.peer_call import is_awake, is_trusted, post_envelope
from broker.saml.pysaml2_bridge import HTTP_POST, HTTP_REDIRECT, SOAP
from broker.saml.side import SamlSide
from broker.saml.sign_out_answer_reader import VerifiedSignOutAnswer, read_soap_answer
from broker.saml.sign_out_reader import SignOutPolicy
from broker.saml.sign_out_writer import SignOutContent, write_sign_out
from broker.saml.soap_envelope import write_envelope
from broker.web.parts import ReturnForm, parts
from broker.web.self_post import lead_to, self_post
from broker.web.sign_out_pages import service_name
from broker.web.trace_notes import note_leg_of

_FRONT = (HTTP_REDIRECT, HTTP_POST)


@dataclass(frozen=True, slots=True)
class SamlSignOutChannels:
    """Tell services (`saml`) or the guichet above (`saml-guichet`) of one issuer, trusting a file of authorities."""

    side: SamlSide
    protocol: str
    authorities: str

    def tell(self, participant: Participant) -> Told | None:
        """Tell a peer over SOAP; of one that the browser must be sent to, ask in time whether anybody is there."""
        endpoint = self._find(participant, SOAP)
        if endpoint is not None:
            return _SoapCall(self.side, participant, self._content(participant, endpoint)).made(self.authorities)
        front = self._find(participant, *_FRONT)
        if front is not None and not is_awake(front.location, self.authorities):
            return Told(_closing(participant, Ending.UNREACHED, "nobody answers at its address"))
        return None

    def has_front(self, participant: Participant) -> bool:
        """Tell whether the peer can be told through the browser."""
        return self._find(participant, *_FRONT) is not None

    def send(self, participant: Participant, sign_out: SignOut) -> Response | None:
        """Send the browser to a peer with a signed request; None where nobody is there to send it back."""
        endpoint = self._find(participant, *_FRONT)
        if endpoint is None or not is_awake(endpoint.location, self.authorities):
            return None
        by_post = endpoint.binding == HTTP_POST
        written = write_sign_out(self._content(participant, endpoint), self.side.key if by_post else None)
        way = answer_way(self.side.issuer.name, participant.service)
        parts().journeys.expect_answer(way, written.request_id, sign_out.id)
        note_leg_of(sign_out.id, self._leg("out", "sign_out_request", participant, written.document))
        title = service_name(participant.resource, participant.service)
        if by_post:
            return self_post(ReturnForm(endpoint.location, (("SAMLRequest", write_post(written.document)),)), title)
        return lead_to(
            write_redirect(endpoint.location, "SAMLRequest", written.document, "", self.side.key), title, anew=True
        )

    def _find(self, participant: Participant, *bindings: str) -> Endpoint | None:
        """Return the first address of these bindings, as the peer's metadata is now."""
        peer = self.side.find_peer(participant.service)
        if peer is None:
            return None
        found = peer.guichet_sign_out if self.protocol == SAML_GUICHET else peer.sign_out
        return next((one for binding in bindings for one in found if one.binding == binding), None)

    def _content(self, participant: Participant, endpoint: Endpoint) -> SignOutContent:
        """Name the session as the assertion did: ours of a service, the guichet's own of the guichet."""
        ours = self.side.issuer.entity_id
        return SignOutContent(
            issuer=ours,
            destination=endpoint.location,
            issued_at=self.side.clock.now(),
            name_id=participant.subject,
            name_id_format=participant.subject_format,
            qualifiers=participant.subject_qualifiers if self.protocol == SAML_GUICHET else (ours, participant.service),
            session_index=participant.index,
        )

    def _leg(self, direction: str, title: str, participant: Participant, document: bytes) -> Leg:
        return Leg(self.side.clock.now(), direction, title, participant.service, (), document.decode())


@dataclass(frozen=True, slots=True)
class _SoapCall:
    """Hold one call to one peer."""

    side: SamlSide
    participant: Participant
    content: SignOutContent

    def made(self, authorities: str) -> Told:
        """Call, and say what came of it; whatever goes wrong is written down, for the others are told all the same."""
        written = write_sign_out(self.content, self.side.key)
        asked = self._leg("out", "sign_out_request", written.document)
        try:
            octets = post_envelope(self.content.destination, write_envelope(written.document), authorities)
        except PeerUnreached as refusal:
            return Told(_closing(self.participant, Ending.UNREACHED, refusal.received), (asked,))
        except PeerAnswerUnsuitable as refusal:
            return self._told(Ending.REFUSED, refusal.received, (asked,))
        try:
            answer = self._read(octets, written.request_id)
        except Refusal as refusal:
            return self._told(Ending.REFUSED, refusal.code, (asked, self._leg("in", "sign_out_answer", octets)))
        return self._told(*ending_of(answer), (asked, self._leg("in", "sign_out_answer", answer.document)))

    def _told(self, ending: Ending, reason: str, legs: tuple[Leg, ...]) -> Told:
        """SAML core 3.7.3.2: every usable binding is tried; the browser may do what could not be done without it."""
        browser_too = ending in {Ending.PARTLY, Ending.REFUSED}
        return Told(_closing(self.participant, ending, reason), legs, browser_too)

    def _read(self, octets: bytes, request_id: str) -> VerifiedSignOutAnswer:
        location = self.content.destination
        policy = SignOutPolicy(location, self.side.find_peer, self.side.clock.now())
        trusted = is_trusted(location)
        answer = read_soap_answer(octets, self.participant.service, policy, trusted_connection=trusted)
        if answer.in_response_to != request_id:
            raise AnswerUnexpected(expected=request_id, received=answer.in_response_to[:80])
        return answer

    def _leg(self, direction: str, title: str, message: bytes) -> Leg:
        text = message.decode("utf-8", "replace")
        return Leg(self.side.clock.now(), direction, title, self.participant.service, (), text)


def ending_of(answer: VerifiedSignOutAnswer) -> tuple[Ending, str]:
    """Return what an answer means, and the codes by which it says so (SAML core 3.2.2.2, 3.7.3.2)."""
    reason = ", ".join(code.rsplit(":", 1)[-1] for code in answer.statuses)[:120]
    if answer.is_success:
        return Ending.CLOSED, ""
    if answer.is_partial:
        return Ending.PARTLY, reason
    return Ending.ABSENT if answer.knows_nobody else Ending.REFUSED, reason


def answer_way(issuer: str, peer: str) -> str:
    """Name the way of one issuer's sign-outs to one peer: what one was asked, no other may answer."""
    return f"{issuer} sign-out {peer}"


def _closing(participant: Participant, ending: Ending, reason: str) -> Closing:
    return Closing(participant.service, participant.resource, ending, reason)
