"""Owns the answers of /samlValidate: the same release in a SAML 1.1 response over SOAP (CAS protocol 4.2.5).

Unsigned, as the specification shows it: who asked over HTTPS knows whom it asked (SAML 1.1 bindings 3.1).
"""

import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from lxml import etree

from broker.core.refusals.message import CharactersForbidden
from broker.protocols.cas.refusals import INTERNAL_ERROR
from broker.protocols.cas.replies import Success
from broker.saml.instants import write_instant
from broker.saml.response_writer import new_id
from broker.saml.xml_tree import Element, serialize

_SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
_SAML = "urn:oasis:names:tc:SAML:1.0:assertion"
_SAMLP = "urn:oasis:names:tc:SAML:1.0:protocol"
_ATTRIBUTES = "http://www.ja-sig.org/products/cas/"
_LIFETIME = timedelta(seconds=30)
_PASSWORD, _UNSPECIFIED = "urn:oasis:names:tc:SAML:1.0:am:password", "urn:oasis:names:tc:SAML:1.0:am:unspecified"
_SUBJECT = (
    "<saml:Subject><saml:NameIdentifier/><saml:SubjectConfirmation><saml:ConfirmationMethod>"
    "urn:oasis:names:tc:SAML:1.0:cm:artifact</saml:ConfirmationMethod></saml:SubjectConfirmation></saml:Subject>"
)
_ENVELOPE = f"""<SOAP-ENV:Envelope xmlns:SOAP-ENV="{_SOAP}"><SOAP-ENV:Header/><SOAP-ENV:Body>\
<samlp:Response xmlns:samlp="{_SAMLP}" xmlns:saml="{_SAML}" MajorVersion="1" MinorVersion="1">\
<samlp:Status><samlp:StatusCode/></samlp:Status>%s</samlp:Response></SOAP-ENV:Body></SOAP-ENV:Envelope>"""
_ASSERTION = f"""<saml:Assertion MajorVersion="1" MinorVersion="1"><saml:Conditions>\
<saml:AudienceRestrictionCondition><saml:Audience/></saml:AudienceRestrictionCondition></saml:Conditions>\
<saml:AuthenticationStatement>{_SUBJECT}</saml:AuthenticationStatement>\
<saml:AttributeStatement>{_SUBJECT}</saml:AttributeStatement></saml:Assertion>"""


@dataclass(frozen=True, slots=True)
class SamlAnswer:
    """Hold what surrounds the release: who answers whom, when, and how the person signed in."""

    issuer: str
    recipient: str
    in_response_to: str
    issued_at: datetime
    method: str


def write_saml(success: Success, answer: SamlAnswer) -> bytes:
    """Write a successful response; it is for the very address that asked, and for half a minute."""
    envelope = copy.deepcopy(_template(_ASSERTION))
    response, status, assertion = _parts(envelope)
    _fill_response(response, answer.in_response_to, answer.issued_at)
    status.set("Value", "samlp:Success")
    response.set("Recipient", answer.recipient)
    try:
        _fill_assertion(assertion, success, answer)
    except ValueError as error:  # lxml: not XML characters
        raise CharactersForbidden(cause="a value holds a character that XML forbids") from error
    return serialize(envelope)


def write_saml_failure(code: str, words: str, in_response_to: str, issued_at: datetime) -> bytes:
    """Write a response that says no: whose fault it is, and CAS's own code in words (SAML 1.1 core 3.4.3)."""
    envelope = copy.deepcopy(_template(""))
    response, status, _ = _parts(envelope)
    _fill_response(response, in_response_to, issued_at)
    status.set("Value", "samlp:Responder" if code == INTERNAL_ERROR else "samlp:Requester")
    if code != INTERNAL_ERROR:
        etree.SubElement(status, f"{{{_SAMLP}}}StatusCode", Value="samlp:RequestDenied")
    message = etree.Element(f"{{{_SAMLP}}}StatusMessage")
    message.text = f"{code}: {words}"
    status.addnext(message)
    return serialize(envelope)


@lru_cache(maxsize=2)
def _template(assertion: str) -> Element:
    return etree.fromstring(_ENVELOPE % assertion)


def _parts(envelope: Element) -> tuple[Element, Element, Element]:
    """Return the response, its status code, and its assertion (or the status again where there is none)."""
    _header, body = envelope
    response = body[0]
    return response, response[0][0], response[-1]


def _fill_response(response: Element, in_response_to: str, issued_at: datetime) -> None:
    response.set("ResponseID", new_id())
    response.set("IssueInstant", write_instant(issued_at))
    if in_response_to:
        response.set("InResponseTo", in_response_to)


def _fill_assertion(assertion: Element, success: Success, answer: SamlAnswer) -> None:
    conditions, authentication, statement = assertion
    assertion.set("AssertionID", new_id())
    assertion.set("Issuer", answer.issuer)
    assertion.set("IssueInstant", write_instant(answer.issued_at))
    conditions.set("NotBefore", write_instant(answer.issued_at - _LIFETIME))
    conditions.set("NotOnOrAfter", write_instant(answer.issued_at + _LIFETIME))
    conditions[0][0].text = answer.recipient
    authentication.set("AuthenticationInstant", write_instant(success.authenticated_at))
    by_password = ":classes:Password" in answer.method
    authentication.set("AuthenticationMethod", _PASSWORD if by_password else _UNSPECIFIED)
    for place in (authentication, statement):
        place[0][0].text = success.user
    _fill_attributes(assertion, statement, success)


def _fill_attributes(assertion: Element, statement: Element, success: Success) -> None:
    for name, values in success.attributes:
        attribute = etree.SubElement(
            statement, f"{{{_SAML}}}Attribute", AttributeName=name, AttributeNamespace=_ATTRIBUTES
        )
        for value in values:
            etree.SubElement(attribute, f"{{{_SAML}}}AttributeValue").text = value
    if not success.attributes:  # the schema wants at least one Attribute in a statement
        assertion.remove(statement)
