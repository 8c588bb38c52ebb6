"""Owns the reading of LogoutResponses: verified, or refused. What they answer is the caller's to know."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from broker.core.refusals.condition import AnswerUnexpected, IssuerUnexpected
from broker.saml.bindings import only_value, read_post, read_redirect
from broker.saml.names import ds, samlp
from broker.saml.peer import Peer
from broker.saml.pysaml2_bridge import STATUS_PARTIAL_LOGOUT, STATUS_SUCCESS, STATUS_UNKNOWN_PRINCIPAL
from broker.saml.request_checks import check_destination, check_form, check_issue_instant
from broker.saml.sign_out_reader import SignOutPolicy, check_enveloped_signature, check_query_signature, find_sender
from broker.saml.soap_envelope import read_envelope
from broker.saml.xml_tree import Element, parse, serialize


@dataclass(frozen=True, slots=True)
class VerifiedSignOutAnswer:
    """Hold a LogoutResponse that passed every check; `statuses` are its codes, the first level first."""

    in_response_to: str
    peer: Peer
    statuses: tuple[str, ...]
    document: bytes = field(repr=False)

    @property
    def is_success(self) -> bool:
        """Tell whether the session is over there, and everywhere below it (SAML core 3.7.3.2)."""
        return self.statuses[:1] == (STATUS_SUCCESS,) and not self.is_partial

    @property
    def is_partial(self) -> bool:
        """Tell whether the session is over there but not everywhere below; some give the first level as an error."""
        return STATUS_PARTIAL_LOGOUT in self.statuses

    @property
    def knows_nobody(self) -> bool:
        """Tell whether there was no such session there."""
        return STATUS_UNKNOWN_PRINCIPAL in self.statuses


def read_redirect_answer(query: bytes, policy: SignOutPolicy) -> VerifiedSignOutAnswer:
    """Read an answer from the raw query of HTTP-Redirect."""
    message = read_redirect(query, "SAMLResponse")
    answer = parse(message.document)
    check_form(answer, "LogoutResponse")
    peer = find_sender(answer, policy)
    check_query_signature(message, answer, peer)
    check_destination(answer, policy.location, signed=True)
    return _verified(answer, peer, policy)


def read_post_answer(messages: Sequence[str], policy: SignOutPolicy) -> VerifiedSignOutAnswer:
    """Read an answer from all the values of a form's SAMLResponse field."""
    answer = parse(read_post(only_value(messages, "SAMLResponse")))
    check_form(answer, "LogoutResponse")
    peer = find_sender(answer, policy)
    check_enveloped_signature(answer, peer)
    check_destination(answer, policy.location, signed=True)
    return _verified(answer, peer, policy)


def read_soap_answer(
    octets: bytes, asked: str, policy: SignOutPolicy, *, trusted_connection: bool
) -> VerifiedSignOutAnswer:
    """Read the answer of the peer asked, from the same connection.

    Where the connection itself says who answers (TLS, or loopback), it may do without a signature (SAML profiles
    4.4.3.5); one that is there must verify.
    """
    answer = read_envelope(octets)
    check_form(answer, "LogoutResponse")
    peer = find_sender(answer, policy)
    if peer.entity_id != asked:
        raise IssuerUnexpected(expected=asked, received=peer.entity_id)
    if not trusted_connection or answer.find(f".//{ds('Signature')}") is not None:
        check_enveloped_signature(answer, peer)
    return _verified(answer, peer, policy)


def _verified(answer: Element, peer: Peer, policy: SignOutPolicy) -> VerifiedSignOutAnswer:
    check_issue_instant(answer, policy.now)
    answered = answer.get("InResponseTo", "")
    if not answered:
        raise AnswerUnexpected(expected="the ID of our request", received="nothing")
    first, code = f"{samlp('Status')}/{samlp('StatusCode')}", samlp("StatusCode")
    codes = [found.get("Value", "") for path in (first, f"{first}/{code}") for found in answer.findall(path)]
    return VerifiedSignOutAnswer(answered, peer, tuple(codes), serialize(answer))
