"""Owns the answers to a LogoutRequest: what became of the sign-out, in SAML's status codes. Decides nothing."""

from dataclasses import dataclass

from broker.core.errors import Refusal
from broker.core.session import SAML_GUICHET
from broker.core.sign_out import Initiator, SignOut
from broker.core.trace import Leg
from broker.saml.bindings import write_post, write_redirect
from broker.saml.pysaml2_bridge import (
    HTTP_POST,
    HTTP_REDIRECT,
    STATUS_PARTIAL_LOGOUT,
    STATUS_REQUEST_DENIED,
    STATUS_REQUESTER,
    STATUS_SUCCESS,
    STATUS_UNKNOWN_PRINCIPAL,
)
from broker.saml.response_writer import ErrorContent
from broker.saml.side import SamlSide
from broker.saml.sign_out_reader import VerifiedSignOut
from broker.saml.sign_out_writer import write_sign_out_answer
from broker.web.parts import ReturnForm
from broker.web.trace_notes import note_leg_of


@dataclass(frozen=True, slots=True)
class Verdict:
    """Hold the status of an answer, its second level, and words for the publisher."""

    status: str
    substatus: str = ""
    message: str = ""


NOBODY = Verdict(STATUS_REQUESTER, STATUS_UNKNOWN_PRINCIPAL, "no session of that NameID and SessionIndex")


def verdict_of(sign_out: SignOut) -> Verdict:
    """SAML core 3.7.3.2: the first level is our own session's, PartialLogout says that not all others are over."""
    return Verdict(STATUS_SUCCESS) if sign_out.is_whole else Verdict(STATUS_SUCCESS, STATUS_PARTIAL_LOGOUT)


def verdict_on(refusal: Refusal) -> Verdict:
    """Say why a verified request is not carried out: the code and the rule, nothing about the person."""
    return Verdict(STATUS_REQUESTER, STATUS_REQUEST_DENIED, f"{refusal.code}: {refusal.rule.en}")


def initiator_of(asked: VerifiedSignOut, protocol: str, binding: str) -> Initiator:
    """Return who asked, and where its metadata has the answer go: by the same binding if it can."""
    found = asked.peer.guichet_sign_out if protocol == SAML_GUICHET else asked.peer.sign_out
    order = (binding, *(one for one in (HTTP_REDIRECT, HTTP_POST) if one != binding))
    ways = (one for wanted in order for one in found if one.binding == wanted) if asked.wants_answer else iter(())
    way = next(ways, None)
    return Initiator(
        protocol="saml",
        service=asked.peer.entity_id,
        request_id=asked.id,
        reply_to=way.answer_location if way else "",
        binding=way.binding if way else "",
        relay_state=asked.relay_state,
    )


def note_answer(side: SamlSide, sign_out: SignOut, document: bytes) -> None:
    """Record in the trace of a sign-out what is answered to who asked for it."""
    assert sign_out.initiator is not None, "only who asked is answered"
    leg = Leg(side.clock.now(), "out", "sign_out_answer", sign_out.initiator.service, (), document.decode())
    note_leg_of(sign_out.id, leg)


@dataclass(frozen=True, slots=True)
class SignOutReplies:
    """Write one issuer's answers."""

    side: SamlSide

    def form(self, initiator: Initiator, verdict: Verdict) -> tuple[ReturnForm, bytes] | None:
        """Return what carries a signed answer through the browser, and its document; None where none is wanted."""
        if not initiator.reply_to:
            return None
        by_post = initiator.binding == HTTP_POST
        document = self.document(initiator, verdict, signed=by_post)
        state = initiator.relay_state
        if not by_post:
            url = write_redirect(initiator.reply_to, "SAMLResponse", document, state or "", self.side.key)
            return ReturnForm(url, (), "get"), document
        fields = [("SAMLResponse", write_post(document))]
        if state is not None:
            fields.append(("RelayState", state))
        return ReturnForm(initiator.reply_to, tuple(fields)), document

    def document(self, initiator: Initiator, verdict: Verdict, *, signed: bool) -> bytes:
        """Write the answer itself; over SOAP it goes to no address."""
        content = ErrorContent(
            issuer=self.side.issuer.entity_id,
            destination=initiator.reply_to,
            in_response_to=initiator.request_id,
            status=verdict.status,
            substatus=verdict.substatus,
            message=verdict.message,
            issued_at=self.side.clock.now(),
        )
        return write_sign_out_answer(content, self.side.key if signed else None)
