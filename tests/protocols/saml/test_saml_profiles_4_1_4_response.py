"""Owns the tests of what a response must say (SAML profiles 4.1.4; security-catalogue.md B044–B075, B090)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from broker.core.errors import MessageRefused
from broker.core.refusals.condition import (
    AnswerUnexpected,
    AssertionNotSingle,
    AudienceWrong,
    AuthenticationMissing,
    AuthenticationTooOld,
    ConditionUnsupported,
    ConfirmationUnsuitable,
    ContextUnsuitable,
    DestinationWrong,
    InstantMalformed,
    IssueInstantOutside,
    IssuerUnexpected,
    LifetimeTooLong,
    MessageExpired,
    MessageNotYetValid,
    RecipientWrong,
    StatusUnsuccessful,
    SubjectUnsuitable,
    VersionUnsupported,
)
from broker.core.refusals.message import SchemaInvalid
from broker.saml.instants import read_instant, write_instant
from broker.saml.metadata_reader import read_peer
from tests.protocols.saml.reading import EXCHANGE, loose_times, read
from tests.protocols.saml.saml_builders import (
    NOW,
    SAML,
    SAMLP,
    Exchange,
    Tree,
    a_party,
    a_response,
    a_signed_response,
    copy_of,
    find,
    guichet_metadata,
    instant,
    sign,
)

RESPONSE = "."
ASSERTION = "saml:Assertion"
CONDITIONS = "//saml:Conditions"
DATA = "//saml:SubjectConfirmationData"
STATEMENT = "//saml:AuthnStatement"
AUDIENCE = "//saml:Audience"
NAME_ID = "//saml:NameID"
LATER, EARLIER = instant(NOW + timedelta(minutes=3)), instant(NOW - timedelta(minutes=3))


def _signed(tamper: Callable[[Tree], object]) -> Tree:
    """Change a valid response, then sign it well: only what was changed can be the cause of a refusal."""
    response = a_response()
    tamper(response)
    for assertion in response.findall(ASSERTION, {"saml": SAML}):
        sign(assertion, a_party())
    return response


def _put(path: str, name: str, value: str | None) -> Callable[[Tree], object]:
    def tamper(response: Tree) -> None:
        element = response if path == RESPONSE else find(response, path)
        if value is None:
            element.attrib.pop(name)
        else:
            element.set(name, value)

    return tamper


def _write(path: str, text: str) -> Callable[[Tree], object]:
    def tamper(response: Tree) -> None:
        find(response, path).text = text

    return tamper


def _remove(path: str) -> Callable[[Tree], object]:
    def tamper(response: Tree) -> None:
        element = find(response, path)
        element.getparent().remove(element)

    return tamper


def _double(path: str) -> Callable[[Tree], object]:
    def tamper(response: Tree) -> None:
        element = find(response, path)
        element.addnext(copy_of(element))

    return tamper


def _add(path: str, text: str) -> Callable[[Tree], object]:
    def tamper(response: Tree) -> None:
        find(response, path).append(etree.fromstring(text))

    return tamper


PROXY = f'<saml:ProxyRestriction xmlns:saml="{SAML}" Count="1"/>'
ONE_TIME = f'<saml:OneTimeUse xmlns:saml="{SAML}"/>'
OUR_AUDIENCE = f'<saml:Audience xmlns:saml="{SAML}">{EXCHANGE.service}</saml:Audience>'
UNKNOWN = (
    f'<saml:Condition xmlns:saml="{SAML}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:x="urn:example:x" xsi:type="x:Unknown"/>'
)

REFUSED: tuple[tuple[str, Callable[[Tree], object], tuple[type[MessageRefused], ...]], ...] = (
    ("B044 Destination missing", _put(RESPONSE, "Destination", None), (DestinationWrong,)),
    ("B044 Destination empty", _put(RESPONSE, "Destination", ""), (DestinationWrong,)),
    ("B044 Destination wrong", _put(RESPONSE, "Destination", EXCHANGE.consumer + "/"), (DestinationWrong,)),
    ("B045 Recipient missing", _put(DATA, "Recipient", None), (RecipientWrong,)),
    ("B045 Recipient empty", _put(DATA, "Recipient", ""), (RecipientWrong,)),
    ("B045 Recipient wrong", _put(DATA, "Recipient", "https://other.example/acs"), (RecipientWrong,)),
    ("B046 InResponseTo missing", _put(RESPONSE, "InResponseTo", None), (AnswerUnexpected,)),
    ("B046 InResponseTo wrong", _put(RESPONSE, "InResponseTo", "_other"), (AnswerUnexpected,)),
    ("B046 InResponseTo missing inside", _put(DATA, "InResponseTo", None), (AnswerUnexpected,)),
    ("B046 InResponseTo differs inside", _put(DATA, "InResponseTo", "_other"), (AnswerUnexpected,)),
    ("B052 NotOnOrAfter past", _put(DATA, "NotOnOrAfter", EARLIER), (MessageExpired,)),
    ("B052 NotOnOrAfter missing", _put(DATA, "NotOnOrAfter", None), (InstantMalformed,)),
    ("B053 NotBefore future", _put(CONDITIONS, "NotBefore", LATER), (MessageNotYetValid,)),
    ("B053 NotBefore missing", _put(CONDITIONS, "NotBefore", None), (InstantMalformed,)),
    ("B053 NotBefore malformed", _put(CONDITIONS, "NotBefore", "today"), (SchemaInvalid,)),
    ("B054 NotOnOrAfter past", _put(CONDITIONS, "NotOnOrAfter", EARLIER), (MessageExpired,)),
    ("B054 NotOnOrAfter missing", _put(CONDITIONS, "NotOnOrAfter", None), (InstantMalformed,)),
    ("B056 without Z", _put(CONDITIONS, "NotOnOrAfter", LATER[:-1]), (InstantMalformed,)),
    ("B056 offset", _put(CONDITIONS, "NotOnOrAfter", LATER[:-1] + "+02:00"), (InstantMalformed,)),
    ("B056 leap second", _put(CONDITIONS, "NotOnOrAfter", "2026-09-14T08:03:60Z"), (InstantMalformed, SchemaInvalid)),
    ("B056 year 9999", _put(CONDITIONS, "NotOnOrAfter", "9999-12-31T23:59:59Z"), (LifetimeTooLong,)),
    (
        "B057 issued long ago",
        _put(ASSERTION, "IssueInstant", instant(NOW - timedelta(hours=1))),
        (IssueInstantOutside,),
    ),
    ("B057 issued in the future", _put(ASSERTION, "IssueInstant", LATER), (IssueInstantOutside,)),
    ("B057 response in the future", _put(RESPONSE, "IssueInstant", LATER), (IssueInstantOutside,)),
    ("B058 a day", _put(CONDITIONS, "NotOnOrAfter", instant(NOW + timedelta(days=1))), (LifetimeTooLong,)),
    ("B058 confirmed a day", _put(DATA, "NotOnOrAfter", instant(NOW + timedelta(days=1))), (LifetimeTooLong,)),
    ("B059 no Conditions", _remove(CONDITIONS), (AudienceWrong,)),
    ("B059 no AudienceRestriction", _remove("//saml:AudienceRestriction"), (AudienceWrong,)),
    ("B059 Audience empty", _write(AUDIENCE, ""), (AudienceWrong,)),
    ("B059 Audience wrong", _write(AUDIENCE, "https://other.example"), (AudienceWrong,)),
    ("B060 trailing slash", _write(AUDIENCE, EXCHANGE.service + "/"), (AudienceWrong,)),
    ("B060 case", _write(AUDIENCE, EXCHANGE.service.upper()), (AudienceWrong,)),
    ("B061 unknown condition", _add(CONDITIONS, UNKNOWN), (ConditionUnsupported, SchemaInvalid)),
    ("B061 ProxyRestriction", _add(CONDITIONS, PROXY), (ConditionUnsupported,)),
    ("B065 Version of the response", _put(RESPONSE, "Version", "1.1"), (VersionUnsupported,)),
    ("B065 Version of the assertion", _put(ASSERTION, "Version", "2.1"), (VersionUnsupported,)),
    ("B066 ID of a digit", _put(RESPONSE, "ID", "1response"), (SchemaInvalid,)),
    ("B066 ID missing", _put(RESPONSE, "ID", None), (SchemaInvalid,)),
    ("B067 Status missing", _remove("samlp:Status"), (SchemaInvalid,)),
    (
        "B067 Status of error",
        _put("//samlp:StatusCode", "Value", SAMLP[:-8] + "status:Responder"),
        (StatusUnsuccessful,),
    ),
    ("B067 Status unknown", _put("//samlp:StatusCode", "Value", "urn:example:fine"), (StatusUnsuccessful,)),
    ("B069 no assertion", _remove(ASSERTION), (AssertionNotSingle,)),
    ("B070 NameID empty", _write(NAME_ID, ""), (SubjectUnsuitable,)),
    ("B070 NameID of spaces", _write(NAME_ID, "  "), (SubjectUnsuitable,)),
    ("B070 NameID missing", _remove(NAME_ID), (SubjectUnsuitable,)),
    ("B070 Subject missing", _remove("//saml:Subject"), (SubjectUnsuitable,)),
    ("B073 no confirmation", _remove("//saml:SubjectConfirmation"), (ConfirmationUnsuitable,)),
    ("B073 two confirmations", _double("//saml:SubjectConfirmation"), (ConfirmationUnsuitable,)),
    (
        "B073 not bearer",
        _put("//saml:SubjectConfirmation", "Method", "urn:oasis:names:tc:SAML:2.0:cm:sender-vouches"),
        (ConfirmationUnsuitable,),
    ),
    ("B073 no data", _remove(DATA), (ConfirmationUnsuitable,)),
    ("B074 NotBefore of a bearer", _put(DATA, "NotBefore", EARLIER), (ConfirmationUnsuitable,)),
    ("B075 session over", _put(STATEMENT, "SessionNotOnOrAfter", EARLIER), (MessageExpired,)),
    ("no AuthnStatement", _remove(STATEMENT), (AuthenticationMissing,)),
    ("two AuthnStatements", _double(STATEMENT), (AuthenticationMissing,)),
)
ACCEPTED: tuple[tuple[str, Callable[[Tree], object]], ...] = (
    ("the control", lambda _response: None),
    ("B055 thirty seconds late", _put(CONDITIONS, "NotOnOrAfter", instant(NOW - timedelta(seconds=30)))),
    ("B055 thirty seconds early", _put(CONDITIONS, "NotBefore", instant(NOW + timedelta(seconds=30)))),
    ("B056 milliseconds", _put(CONDITIONS, "NotOnOrAfter", LATER[:-1] + ".123Z")),
    ("B059 several audiences with ours", _add("//saml:AudienceRestriction", OUR_AUDIENCE)),
    ("B061 OneTimeUse", _add(CONDITIONS, ONE_TIME)),
    ("B075 session ahead", _put(STATEMENT, "SessionNotOnOrAfter", LATER)),
)


@pytest.mark.parametrize(("case", "tamper", "refusals"), REFUSED, ids=[case for case, _tamper, _refusals in REFUSED])
def test_a_broken_rule_refuses_with_its_own_code(
    case: str, tamper: Callable[[Tree], object], refusals: tuple[type[MessageRefused], ...]
) -> None:
    del case
    with pytest.raises(refusals):
        read(_signed(tamper))


@pytest.mark.parametrize(("case", "tamper"), ACCEPTED, ids=[case for case, _tamper in ACCEPTED])
def test_what_the_rules_allow_is_accepted(case: str, tamper: Callable[[Tree], object]) -> None:
    assert read(_signed(tamper)).name_id == "_subject", case


def test_the_request_is_asked_about_last_and_only_when_all_else_is_verified_b046_b047() -> None:
    asked: list[str] = []

    def remember(request_id: str) -> bool:
        asked.append(request_id)
        return request_id == "_question"

    with pytest.raises(RecipientWrong):
        read(_signed(_put(DATA, "Recipient", "https://other.example/acs")), in_response_to=remember)
    assert asked == []
    assert read(a_signed_response(), in_response_to=remember).in_response_to == "_question"
    with pytest.raises(AnswerUnexpected):
        read(a_signed_response(), in_response_to=lambda _request_id: False)
    with pytest.raises(AnswerUnexpected):
        read(_signed(_put(DATA, "InResponseTo", "_other")), in_response_to=remember)


def test_an_unsolicited_response_is_refused_b048() -> None:
    def unsolicited(response: Tree) -> None:
        response.attrib.pop("InResponseTo")
        find(response, DATA).attrib.pop("InResponseTo")

    with pytest.raises(AnswerUnexpected):
        read(_signed(unsolicited), in_response_to=lambda _request_id: True)


def test_a_response_issued_before_we_asked_is_refused_b057() -> None:
    asked = NOW + timedelta(minutes=2)
    with pytest.raises(IssueInstantOutside):
        read(a_signed_response(), requested_at=asked, now=asked)
    assert read(a_signed_response(), requested_at=NOW).name_id == "_subject"


def test_a_guichet_with_loose_times_is_accepted_where_it_is_named_so_b058() -> None:
    def loosen(response: Tree) -> None:
        find(response, CONDITIONS).set("NotOnOrAfter", instant(NOW + timedelta(days=1)))
        find(response, DATA).set("NotOnOrAfter", instant(NOW + timedelta(days=5)))

    with pytest.raises(LifetimeTooLong):
        read(_signed(loosen))
    assert read(_signed(loosen), policy=loose_times()).not_on_or_after == NOW + timedelta(days=5)


def test_the_way_of_authentication_is_one_of_those_asked_for_b062() -> None:
    asked = frozenset({"urn:oasis:names:tc:SAML:2.0:ac:classes:TimeSyncToken"})
    with pytest.raises(ContextUnsuitable):
        read(a_signed_response(), context_classes=asked)
    context = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
    assert read(a_signed_response(), context_classes=asked | {context}).context_class == context


def test_an_authentication_older_than_asked_is_refused_b063() -> None:
    old = _signed(_put(STATEMENT, "AuthnInstant", instant(NOW - timedelta(hours=1))))
    assert read(old).authenticated_at == NOW - timedelta(hours=1)
    with pytest.raises(AuthenticationTooOld):
        read(old, max_authentication_age=timedelta(0))


def test_a_response_of_the_wrong_guichet_is_refused_though_it_is_perfect_b090() -> None:
    other = Exchange(guichet="https://other.example/idp")
    key = a_party("other")
    peer = read_peer(etree.tostring(guichet_metadata(other, key)), now=NOW)
    assert read(a_signed_response(other, key), peer=peer).issuer == other.guichet
    with pytest.raises(IssuerUnexpected):
        read(a_signed_response(other, key))


def test_what_a_memory_of_used_assertions_needs_is_returned_b049() -> None:
    verified = read(a_signed_response())
    assert verified.assertion_id == "_assertion"
    assert verified.not_on_or_after == NOW + timedelta(minutes=5)


def test_a_friendly_name_is_not_mistaken_for_a_name_b080() -> None:
    def rename(response: Tree) -> None:
        find(response, "//saml:Attribute").set("Name", "other")
        find(response, "//saml:Attribute").set("FriendlyName", "idEnt")

    verified = read(_signed(rename))
    assert verified.find_values("idEnt") == ()
    assert verified.find_values("other") == ("Z0",)


def test_no_value_shows_in_the_repr_of_a_verified_response() -> None:
    verified = read(a_signed_response(attributes=(("GARPersonIdentifiant", ("canary-value",)),)))
    assert "canary-value" not in repr(verified)
    assert "_subject" not in repr(verified)


@given(
    st.datetimes(min_value=NOW.replace(tzinfo=None) - timedelta(days=9000)).map(lambda m: m.replace(tzinfo=NOW.tzinfo))
)
def test_a_moment_survives_writing_and_reading_to_the_millisecond(moment: Any) -> None:  # noqa: ANN401 - hypothesis
    back = read_instant(write_instant(moment), "IssueInstant")
    assert abs(back - moment) < timedelta(milliseconds=1)


@given(st.text(max_size=40))
def test_what_is_not_an_instant_is_refused_and_nothing_else_is_raised(text: str) -> None:
    try:
        moment = read_instant(text, "IssueInstant")
    except InstantMalformed:
        return
    assert text.endswith("Z")
    assert moment.tzinfo is not None
