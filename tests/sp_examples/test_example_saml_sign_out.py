"""Owns the tests of a SAML resource's single logout: asked for at the resource, or told by the hub, in each binding."""

import base64
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, quote_plus, urlencode, urlsplit

import pytest
import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from flask.testing import FlaskClient
from lxml import etree
from werkzeug.test import TestResponse
from xmlsec import constants

from sp_examples.refusals import Why
from tests.sp_examples.hub_side import ENTITY_ID, SAML, SAMLP, SLO_URL, SUCCESS, Signer, encode, moment, sign
from tests.sp_examples.yard import METADATA, Yard, is_signed_on, onward, sign_out

SLO = "/carnet/saml/slo"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
PARTIAL = "urn:oasis:names:tc:SAML:2.0:status:PartialLogout"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"


@dataclass(frozen=True)
class Goodbye:
    """Describe a LogoutRequest of the hub; `replace` spoils one thing at a time."""

    signer: Signer
    request_id: str
    issuer: str = ENTITY_ID
    destination: str = f"http://localhost{SLO}"
    name_id: str = "<saml:NameID>_transient1</saml:NameID>"
    indexes: tuple[str, ...] = ("_session1",)
    issued: int = 0
    until: str = ""

    def tree(self) -> etree._Element:
        """Build the request, unsigned."""
        indexes = "".join(f"<samlp:SessionIndex>{index}</samlp:SessionIndex>" for index in self.indexes)
        return etree.fromstring(
            '<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" '
            f'xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{self.request_id}" Version="2.0" '
            f'IssueInstant="{moment(self.issued)}"'
            + (f' Destination="{self.destination}"' if self.destination else "")
            + (f' NotOnOrAfter="{self.until}"' if self.until else "")
            + f"><saml:Issuer>{self.issuer}</saml:Issuer>{self.name_id}{indexes}</samlp:LogoutRequest>"
        )

    def signed(self, method: str = "Sha256") -> etree._Element:
        """Build the request with a signature inside."""
        tree = self.tree()
        sign(tree, self.signer, method)
        return tree


Send = Callable[[Yard, Goodbye], TestResponse]


def sign_query(name: str, tree: etree._Element, signer: Signer, relay_state: str | None = None) -> str:
    """Return the query of a message sent by HTTP-Redirect (SAML bindings 3.4.4.1)."""
    deflated = zlib.compress(etree.tostring(tree))[2:-4]
    parts = {name: base64.b64encode(deflated).decode()} | ({"RelayState": relay_state} if relay_state else {})
    query = urlencode(parts | {"SigAlg": RSA_SHA256})
    signature = signer.key.sign(query.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{query}&Signature={quote_plus(base64.b64encode(signature).decode())}"


def by_redirect(yard: Yard, goodbye: Goodbye) -> TestResponse:
    return yard.browser().get(f"{SLO}?{sign_query('SAMLRequest', goodbye.tree(), goodbye.signer, 'state & more')}")


def by_post(yard: Yard, goodbye: Goodbye) -> TestResponse:
    return yard.browser().post(SLO, data={"SAMLRequest": encode(goodbye.signed()), "RelayState": "state & more"})


def by_soap(yard: Yard, goodbye: Goodbye) -> TestResponse:
    return _post_soap(yard, goodbye.signed())


BINDINGS: dict[str, Send] = {"HTTP-Redirect": by_redirect, "HTTP-POST": by_post, "SOAP": by_soap}


def _post_soap(yard: Yard, *messages: etree._Element) -> TestResponse:
    body = "".join(etree.tostring(message, encoding="unicode") for message in messages)
    envelope = f'<s:Envelope xmlns:s="{SOAP}"><s:Body>{body}</s:Body></s:Envelope>'
    return yard.browser().post(SLO, data=envelope, content_type="text/xml")


def _sign_on(yard: Yard, name_id: str = "_transient1", index: str = "_session1") -> FlaskClient:
    browser = yard.browser()
    answer = yard.answer(yard.ask(browser)).changed(name_id=name_id, session_index=index)
    assert yard.post(browser, answer.encoded()).status_code == 303
    return browser


@pytest.fixture
def goodbye(signer: Signer, request: pytest.FixtureRequest) -> Goodbye:
    return Goodbye(signer, f"_{abs(hash(request.node.name))}")


@pytest.fixture
def browser(yard: Yard) -> FlaskClient:
    """Give a browser that is signed on."""
    return _sign_on(yard)


def _read_redirect(location: str, name: str, certificate_pem: bytes) -> tuple[etree._Element, dict[str, list[str]]]:
    """Return the message that a redirect carries, its signature verified."""
    query = urlsplit(location).query
    said = parse_qs(query)
    key = x509.load_pem_x509_certificate(certificate_pem).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    signed = query.split("&Signature=")[0].encode()
    key.verify(base64.b64decode(said["Signature"][0]), signed, padding.PKCS1v15(), hashes.SHA256())
    assert said["SigAlg"] == [RSA_SHA256]
    return etree.fromstring(zlib.decompress(base64.b64decode(said[name][0]), -15)), said


def test_signing_out_sends_a_signed_logout_request_by_redirect(yard: Yard, browser: FlaskClient) -> None:
    location = onward(sign_out(browser, "carnet"))
    certificate = yard.keys("carnet").signing.certificate_file.read_bytes()
    request, _ = _read_redirect(location, "SAMLRequest", certificate)
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
    browser = _sign_on(yard)
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
    request, _ = _read_redirect(onward(sign_out(browser, "carnet")), "SAMLRequest", certificate)
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


@pytest.mark.parametrize("binding", ["HTTP-Redirect", "HTTP-POST"])
def test_a_logout_request_through_the_browser_is_answered_by_redirect(
    yard: Yard, browser: FlaskClient, goodbye: Goodbye, binding: str
) -> None:
    page = BINDINGS[binding](yard, goodbye)
    certificate = yard.keys("carnet").signing.certificate_file.read_bytes()
    response, said = _read_redirect(page.location, "SAMLResponse", certificate)
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
        "first": _sign_on(yard),
        "second": _sign_on(yard, index="_session2"),
        "else": _sign_on(yard, "_transient2", "_session3"),
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
        _post_soap(yard, goodbye.tree()),
    ):
        assert (page.status_code, Why.SIGNATURE.french in page.text) == (403, True), page.text
        assert is_signed_on(browser, "carnet")


def test_a_logout_request_changed_after_signing_is_refused(yard: Yard, browser: FlaskClient, goodbye: Goodbye) -> None:
    tree = goodbye.signed()
    tree.find(f"{SAML}NameID").text = "_transient2"
    other = _sign_on(yard, "_transient2")
    assert _post_soap(yard, tree).status_code == 403
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
    assert _post_soap(yard, goodbye.signed(), goodbye.signed()).status_code == 403
    assert is_signed_on(browser, "carnet")


def test_a_logout_request_after_the_hub_changed_its_key_is_accepted(
    yard: Yard, browser: FlaskClient, goodbye: Goodbye, other_signer: Signer
) -> None:
    yard.server.show(METADATA, other_signer.metadata())
    yard.watch.seconds += 10
    assert by_soap(yard, replace(goodbye, signer=other_signer)).status_code == 200
    assert not is_signed_on(browser, "carnet")
