"""Owns the tests of a SAML resource that is told of a sign-out: LogoutRequests in three bindings, and their answers."""

from dataclasses import replace

import pytest
import xmlsec
from flask.testing import FlaskClient
from lxml import etree
from xmlsec import constants

from sp_examples.refusals import Why
from tests.sp_examples.hub_side import SAML, SAMLP, SLO_URL, SUCCESS, Signer, encode, moment
from tests.sp_examples.saml_goodbye import (
    BINDINGS,
    SLO,
    SOAP,
    Goodbye,
    by_soap,
    post_soap,
    read_redirect,
    sign_on,
    sign_query,
)
from tests.sp_examples.yard import METADATA, Yard, is_signed_on


@pytest.fixture
def goodbye(signer: Signer, request: pytest.FixtureRequest) -> Goodbye:
    return Goodbye(signer, f"_{abs(hash(request.node.name))}")


@pytest.fixture
def browser(yard: Yard) -> FlaskClient:
    """Give a browser that is signed on."""
    return sign_on(yard)


@pytest.mark.parametrize("binding", ["HTTP-Redirect", "HTTP-POST"])
def test_a_logout_request_through_the_browser_is_answered_by_redirect(
    yard: Yard, browser: FlaskClient, goodbye: Goodbye, binding: str
) -> None:
    page = BINDINGS[binding](yard, goodbye)
    certificate = yard.keys("carnet").signing.certificate_file.read_bytes()
    response, said = read_redirect(page.location, "SAMLResponse", certificate)
    assert page.location.startswith(f"{SLO_URL}?")
    assert said["RelayState"] == ["state & more"]
    _is_success(response, goodbye)
    assert response.get("Destination") == SLO_URL
    assert not is_signed_on(browser, "carnet")


def test_a_logout_request_by_soap_is_answered_by_a_signed_response_in_soap(
    yard: Yard, browser: FlaskClient, goodbye: Goodbye
) -> None:
    answer = by_soap(yard, goodbye)
    assert (answer.status_code, answer.content_type) == (200, "text/xml; charset=utf-8")
    body = etree.fromstring(answer.data).find(f"{{{SOAP}}}Body")
    (response,) = body
    _is_success(response, goodbye)
    context = xmlsec.SignatureContext()
    certificate = yard.keys("carnet").signing.certificate_file.read_bytes()
    context.key = xmlsec.Key.from_memory(certificate, constants.KeyDataFormatCertPem)
    context.register_id(response, "ID")
    context.verify(response.find("{http://www.w3.org/2000/09/xmldsig#}Signature"))
    assert not is_signed_on(browser, "carnet")


def _is_success(response: etree._Element, goodbye: Goodbye) -> None:
    assert response.tag == f"{SAMLP}LogoutResponse"
    assert response.get("InResponseTo") == goodbye.request_id
    assert response.findtext(f"{SAML}Issuer") == "http://localhost/carnet/saml/metadata"
    assert [code.get("Value") for code in response.iter(f"{SAMLP}StatusCode")] == [SUCCESS]


@pytest.mark.parametrize(
    ("indexes", "left"),
    [
        (("_session1",), {"second", "else"}),
        (("_session1", "_session2"), {"else"}),
        ((), {"else"}),
        (("_session3",), {"first", "second", "else"}),
        (("_session4",), {"first", "second", "else"}),
    ],
)
def test_a_logout_request_ends_the_named_sessions_of_the_named_person_and_no_other(
    yard: Yard, goodbye: Goodbye, indexes: tuple[str, ...], left: set[str]
) -> None:
    browsers = {
        "first": sign_on(yard),
        "second": sign_on(yard, index="_session2"),
        "else": sign_on(yard, "_transient2", "_session3"),
    }
    assert by_soap(yard, replace(goodbye, indexes=indexes)).status_code == 200
    assert {name for name, browser in browsers.items() if is_signed_on(browser, "carnet")} == left


SPOILED: dict[str, tuple[dict[str, object], Why]] = {
    "a key that only the message knows": ({"signer": None}, Why.SIGNATURE),
    "an issuer without metadata": ({"issuer": "https://else.example.test"}, Why.SIGNATURE),
    "another destination": ({"destination": "http://localhost/studio/saml/slo"}, Why.NOT_FOR_US),
    "an old request": ({"issued": -600}, Why.NOT_FOR_US),
    "a request yet to come": ({"issued": 600}, Why.NOT_FOR_US),
    "a request that is over": ({"until": moment(-60)}, Why.NOT_FOR_US),
}


