"""Owns the checks of the verified assertion, in order, each with its clause."""

from datetime import datetime

from broker.core.refusals.condition import (
    AnswerUnexpected,
    AudienceWrong,
    AuthenticationMissing,
    AuthenticationTooOld,
    ConditionUnsupported,
    ConfirmationUnsuitable,
    ContextUnsuitable,
    LifetimeTooLong,
    MessageExpired,
    MessageNotYetValid,
    RecipientWrong,
    SubjectUnsuitable,
)
from broker.saml.expectation import Expectation
from broker.saml.instants import read_instant
from broker.saml.names import BEARER, saml
from broker.saml.response_checks import check_issue_instant, check_issuer, check_version
from broker.saml.xml_tree import Element, text_of

# OneTimeUse is always honoured: every assertion is used once. ProxyRestriction is not understood: a hub is a proxy.
_CONDITIONS = frozenset({saml("AudienceRestriction"), saml("OneTimeUse")})


def check_subject(assertion: Element, _expected: Expectation) -> None:
    """SAML profiles 4.1.4.2: a NameID that is not empty (B070)."""
    if not text_of(assertion.find(f"{saml('Subject')}/{saml('NameID')}")).strip():
        raise SubjectUnsuitable


def check_confirmation(assertion: Element, expected: Expectation) -> None:
    """SAML profiles 4.1.4.2: one bearer, for us, in time, in answer to our request, without NotBefore (B045–B074)."""
    data = confirmation_data(assertion)
    if data.get("NotBefore") is not None:
        raise ConfirmationUnsuitable(received="NotBefore")
    recipient = data.get("Recipient", "")
    if recipient != expected.consumer_url:
        raise RecipientWrong(expected=expected.consumer_url, received=recipient[:200] or "nothing")
    _check_end(data, assertion, expected)


def confirmation_data(assertion: Element) -> Element:
    """Return the data of the one bearer confirmation, or refuse."""
    confirmations = assertion.findall(f"{saml('Subject')}/{saml('SubjectConfirmation')}")
    data = confirmations[0].find(saml("SubjectConfirmationData")) if len(confirmations) == 1 else None
    if data is None or confirmations[0].get("Method") != BEARER:
        methods = ", ".join(found.get("Method", "") for found in confirmations)
        raise ConfirmationUnsuitable(expected="one bearer", received=methods[:200] or "none")
    return data


def check_same_answer(assertion: Element, expected: Expectation) -> None:
    """SAML profiles 4.1.4.2: the assertion answers the same request (B046)."""
    answered = confirmation_data(assertion).get("InResponseTo", "")
    asked = expected.in_response_to
    if not answered or (isinstance(asked, str) and answered != asked):
        raise AnswerUnexpected(received=answered[:80] or "nothing")


def check_conditions(assertion: Element, expected: Expectation) -> None:
    """SAML core 2.5.1.2: both ends are there, the present lies between, the whole is short (B053, B054, B058)."""
    conditions = _conditions(assertion)
    start = read_instant(conditions.get("NotBefore"), "NotBefore")
    if expected.now + expected.policy.skew < start:
        raise MessageNotYetValid(expected=f"at most {expected.now.isoformat()}", received=start.isoformat())
    _check_end(conditions, assertion, expected)


def check_known_conditions(assertion: Element, _expected: Expectation) -> None:
    """SAML core 2.5.1: what is not understood voids the assertion (B061)."""
    for condition in _conditions(assertion):
        if condition.tag not in _CONDITIONS:
            raise ConditionUnsupported(received=condition.tag.rsplit("}", 1)[-1])


def check_audience(assertion: Element, expected: Expectation) -> None:
    """SAML core 2.5.1.4: each restriction names us, exactly (B059, B060)."""
    restrictions = _conditions(assertion).findall(saml("AudienceRestriction"))
    audiences = [[text_of(found) for found in restriction] for restriction in restrictions]
    if not audiences or not all(expected.entity_id in named for named in audiences):
        received = ", ".join(name for named in audiences for name in named)
        raise AudienceWrong(expected=expected.entity_id, received=received[:300] or "nothing")


def check_authentication(assertion: Element, expected: Expectation) -> None:
    """SAML profiles 4.1.4.2: one AuthnStatement, not too old, by a way we asked for (B062, B063, B075)."""
    statements = assertion.findall(saml("AuthnStatement"))
    if len(statements) != 1:
        raise AuthenticationMissing(expected="one AuthnStatement", received=f"{len(statements)}")
    _check_authentication_age(statements[0], expected)
    session_end = statements[0].get("SessionNotOnOrAfter")
    if session_end is not None:
        _check_not_past(read_instant(session_end, "SessionNotOnOrAfter"), expected)
    context = text_of(statements[0].find(f"{saml('AuthnContext')}/{saml('AuthnContextClassRef')}"))
    if expected.context_classes and context not in expected.context_classes:
        raise ContextUnsuitable(expected=", ".join(sorted(expected.context_classes)), received=context[:200])


def _check_authentication_age(statement: Element, expected: Expectation) -> None:
    moment = read_instant(statement.get("AuthnInstant"), "AuthnInstant")
    if moment > expected.now + expected.policy.skew:
        raise MessageNotYetValid(expected=f"at most {expected.now.isoformat()}", received=moment.isoformat())
    greatest = expected.max_authentication_age
    if greatest is not None and expected.now - moment > greatest + expected.policy.skew:
        raise AuthenticationTooOld(expected=f"at most {greatest} ago", received=moment.isoformat())


def _conditions(assertion: Element) -> Element:
    conditions = assertion.find(saml("Conditions"))
    if conditions is None:
        raise AudienceWrong(expected="Conditions with an AudienceRestriction", received="nothing")
    return conditions


def _check_end(element: Element, assertion: Element, expected: Expectation) -> None:
    end = read_instant(element.get("NotOnOrAfter"), "NotOnOrAfter")
    _check_not_past(end, expected)
    issued = read_instant(assertion.get("IssueInstant"), "IssueInstant")
    if end - issued > expected.policy.max_lifetime:
        raise LifetimeTooLong(expected=f"at most {expected.policy.max_lifetime}", received=f"{end - issued}")


def _check_not_past(end: datetime, expected: Expectation) -> None:
    if expected.now - expected.policy.skew >= end:
        raise MessageExpired(expected=f"later than {expected.now.isoformat()}", received=end.isoformat())


ASSERTION_CHECKS = (
    check_version,
    check_issuer,
    check_issue_instant,
    check_subject,
    check_conditions,
    check_known_conditions,
    check_audience,
    check_confirmation,
    check_same_answer,
    check_authentication,
)
