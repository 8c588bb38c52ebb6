"""Owns the tests of a sign-out asked for at a SAML resource: the LogoutRequest, and the LogoutResponse to it."""

import pytest
from flask.testing import FlaskClient
from lxml import etree

from sp_examples.refusals import Why
from tests.sp_examples.hub_side import ENTITY_ID, SAML, SAMLP, SLO_URL, SUCCESS, Signer, moment
from tests.sp_examples.saml_goodbye import SLO, read_redirect, sign_on, sign_query
from tests.sp_examples.yard import METADATA, Yard, is_signed_on, onward, sign_out

PARTIAL = "urn:oasis:names:tc:SAML:2.0:status:PartialLogout"


@pytest.fixture
def browser(yard: Yard) -> FlaskClient:
    """Give a browser that is signed on."""
    return sign_on(yard)


def test_signing_out_sends_a_signed_logout_request_by_redirect(yard: Yard, browser: FlaskClient) -> None:
    location = onward(sign_out(browser, "carnet"))
    certificate = yard.keys("carnet").signing.certificate_file.read_bytes()
    request, _ = read_redirect(location, "SAMLRequest", certificate)
    assert location.startswith(f"{SLO_URL}?")
    assert request.tag == f"{SAMLP}LogoutRequest"
    assert request.get("Destination") == SLO_URL
    assert request.get("NotOnOrAfter") > moment()
    assert request.findtext(f"{SAML}Issuer") == "http://localhost/carnet/saml/metadata"
    assert request.find(f"{SAML}NameID").get("Format").endswith(":transient")
    assert request.findtext(f"{SAML}NameID") == "_transient1"
    assert request.findtext(f"{SAMLP}SessionIndex") == "_session1"
    assert not is_signed_on(browser, "carnet")


def test_a_hub_without_single_logout_is_said_not_to_have_ended_everything(yard: Yard, signer: Signer) -> None:
    yard.server.show(METADATA, signer.metadata(sign_out=False))
    browser = sign_on(yard)
    page = sign_out(browser, "carnet")
    assert (page.status_code, "pas partout" in page.text) == (200, True)
    assert not is_signed_on(browser, "carnet")


def _response(request_id: str, *codes: str, **changes: str) -> etree._Element:
    status = "".join(f'<samlp:StatusCode Value="{code}">' for code in codes) + "</samlp:StatusCode>" * len(codes)
    said = {"issuer": ENTITY_ID, "destination": f"http://localhost{SLO}"} | changes
    return etree.fromstring(
        '<samlp:LogoutResponse xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" '
        'xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_response1" Version="2.0" '
        f'IssueInstant="{moment()}" Destination="{said["destination"]}" InResponseTo="{request_id}">'
        f"<saml:Issuer>{said['issuer']}</saml:Issuer><samlp:Status>{status}</samlp:Status></samlp:LogoutResponse>"
    )


def _leave(yard: Yard, browser: FlaskClient) -> str:
    certificate = yard.keys("carnet").signing.certificate_file.read_bytes()
    request, _ = read_redirect(onward(sign_out(browser, "carnet")), "SAMLRequest", certificate)
    return str(request.get("ID"))


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        ((SUCCESS,), "finie partout"),
        ((SUCCESS, PARTIAL), "pas partout"),
        (("urn:oasis:names:tc:SAML:2.0:status:Responder", PARTIAL), "pas partout"),
    ],
)
def test_who_comes_back_is_told_whether_the_session_is_over_everywhere(
    yard: Yard, browser: FlaskClient, codes: tuple[str, ...], words: str
) -> None:
    response = _response(_leave(yard, browser), *codes)
    page = browser.get(f"{SLO}?{sign_query('SAMLResponse', response, yard.signer)}")
    assert (page.status_code, words in page.text) == (200, True)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"issuer": "https://else.example.test"}, Why.NOT_FOR_US),
        ({"destination": "http://localhost/studio/saml/slo"}, Why.NOT_FOR_US),
        ({"request_id": "_never"}, Why.UNSOLICITED),
    ],
)
def test_a_logout_response_that_is_not_ours_is_refused(
    yard: Yard, browser: FlaskClient, changes: dict[str, str], why: Why
) -> None:
    response = _response(changes.pop("request_id", None) or _leave(yard, browser), SUCCESS, **changes)
    if why is Why.UNSOLICITED:
        _leave(yard, browser)
    page = browser.get(f"{SLO}?{sign_query('SAMLResponse', response, yard.signer)}")
    assert (page.status_code, why.french in page.text) == (403, True)


def test_a_logout_response_must_be_signed_by_the_hub_over_the_query_it_came_in(
    yard: Yard, browser: FlaskClient, other_signer: Signer
) -> None:
    for spoil in (
        lambda query: query.split("&SigAlg=")[0],
        lambda query: query.split("&Signature=")[0],
        lambda query: query.replace("sha256", "sha1"),
        lambda query: f"{query}&RelayState=more",
        lambda _: sign_query("SAMLResponse", _response("_any", SUCCESS), other_signer),
    ):
        response = _response(_leave(yard, browser), SUCCESS)
        page = browser.get(f"{SLO}?{spoil(sign_query('SAMLResponse', response, yard.signer))}")
        assert (page.status_code, Why.SIGNATURE.french in page.text) == (403, True)
        yard.post(browser, yard.answer(yard.ask(browser)).encoded())


def test_a_logout_response_to_whom_did_not_leave_is_refused(yard: Yard) -> None:
    query = sign_query("SAMLResponse", _response("_never", SUCCESS), yard.signer)
    page = yard.browser().get(f"{SLO}?{query}")
    assert (page.status_code, Why.UNSOLICITED.french in page.text) == (403, True)


def test_a_logout_response_by_post_leads_to_the_page_that_has_the_cookies(yard: Yard, browser: FlaskClient) -> None:
    _leave(yard, browser)
    back = yard.browser().post(SLO, data={"SAMLResponse": "anything"})
    assert (back.status_code, back.location) == (303, "/carnet/")
    assert "Vous êtes déconnecté" in browser.get("/carnet/").text