@pytest.mark.parametrize("binding", BINDINGS)
@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_logout_request_is_refused_and_ends_nothing_and_the_right_one_then_does(
    yard: Yard, browser: FlaskClient, goodbye: Goodbye, binding: str, name: str
) -> None:
    changes, why = SPOILED[name]
    spoiled = replace(goodbye, **{field: value or Signer() for field, value in changes.items()})
    page = BINDINGS[binding](yard, spoiled)
    assert (page.status_code, why.french in page.text) == (403, True), page.text
    assert is_signed_on(browser, "carnet")
    assert BINDINGS[binding](yard, goodbye).status_code in {200, 302}
    assert not is_signed_on(browser, "carnet")


@pytest.mark.parametrize("binding", BINDINGS)
def test_a_logout_request_that_names_nobody_is_refused(
    yard: Yard, browser: FlaskClient, goodbye: Goodbye, binding: str
) -> None:
    assert BINDINGS[binding](yard, replace(goodbye, name_id="")).status_code == 403
    assert is_signed_on(browser, "carnet")


@pytest.mark.parametrize("binding", ["HTTP-Redirect", "HTTP-POST"])
def test_a_logout_request_through_the_browser_must_say_where_it_goes(
    yard: Yard, browser: FlaskClient, goodbye: Goodbye, binding: str
) -> None:
    page = BINDINGS[binding](yard, replace(goodbye, destination=""))
    assert (page.status_code, Why.NOT_FOR_US.french in page.text) == (403, True)
    assert is_signed_on(browser, "carnet")


def test_an_unsigned_logout_request_is_refused_in_each_binding(
    yard: Yard, browser: FlaskClient, goodbye: Goodbye
) -> None:
    query = sign_query("SAMLRequest", goodbye.tree(), goodbye.signer)
    for page in (
        yard.browser().get(f"{SLO}?{query.split('&SigAlg=')[0]}"),
        yard.browser().get(f"{SLO}?{query.split('&Signature=')[0]}"),
        yard.browser().get(f"{SLO}?{query.replace('sha256', 'sha1')}"),
        yard.browser().get(f"{SLO}?{query}&RelayState=more"),
        yard.browser().post(SLO, data={"SAMLRequest": encode(goodbye.tree())}),
        yard.browser().post(SLO, data={"SAMLRequest": encode(goodbye.signed("Sha1"))}),
        post_soap(yard, goodbye.tree()),
    ):
        assert (page.status_code, Why.SIGNATURE.french in page.text) == (403, True), page.text
        assert is_signed_on(browser, "carnet")


def test_a_logout_request_changed_after_signing_is_refused(yard: Yard, browser: FlaskClient, goodbye: Goodbye) -> None:
    tree = goodbye.signed()
    tree.find(f"{SAML}NameID").text = "_transient2"
    other = sign_on(yard, "_transient2")
    assert post_soap(yard, tree).status_code == 403
    assert is_signed_on(other, "carnet")
    assert is_signed_on(browser, "carnet")


@pytest.mark.parametrize("binding", BINDINGS)
def test_a_logout_request_is_used_once(yard: Yard, browser: FlaskClient, goodbye: Goodbye, binding: str) -> None:
    assert BINDINGS[binding](yard, goodbye).status_code in {200, 302}
    yard.post(browser, yard.answer(yard.ask(browser)).encoded())
    page = BINDINGS[binding](yard, goodbye)
    assert (page.status_code, Why.REPLAYED.french in page.text) == (403, True)
    assert is_signed_on(browser, "carnet")


@pytest.mark.parametrize(
    "body",
    [b"", b"<x/>", b"not xml", f'<s:Envelope xmlns:s="{SOAP}"><s:Body/></s:Envelope>'.encode(), b"<!DOCTYPE x><x/>"],
)
def test_what_is_no_message_is_refused(yard: Yard, browser: FlaskClient, body: bytes) -> None:
    assert yard.browser().post(SLO, data=body, content_type="text/xml").status_code == 403
    assert yard.browser().get(SLO).status_code == 403
    assert is_signed_on(browser, "carnet")


def test_two_messages_in_one_envelope_are_none(yard: Yard, browser: FlaskClient, goodbye: Goodbye) -> None:
    assert post_soap(yard, goodbye.signed(), goodbye.signed()).status_code == 403
    assert is_signed_on(browser, "carnet")


def test_a_logout_request_after_the_hub_changed_its_key_is_accepted(
    yard: Yard, browser: FlaskClient, goodbye: Goodbye, other_signer: Signer
) -> None:
    yard.server.show(METADATA, other_signer.metadata())
    yard.watch.seconds += 10
    assert by_soap(yard, replace(goodbye, signer=other_signer)).status_code == 200
    assert not is_signed_on(browser, "carnet")
