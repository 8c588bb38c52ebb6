"""Owns the writing of single logout's messages: a request names a session, an answer says what became of it."""

import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from lxml import etree

from broker.saml.instants import write_instant
from broker.saml.keys import SigningKey
from broker.saml.names import saml, samlp
from broker.saml.pysaml2_bridge import logout_request_template, logout_response_template
from broker.saml.response_writer import AFTER_ISSUER, ErrorContent, fill_answer, new_id
from broker.saml.xml_tree import Element, serialize
from broker.saml.xmlsec_bridge import sign

_LIFETIME = timedelta(minutes=5)
_QUALIFIERS = ("NameQualifier", "SPNameQualifier")


@dataclass(frozen=True, slots=True)
class SignOutContent:
    """Hold what one LogoutRequest says: the NameID as it was in the assertion, with its Format and qualifiers.

    What is empty is left out (SAML core 8.3: what is left out means the two sides).
    """

    issuer: str
    destination: str
    issued_at: datetime
    name_id: str = field(repr=False)
    name_id_format: str = ""
    qualifiers: tuple[str, str] = ("", "")
    session_index: str = ""


@dataclass(frozen=True, slots=True)
class WrittenSignOut:
    """Hold a request's ID and its document."""

    request_id: str
    document: bytes = field(repr=False)


@lru_cache(maxsize=512)
def _request(issuer: str, destination: str) -> Element:
    return etree.fromstring(logout_request_template(issuer, destination))


@lru_cache(maxsize=512)
def _answer(issuer: str, destination: str) -> Element:
    return etree.fromstring(logout_response_template(issuer, destination))


def write_sign_out(content: SignOutContent, key: SigningKey | None) -> WrittenSignOut:
    """Write a LogoutRequest (SAML core 3.7.1), signed in itself; without a key its query is to be signed."""
    request = copy.deepcopy(_request(content.issuer, content.destination))
    request_id = new_id()
    request.set("ID", request_id)
    request.set("IssueInstant", write_instant(content.issued_at))
    request.set("NotOnOrAfter", write_instant(content.issued_at + _LIFETIME))
    _fill_name(request, content)
    index = request.find(samlp("SessionIndex"))
    assert index is not None, "the template has a SessionIndex"
    if content.session_index:
        index.text = content.session_index
    else:
        request.remove(index)
    return WrittenSignOut(request_id, _signed(request, key))


def write_sign_out_answer(content: ErrorContent, key: SigningKey | None) -> bytes:
    """Write a LogoutResponse (SAML core 3.7.2), signed in itself; without a key its query is to be signed."""
    answer = copy.deepcopy(_answer(content.issuer, content.destination))
    fill_answer(answer, content)
    return _signed(answer, key)


def _fill_name(request: Element, content: SignOutContent) -> None:
    name = request.find(saml("NameID"))
    assert name is not None, "the template has a NameID"
    name.text = content.name_id
    if content.name_id_format:
        name.set("Format", content.name_id_format)
    for attribute, value in zip(_QUALIFIERS, content.qualifiers, strict=True):
        if value:
            name.set(attribute, value)


def _signed(message: Element, key: SigningKey | None) -> bytes:
    if key is not None:
        sign(message, key, AFTER_ISSUER)
    return serialize(message)
