"""Owns the tests of what LogoutRequest and LogoutResponse say (SAML core 3.7, 3.2)."""

from datetime import timedelta

import pytest
from lxml import etree

from broker.core.errors import Refusal
from broker.core.refusals.condition import (
    InstantMalformed,
    IssueInstantOutside,
    IssuerUnexpected,
    MessageExpired,
    SubjectUnsuitable,
    VersionUnsupported,
)
from broker.core.refusals.exchange import NameEncrypted
from broker.core.refusals.message import SchemaInvalid
from broker.core.sign_out import Ending
from broker.protocols.saml.sign_out_channels import ending_of
from broker.saml.pysaml2_bridge import STATUS_PARTIAL_LOGOUT, STATUS_SUCCESS
from broker.saml.response_writer import ErrorContent
from broker.saml.schema import check_message
from broker.saml.sign_out_writer import SignOutContent, write_sign_out, write_sign_out_answer
from tests.protocols.saml.logout_builders import (
    PARTIAL,
    RESPONDER,
    UNKNOWN,
    Named,
    codes_of,
    is_signed,
    name_of,
    want_no_answer,
)
from tests.protocols.saml.logout_reading import BINDINGS, HERE, SERVICE, a_request, an_answer, read_answer, read_request
from tests.protocols.saml.reading import our_key
from tests.protocols.saml.saml_builders import HTTP_REDIRECT, NOW, SAML, SAMLP, SUCCESS, TRANSIENT, XENC, Tree, instant

CONTENT = SignOutContent(SERVICE, HERE, NOW, "_who", TRANSIENT, ("https://ours", "https://theirs"), "_where")
ANSWER = ErrorContent(SERVICE, HERE, "_asked", STATUS_SUCCESS, STATUS_PARTIAL_LOGOUT, "", NOW)


def _without_name(request: Tree) -> None:
    request.remove(request[1])


def _empty_name(request: Tree) -> None:
    request[1].text = ""


def _base_id(request: Tree) -> None:
    request.replace(request[1], etree.Element(f"{{{SAML}}}BaseID"))


def _encrypted(request: Tree) -> None:
    outer = etree.Element(f"{{{SAML}}}EncryptedID")
    data = etree.SubElement(outer, f"{{{XENC}}}EncryptedData")
    cipher = etree.SubElement(data, f"{{{XENC}}}CipherData")
    etree.SubElement(cipher, f"{{{XENC}}}CipherValue").text = "AAAA"
    request.replace(request[1], outer)


def _version(request: Tree) -> None:
    request.set("Version", "1.1")


def _format_of_issuer(request: Tree) -> None:
    request[0].set("Format", TRANSIENT)


def _ends(shift: timedelta | None) -> object:
    def change(request: Tree) -> None:
        request.set("NotOnOrAfter", instant(NOW + shift) if shift is not None else "2026-09-14T10:05:00+02:00")

    return change


WRONG = [
    (_without_name, SchemaInvalid),
    (_empty_name, SubjectUnsuitable),
    (_base_id, SchemaInvalid),
    (_encrypted, NameEncrypted),
    (_version, VersionUnsupported),
    (_format_of_issuer, IssuerUnexpected),
    (_ends(timedelta()), MessageExpired),
    (_ends(-timedelta(seconds=1)), MessageExpired),
    (_ends(None), InstantMalformed),
]


def test_a_request_names_the_session_as_the_assertion_did_and_fits_the_schema() -> None:
    written = write_sign_out(CONTENT, our_key())
    request = etree.fromstring(written.document)
    check_message(request)
    name = name_of(request)
    assert dict(name.attrib) == {
        "Format": TRANSIENT,
        "NameQualifier": "https://ours",
        "SPNameQualifier": "https://theirs",
    }
    assert (name.text, request.findtext(f"{{{SAMLP}}}SessionIndex")) == ("_who", "_where")
    assert (request.get("ID"), request.get("Destination")) == (written.request_id, HERE)
    assert request.get("NotOnOrAfter") > request.get("IssueInstant")
    assert request.get("Reason") == "urn:oasis:names:tc:SAML:2.0:logout:user"
    assert is_signed(request)


