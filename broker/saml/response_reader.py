"""Owns the reading of responses: one tree, and of it only the node whose signature was verified.

Whether an assertion or a request ID was used before is the caller's to remember, with what is returned here.
"""

from dataclasses import dataclass, field
from datetime import datetime

from broker.core.refusals.condition import AnswerUnexpected, AssertionNotSingle
from broker.core.refusals.message import DecryptionFailed, SchemaInvalid, SignatureMisplaced, SignatureMissing
from broker.saml.assertion_checks import ASSERTION_CHECKS, confirmation_data
from broker.saml.bindings import read_post
from broker.saml.encryption import decrypt
from broker.saml.expectation import Expectation
from broker.saml.instants import read_instant
from broker.saml.names import ds, saml
from broker.saml.response_checks import ENVELOPE_CHECKS
from broker.saml.schema import check_message
from broker.saml.xml_tree import Element, parse, serialize, text_of
from broker.saml.xmlsec_bridge import verify

_ASSERTIONS = (saml("Assertion"), saml("EncryptedAssertion"))


@dataclass(frozen=True, slots=True)
class ReceivedAttribute:
    """Hold one attribute as it came."""

    name: str
    friendly_name: str
    name_format: str
    values: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class VerifiedResponse:
    """Hold what a verified assertion says; `name_id_qualifiers` are NameQualifier and SPNameQualifier.

    `assertion_id` until `not_on_or_after` is what a memory of used assertions needs (SAML profiles 4.1.4.5).
    `document` is the message and `assertion_document` the assertion once decrypted, for the publisher's trace.
    """

    response_id: str
    assertion_id: str
    in_response_to: str
    issuer: str
    name_id: str = field(repr=False)
    name_id_format: str
    name_id_qualifiers: tuple[str, str]
    attributes: tuple[ReceivedAttribute, ...]
    not_on_or_after: datetime
    authenticated_at: datetime
    context_class: str
    session_index: str
    session_not_on_or_after: datetime | None
    signed_parts: tuple[str, ...]
    encrypted: bool
    document: bytes = field(repr=False)
    assertion_document: bytes = field(repr=False)

    def find_values(self, name: str) -> tuple[str, ...]:
        """Return every value under exactly that Name, in order (B080: never by FriendlyName)."""
        return tuple(value for found in self.attributes if found.name == name for value in found.values)


def read_response(encoded: str, expected: Expectation) -> VerifiedResponse:
    """Read the one value of a form's SAMLResponse field, or refuse at the first rule broken.

    The order: bytes, tree, envelope, number of assertions, signatures, assertion, and last the request's ID.
    """
    document = read_post(encoded)
    response = parse(document)
    for check in ENVELOPE_CHECKS:
        check(response, expected)
    found = _only_assertion(response)
    signed = [*_check_response_signature(response, expected)]
    assertion = _opened(found, expected)
    signed += _check_assertion_signature(assertion, expected)
    _check_signed(signed, expected)
    for assertion_check in ASSERTION_CHECKS:
        assertion_check(assertion, expected)
    _check_question(response, assertion, expected)
    return _verified(response, assertion, document, tuple(signed))


def _only_assertion(response: Element) -> Element:
    """Return the one assertion, a child of the response; another anywhere is refused (A003–A008, A034, A035)."""
    every = list(response.iter(*_ASSERTIONS))
    if len(every) != 1 or every[0].getparent() is not response:
        raise AssertionNotSingle(expected="one assertion, in the response", received=f"{len(every)}")
    return every[0]


def _check_response_signature(response: Element, expected: Expectation) -> list[str]:
    """Verify the response's own signature where there is one, and refuse signatures elsewhere (A001, A002)."""
    own = response.findall(ds("Signature"))
    inside = [
        found for assertion in response.findall(saml("Assertion")) for found in assertion.findall(ds("Signature"))
    ]
    if len(own) > 1 or len(own) + len(inside) != len(list(response.iter(ds("Signature")))):
        raise SignatureMisplaced(received="a signature out of place")
    for signature in own:
        verify(response, signature, expected.peer.signing_keys, expected.policy.signatures)
    return ["Response"] * len(own)


