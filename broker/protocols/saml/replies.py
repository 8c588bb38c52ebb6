"""Owns the answers to services: a release becomes a signed response, a refusal a signed status. Decides nothing."""

import secrets
from dataclasses import dataclass

from broker.core.contract import Contract, Identifier
from broker.core.errors import Refusal
from broker.core.journey import Journey
from broker.core.refusals.condition import ConsumerUnknown
from broker.core.refusals.decision import UnknownService
from broker.core.release import Release
from broker.core.session import Participant
from broker.protocols.saml.answer_styles import protected, style_of, styled
from broker.protocols.saml.attribute_names import name_of
from broker.protocols.saml.refusals import RESPONDER, STATUS
from broker.saml.bindings import write_post
from broker.saml.peer import Peer
from broker.saml.pysaml2_bridge import NAMEID_PERSISTENT, NAMEID_TRANSIENT
from broker.saml.response_writer import (
    ErrorContent,
    Protection,
    ResponseContent,
    SamlAttribute,
    WrittenResponse,
    new_id,
    write_error_response,
    write_response,
)
from broker.saml.side import SamlSide
from broker.web.parts import ReturnForm


@dataclass(frozen=True, slots=True)
class SamlReplies:
    """Write the answers of one issuer."""

    side: SamlSide

    def check(self, journey: Journey) -> None:
        """Refuse what could not be answered, before anything is decided."""
        self._find_service(journey)

    def participant(self, journey: Journey, contract: Contract, release: Release) -> Participant:
        """Return the service as a sign-out must address it: by a NameID and a SessionIndex of its own."""
        return Participant(
            protocol="saml",
            service=journey.request.entity_id,
            subject=_subject(contract, release),
            index=new_id(),
            subject_format=_SUBJECT_FORMATS[contract.identifier],
            resource=contract.resource,
        )

    def write(
        self, journey: Journey, release: Release, participant: Participant, contract: Contract
    ) -> WrittenResponse:
        """Write the signed response that carries a release; encrypted when the service publishes a key."""
        authentication = journey.authentication
        assert authentication is not None, "a release follows a sign-in"
        peer = self._find_service(journey)
        now = self.side.clock.now()
        content = ResponseContent(
            issuer=self.side.issuer.entity_id,
            audience=journey.request.entity_id,
            destination=journey.request.reply_to,
            in_response_to=journey.request.request_id,
            name_id=participant.subject,
            name_id_format=participant.subject_format,
            attributes=_attributes(release),
            issued_at=now,
            authenticated_at=authentication.at,
            context_class=authentication.method,
            session_index=participant.index,
            session_not_on_or_after=authentication.session_end,
        )
        protection = Protection(
            self.side.key,
            sign_assertion=True,
            sign_response=self.side.issuer.sign_response,
            encrypt_to=peer.encryption_certificate,
        )
        style = style_of(contract, self.side.issuer)
        return write_response(styled(content, style), protected(protection, style))

    def _find_service(self, journey: Journey) -> Peer:
        """Return the service as its metadata is now: what was withdrawn meanwhile receives nothing (E113, E118)."""
        peer = self.side.find_peer(journey.request.entity_id)
        if peer is None or not peer.is_service:
            raise UnknownService(received=journey.request.entity_id)
        if peer.find_consumer(journey.request.reply_to) is None:
            raise ConsumerUnknown(expected="an address of the service's metadata", received=journey.request.reply_to)
        return peer

    def write_refusal(self, journey: Journey, refusal: Refusal) -> bytes:
        """Write the signed response that says no: the code and the rule, nothing about the person."""
        status, substatus = STATUS.get(refusal.code, (RESPONDER, ""))
        content = ErrorContent(
            issuer=self.side.issuer.entity_id,
            destination=journey.request.reply_to,
            in_response_to=journey.request.request_id,
            status=status,
            substatus=substatus,
            message=f"{refusal.code}: {refusal.rule.en}",
            issued_at=self.side.clock.now(),
        )
        return write_error_response(content, self.side.key)


def form_for(journey: Journey, document: bytes) -> ReturnForm:
    """Return the form that carries a response to the registered address, with the RelayState as it came."""
    fields = [("SAMLResponse", write_post(document))]
    if journey.request.relay_state is not None:
        fields.append(("RelayState", journey.request.relay_state))
    return ReturnForm(journey.request.reply_to, tuple(fields))


_SUBJECT_FORMATS = {Identifier.TRANSIENT: NAMEID_TRANSIENT, Identifier.PSEUDONYM: NAMEID_PERSISTENT}


def _subject(contract: Contract, release: Release) -> str:
    """Name the subject: a value of the moment (facts/gar.md 4.1), or the pseudonym where the contract says so."""
    return release.subject if contract.identifier is Identifier.PSEUDONYM else f"_{secrets.token_hex(24)}"


def _attributes(release: Release) -> tuple[SamlAttribute, ...]:
    found = []
    for sent in release.released:
        name = name_of(sent.code)
        found.append(SamlAttribute(name.name, sent.values, name.name_format, name.friendly_name))
    return tuple(found)