def test_what_is_not_known_of_the_session_is_left_out_of_a_request() -> None:
    request = etree.fromstring(write_sign_out(SignOutContent(SERVICE, HERE, NOW, "_who"), None).document)
    check_message(request)
    assert dict(name_of(request).attrib) == {}
    assert request.find(f"{{{SAMLP}}}SessionIndex") is None
    assert not is_signed(request), "without a key, it is for a query that is signed itself"


def test_two_requests_share_nothing() -> None:
    assert len({write_sign_out(CONTENT, None).request_id for _ in range(10)}) == 10


def test_an_answer_says_partial_under_success() -> None:
    answer = etree.fromstring(write_sign_out_answer(ANSWER, our_key()))
    check_message(answer)
    assert codes_of(answer) == ["Success", "PartialLogout"]
    assert (answer.get("InResponseTo"), answer.get("Destination")) == ("_asked", HERE)
    assert is_signed(answer)


@pytest.mark.parametrize("binding", BINDINGS)
def test_a_request_is_read_by_each_binding(binding: str) -> None:
    named = Named("_who", "_where", TRANSIENT, ("https://ours", "https://theirs"))
    asked = read_request(a_request(named=named), binding)
    assert (asked.peer.entity_id, asked.id) == (SERVICE, "_bye")
    assert (asked.name_id, asked.name_id_format, asked.indexes) == ("_who", TRANSIENT, ("_where",))
    assert asked.qualifiers == ("https://ours", "https://theirs")
    assert asked.wants_answer
    assert asked.relay_state == (None if binding == BINDINGS[2] else "state")


def test_a_request_may_name_several_sessions_or_all_and_may_want_no_answer() -> None:
    request = a_request(named=Named(index=None))
    assert read_request(request, HTTP_REDIRECT).indexes == ()
    for index in ("_one", "_two"):
        etree.SubElement(request, f"{{{SAMLP}}}SessionIndex").text = index
    assert read_request(request, HTTP_REDIRECT).indexes == ("_one", "_two")
    want_no_answer(request)
    assert not read_request(request, HTTP_REDIRECT).wants_answer


@pytest.mark.parametrize(("change", "refusal"), WRONG)
@pytest.mark.parametrize("binding", BINDINGS)
def test_a_request_that_says_it_wrongly_is_refused(change: object, refusal: type[Refusal], binding: str) -> None:
    request = a_request()
    change(request)  # type: ignore[operator] # each row is a function of the request
    with pytest.raises(refusal):
        read_request(request, binding)


@pytest.mark.parametrize("shift", [timedelta(minutes=6), -timedelta(minutes=6)])
@pytest.mark.parametrize("binding", BINDINGS)
def test_messages_of_another_time_are_refused(shift: timedelta, binding: str) -> None:
    request = a_request(now=NOW + shift)
    request.attrib.pop("NotOnOrAfter")
    with pytest.raises(IssueInstantOutside):
        read_request(request, binding)
    with pytest.raises(IssueInstantOutside):
        read_answer(an_answer(now=NOW + shift), binding)


@pytest.mark.parametrize(
    ("codes", "ending", "reason"),
    [
        ((SUCCESS,), Ending.CLOSED, ""),
        ((SUCCESS, PARTIAL), Ending.PARTLY, "Success, PartialLogout"),
        ((RESPONDER, PARTIAL), Ending.PARTLY, "Responder, PartialLogout"),
        ((RESPONDER,), Ending.REFUSED, "Responder"),
        ((RESPONDER, UNKNOWN), Ending.ABSENT, "Responder, UnknownPrincipal"),
    ],
)
@pytest.mark.parametrize("binding", BINDINGS)
def test_an_answer_means_what_its_codes_say(codes: tuple[str, ...], ending: Ending, reason: str, binding: str) -> None:
    answer = read_answer(an_answer(codes=codes), binding)
    assert answer.in_response_to == "_asked"
    assert ending_of(answer) == (ending, reason)