def _opened(found: Element, expected: Expectation) -> Element:
    """Return the assertion, decrypted if it must be and then checked as if it had come plain (A038)."""
    if found.tag == saml("Assertion"):
        return found
    assertion = decrypt(found, expected.decryption_keys)
    try:
        check_message(assertion)
    except SchemaInvalid as refusal:
        raise DecryptionFailed from refusal
    if len(list(assertion.iter(*_ASSERTIONS))) != 1:
        raise AssertionNotSingle(expected="one assertion, decrypted")
    return assertion


def _check_assertion_signature(assertion: Element, expected: Expectation) -> list[str]:
    own = assertion.findall(ds("Signature"))
    if len(own) > 1 or len(own) != len(list(assertion.iter(ds("Signature")))):
        raise SignatureMisplaced(received="a signature out of place")
    for signature in own:
        verify(assertion, signature, expected.peer.signing_keys, expected.policy.signatures)
    return ["Assertion"] * len(own)


def _check_signed(signed: list[str], expected: Expectation) -> None:
    """Refuse unless what the policy wants signed is; something always must be (A010, A011)."""
    policy = expected.policy
    if policy.assertion_signed and "Assertion" not in signed:
        raise SignatureMissing(expected="a signed Assertion", received=", ".join(signed) or "nothing signed")
    if (policy.response_signed and "Response" not in signed) or not signed:
        raise SignatureMissing(expected="a signed Response", received=", ".join(signed) or "nothing signed")


def _check_question(response: Element, assertion: Element, expected: Expectation) -> None:
    """B046, B047: both name one request; whoever knows it is asked last, when all else is verified."""
    answered = response.get("InResponseTo", "")
    asked = expected.in_response_to
    if confirmation_data(assertion).get("InResponseTo") != answered:
        raise AnswerUnexpected(expected="the same InResponseTo twice")
    if not isinstance(asked, str) and not asked(answered):
        raise AnswerUnexpected(expected="the ID of a request under way", received=answered[:80])


def _verified(
    response: Element, assertion: Element, document: bytes, signed_parts: tuple[str, ...]
) -> VerifiedResponse:
    """Copy from the verified node what the caller may use."""
    name_id = assertion.find(f"{saml('Subject')}/{saml('NameID')}")
    statement = assertion.find(saml("AuthnStatement"))
    assert name_id is not None, "check_subject passed"
    assert statement is not None, "check_authentication passed"
    session_end = statement.get("SessionNotOnOrAfter")
    ends = [assertion.find(saml("Conditions")), confirmation_data(assertion)]
    return VerifiedResponse(
        response_id=response.get("ID", ""),
        assertion_id=assertion.get("ID", ""),
        in_response_to=response.get("InResponseTo", ""),
        issuer=text_of(assertion.find(saml("Issuer"))),
        name_id=text_of(name_id),
        name_id_format=name_id.get("Format", ""),
        name_id_qualifiers=(name_id.get("NameQualifier", ""), name_id.get("SPNameQualifier", "")),
        attributes=tuple(
            _attribute(found) for found in assertion.findall(f"{saml('AttributeStatement')}/{saml('Attribute')}")
        ),
        not_on_or_after=max(read_instant(end.get("NotOnOrAfter"), "NotOnOrAfter") for end in ends if end is not None),
        authenticated_at=read_instant(statement.get("AuthnInstant"), "AuthnInstant"),
        context_class=text_of(statement.find(f"{saml('AuthnContext')}/{saml('AuthnContextClassRef')}")),
        session_index=statement.get("SessionIndex", ""),
        session_not_on_or_after=read_instant(session_end, "SessionNotOnOrAfter") if session_end else None,
        signed_parts=signed_parts,
        encrypted=assertion.getparent() is not response,
        document=document,
        assertion_document=serialize(assertion),
    )


def _attribute(element: Element) -> ReceivedAttribute:
    return ReceivedAttribute(
        name=element.get("Name", ""),
        friendly_name=element.get("FriendlyName", ""),
        name_format=element.get("NameFormat", ""),
        values=tuple(text_of(value) for value in element.findall(saml("AttributeValue"))),
    )
