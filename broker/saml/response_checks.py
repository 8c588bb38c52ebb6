"""Owns the checks of a response's envelope, in order, each with its clause."""

from broker.core.refusals.condition import (
    AnswerUnexpected,
    DestinationWrong,
    IssueInstantOutside,
    IssuerUnexpected,
    StatusUnsuccessful,
    VersionUnsupported,
)
from broker.core.refusals.message import SchemaInvalid
from broker.saml.expectation import Expectation
from broker.saml.instants import read_instant
from broker.saml.names import ENTITY_FORMAT, saml, samlp
from broker.saml.pysaml2_bridge import STATUS_SUCCESS
from broker.saml.schema import check_message
from broker.saml.xml_tree import Element, text_of


def check_form(response: Element, _expected: Expectation) -> None:
    """SAML core 3.3.3, schema: a Response and nothing else (A029: exact names)."""
    if response.tag != samlp("Response"):
        raise SchemaInvalid(expected="Response")
    check_message(response)


def check_version(element: Element, _expected: Expectation) -> None:
    """SAML core 2.3.3, 3.2.2: 2.0 (B065)."""
    if element.get("Version") != "2.0":
        raise VersionUnsupported(received=element.get("Version", "")[:20])


def check_issuer(element: Element, expected: Expectation) -> None:
    """SAML profiles 4.1.4.2: the entityID asked, exactly, with no other Format (A036, A037, B090)."""
    issuer = element.find(saml("Issuer"))
    known = issuer is not None and issuer.get("Format", ENTITY_FORMAT) == ENTITY_FORMAT
    if not known or text_of(issuer) != expected.peer.entity_id:
        raise IssuerUnexpected(expected=expected.peer.entity_id, received=text_of(issuer)[:200] or "nothing")


def check_status(response: Element, _expected: Expectation) -> None:
    """SAML core 3.2.2.2: Success, before any assertion is looked at (B067, B068)."""
    first, code = f"{samlp('Status')}/{samlp('StatusCode')}", samlp("StatusCode")
    codes = [found.get("Value", "") for path in (first, f"{first}/{code}") for found in response.findall(path)]
    if codes != [STATUS_SUCCESS]:
        raise StatusUnsuccessful(expected=STATUS_SUCCESS, received=", ".join(codes)[:300])


def check_destination(response: Element, expected: Expectation) -> None:
    """SAML bindings 3.5.5.2: our address, exactly (B044)."""
    destination = response.get("Destination", "")
    if destination != expected.consumer_url:
        raise DestinationWrong(expected=expected.consumer_url, received=destination[:200] or "nothing")


def check_issue_instant(element: Element, expected: Expectation) -> None:
    """B057: recent, not before we asked, not in the future."""
    issued = read_instant(element.get("IssueInstant"), "IssueInstant")
    skew = expected.policy.skew
    earliest = expected.now - expected.policy.max_age
    if expected.requested_at is not None:
        earliest = max(earliest, expected.requested_at)
    if not earliest - skew <= issued <= expected.now + skew:
        raise IssueInstantOutside(
            expected=f"{earliest.isoformat()} … {expected.now.isoformat()}", received=issued.isoformat()
        )


def check_answer(response: Element, expected: Expectation) -> None:
    """SAML profiles 4.1.4.3: InResponseTo is there, and what we asked when we know it yet (B046, B048)."""
    answered = response.get("InResponseTo", "")
    asked = expected.in_response_to
    if not answered or (isinstance(asked, str) and answered != asked):
        raise AnswerUnexpected(
            expected=asked if isinstance(asked, str) else "the ID of our request", received=answered[:80] or "nothing"
        )


ENVELOPE_CHECKS = (
    check_form,
    check_version,
    check_issuer,
    check_status,
    check_destination,
    check_issue_instant,
    check_answer,
)
