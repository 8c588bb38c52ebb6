"""Owns the writing of responses: a copy of the template is filled as a tree, signed, and encrypted if asked."""

import copy
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from lxml import etree

from broker.core.refusals.message import CharactersForbidden
from broker.saml.certificates import Certificate
from broker.saml.encryption import encrypt
from broker.saml.instants import write_instant
from broker.saml.keys import SigningKey
from broker.saml.names import saml, samlp
from broker.saml.pysaml2_bridge import (
    NAME_FORMAT_BASIC,
    NAMEID_TRANSIENT,
    PASSWORD_PROTECTED,
    ResponseShape,
    error_template,
    response_template,
)
from broker.saml.xml_tree import Element, serialize
from broker.saml.xmlsec_bridge import sign

AFTER_ISSUER = 1


@dataclass(frozen=True, slots=True)
class SamlAttribute:
    """Hold one attribute as it is written: several values, several AttributeValue."""

    name: str
    values: tuple[str, ...] = field(repr=False)
    name_format: str = NAME_FORMAT_BASIC
    friendly_name: str | None = None


@dataclass(frozen=True, slots=True)
class ResponseContent:
    """Hold what one response says. Times are aware; `lifetime` counts from `issued_at`, and is the confirmation's too.

    `confirmation_lifetime` gives the confirmation another, `assertion_id` the assertion an ID that is known before.
    """

    issuer: str
    audience: str
    destination: str
    in_response_to: str
    name_id: str = field(repr=False)
    attributes: tuple[SamlAttribute, ...]
    issued_at: datetime
    authenticated_at: datetime
    session_index: str
    name_id_format: str = NAMEID_TRANSIENT
    context_class: str = PASSWORD_PROTECTED
    session_not_on_or_after: datetime | None = None
    lifetime: timedelta = timedelta(minutes=5)
    before: timedelta = timedelta(seconds=30)
    confirmation_lifetime: timedelta | None = None
    assertion_id: str = ""


@dataclass(frozen=True, slots=True)
class Protection:
    """Say how a response is protected: which parts are signed with which key, and to whom it is encrypted."""

    key: SigningKey
    sign_assertion: bool = True
    sign_response: bool = False
    encrypt_to: Certificate | None = None
    by_sha1: bool = False


@dataclass(frozen=True, slots=True)
class WrittenResponse:
    """Hold a finished response; `readable` is the same before encryption, for the publisher's trace."""

    document: bytes = field(repr=False)
    readable: bytes = field(repr=False)
    response_id: str
    assertion_id: str


@lru_cache(maxsize=512)
def _template(shape: ResponseShape) -> Element:
    return etree.fromstring(response_template(shape))


@lru_cache(maxsize=512)
def _error_template(issuer: str, destination: str) -> Element:
    return etree.fromstring(error_template(issuer, destination))


def new_id() -> str:
    """Return a fresh ID of 128 random bits, which XML accepts as a name (SAML core 1.3.4)."""
    return "_" + secrets.token_hex(16)


def write_response(content: ResponseContent, protection: Protection) -> WrittenResponse:
    """Write one response with one assertion; sign, then encrypt, then sign the response if asked.

    Values are put into the tree, never into text (A042); characters that XML forbids are refused.
    """
    assert protection.sign_assertion or protection.sign_response, "nothing leaves unsigned"
    shape = ResponseShape(
        content.issuer, content.audience, content.destination, content.name_id_format, content.context_class
    )
    response = copy.deepcopy(_template(shape))
    try:
        assertion = _fill(response, content)
    except ValueError as error:  # lxml: not XML characters
        raise CharactersForbidden(cause="a value holds a character that XML forbids") from error
    if protection.sign_assertion:
        sign(assertion, protection.key, AFTER_ISSUER, by_sha1=protection.by_sha1)
    assertion_id: str = assertion.get("ID", "")
    readable = b""
    if protection.encrypt_to is not None:
        readable = serialize(response)
        encrypt(assertion, protection.encrypt_to)
    if protection.sign_response:
        sign(response, protection.key, AFTER_ISSUER, by_sha1=protection.by_sha1)
    document = serialize(response)
    return WrittenResponse(document, readable or document, response.get("ID", ""), assertion_id)


def _fill(response: Element, content: ResponseContent) -> Element:
    """Fill the places that the template leaves open; return the assertion."""
    issued = write_instant(content.issued_at)
    end = write_instant(content.issued_at + content.lifetime)
    _fill_envelope(response, content.in_response_to, issued)
    _issuer, _status, assertion = response
    assertion.set("ID", content.assertion_id or new_id())
    assertion.set("IssueInstant", issued)
    _issuer, subject, conditions, statement, attributes = assertion
    name_id, confirmation = subject
    name_id.text = content.name_id
    _set_or_drop(confirmation[0], "InResponseTo", content.in_response_to)
    confirmed = content.issued_at + (content.confirmation_lifetime or content.lifetime)
    confirmation[0].set("NotOnOrAfter", write_instant(confirmed))
    conditions.set("NotBefore", write_instant(content.issued_at - content.before))
    conditions.set("NotOnOrAfter", end)
    statement.set("AuthnInstant", write_instant(content.authenticated_at))
    statement.set("SessionIndex", content.session_index)
    if content.session_not_on_or_after is not None:
        statement.set("SessionNotOnOrAfter", write_instant(content.session_not_on_or_after))
    _fill_attributes(attributes, content.attributes)
    return assertion


def _fill_envelope(response: Element, in_response_to: str, issued: str) -> None:
    response.set("ID", new_id())
    response.set("IssueInstant", issued)
    _set_or_drop(response, "InResponseTo", in_response_to)


def _set_or_drop(element: Element, name: str, value: str) -> None:
    """Leave out what has no value: an unsolicited response answers nothing (SAML profiles 4.1.5)."""
    if value:
        element.set(name, value)
    else:
        element.attrib.pop(name, None)


def _fill_attributes(statement: Element, attributes: tuple[SamlAttribute, ...]) -> None:
    for attribute in attributes:
        element = etree.SubElement(statement, saml("Attribute"), Name=attribute.name, NameFormat=attribute.name_format)
        if attribute.friendly_name is not None:
            element.set("FriendlyName", attribute.friendly_name)
        for value in attribute.values:
            etree.SubElement(element, saml("AttributeValue")).text = value
    if not attributes:  # the schema wants at least one Attribute in a statement
        parent = statement.getparent()
        assert parent is not None, "a statement stands in its assertion"
        parent.remove(statement)


@dataclass(frozen=True, slots=True)
class ErrorContent:
    """Hold what an answer without assertion says; `destination`, `substatus` and `message` may be empty."""

    issuer: str
    destination: str
    in_response_to: str
    status: str
    substatus: str
    message: str
    issued_at: datetime


def write_error_response(content: ErrorContent, key: SigningKey) -> bytes:
    """Write a signed response that says why there is no assertion (SAML core 3.2.2.2)."""
    response = copy.deepcopy(_error_template(content.issuer, content.destination))
    fill_answer(response, content)
    sign(response, key, AFTER_ISSUER)
    return serialize(response)


def fill_answer(response: Element, content: ErrorContent) -> None:
    """Fill the places of an answer that is an envelope and a status."""
    _fill_envelope(response, content.in_response_to, write_instant(content.issued_at))
    status = response.find(samlp("Status"))
    assert status is not None, "the template has a status"
    code, message = status
    code.set("Value", content.status)
    if content.substatus:
        code[0].set("Value", content.substatus)
    else:
        code.remove(code[0])
    if content.message:
        message.text = content.message
    else:
        status.remove(message)
