"""Owns the tests of a sign-on at an example resource that goes right."""

import pytest
import xmlsec
from cryptography.exceptions import InvalidSignature
from lxml import etree
from xmlsec import constants

from tests.sp_examples.hub_side import SAMLP, Signer, encode, read_question, sign, verify_question
from tests.sp_examples.yard import METADATA, Yard


def _signature_verifies(yard: Yard, assertion: str) -> bool:
    node = etree.fromstring(assertion)
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(yard.signer.certificate_pem, constants.KeyDataFormatCertPem)
    context.register_id(node, "ID")
    try:
        context.verify(node.find("{http://www.w3.org/2000/09/xmldsig#}Signature"))
    except xmlsec.Error:
        return False
    return True


def test_the_question_is_signed_and_says_who_asks_and_where_to_answer(yard: Yard) -> None:
    question = yard.ask(yard.browser())
    resource, keys = yard.resources["carnet"][0], yard.keys("carnet")
    verify_question(question, keys.signing.certificate_file.read_bytes())
    assert question.query["SigAlg"] == ["http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"]
    assert question.entity_id == "http://localhost/carnet/saml/metadata" == resource.entity_id
    assert question.acs_url == "http://localhost/carnet/saml/acs"
    assert question.relay_state == "http://localhost/carnet/"
    assert question.request.get("ProtocolBinding") == "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
    assert question.request.find(f"{SAMLP}NameIDPolicy").get("Format").endswith(":transient")


def test_each_resource_signs_with_its_own_key(yard: Yard) -> None:
    keys = yard.keys("atelier")
    with pytest.raises(InvalidSignature):
        verify_question(yard.ask(yard.browser(), "carnet"), keys.signing.certificate_file.read_bytes())


def test_a_right_answer_is_accepted_and_shown_exactly(yard: Yard) -> None:
    browser = yard.browser()
    question = yard.ask(browser)
    attributes = {"IDO": ["0a" * 64], "PRE": [" Zoé "], "DIV": ["3A##3ème A", "3B##3ème B"], "PRO": []}
    arrival = yard.post(browser, yard.answer(question).changed(attributes=attributes).encoded())
    assert (arrival.status_code, arrival.location) == (303, "/carnet/?arrived=1")
    page = browser.get(arrival.location)
    assert page.status_code == 200
    assert "3A##3ème A" in page.text
    assert "_transient1" in page.text
    assert '<link rel="alternate" type="application/json" href="/carnet/received.json">' in page.text
    received = browser.get("/carnet/received.json").get_json()
    assert received["attributes"] == attributes
    assert received["envelope"]["NameID"] == "_transient1"
    assert received["envelope"]["Issuer"] == "https://hub.example.test/idp/metadata"
    assert received["envelope"]["InResponseTo"] == question.request_id
    assert _signature_verifies(yard, received["assertion"])


def test_a_response_signed_as_a_whole_too_is_accepted(yard: Yard) -> None:
    browser = yard.browser()
    response = yard.answer(yard.ask(browser)).tree()
    sign(response, yard.signer, "Sha256")
    assert yard.post(browser, encode(response)).status_code == 303


def test_an_encrypted_assertion_is_accepted_and_shown_in_clear(yard: Yard) -> None:
    browser = yard.browser()
    keys = yard.keys("studio")
    assert keys.encryption is not None
    answer = yard.answer(yard.ask(browser, "studio")).changed(encrypt_for=keys.encryption.certificate_file.read_bytes())
    assert "Attribute " not in etree.tostring(answer.tree(), encoding="unicode")
    assert yard.post(browser, answer.encoded(), "studio").status_code == 303
    received = browser.get("/studio/received.json").get_json()
    assert received["attributes"]["UAI"] == ["0561641E"]
    assert "0561641E" in received["assertion"]
    assert _signature_verifies(yard, received["assertion"])
    assert received["envelope"]["EncryptedAssertion"] == "true"


def test_the_page_that_was_asked_for_comes_back_with_its_query(yard: Yard) -> None:
    browser = yard.browser()
    question = yard.ask(browser, query="?chapter=2&chapter=3&lang=en")
    assert question.relay_state == "http://localhost/carnet/"
    arrival = yard.post(browser, yard.answer(question).encoded())
    assert arrival.location == "/carnet/?chapter=2&chapter=3&lang=en&arrived=1"
    assert '<html lang="en">' in browser.get(arrival.location).text


def test_two_resources_have_two_sessions(yard: Yard) -> None:
    browser = yard.browser()
    yard.post(browser, yard.answer(yard.ask(browser)).encoded())
    assert browser.get("/carnet/").status_code == 200
    assert browser.get("/atelier/").status_code == 302
    assert browser.get("/atelier/received.json").status_code == 401


def test_two_tabs_that_ask_at_once_are_both_answered(yard: Yard) -> None:
    browser = yard.browser()
    first, second = yard.ask(browser), yard.ask(browser)
    assert yard.post(browser, yard.answer(first).encoded()).status_code == 303
    assert yard.post(browser, yard.answer(second).encoded()).status_code == 303
    assert browser.get("/carnet/").status_code == 200


def test_a_new_sign_on_can_be_asked_for_and_takes_the_place_of_the_session(yard: Yard) -> None:
    browser = yard.browser()
    yard.post(browser, yard.answer(yard.ask(browser)).encoded())
    assert 'href="/carnet/?again=1"' in browser.get("/carnet/").text
    again = yard.answer(yard.ask(browser, query="?again=1")).changed(attributes={"IDO": ["0b" * 64]})
    assert yard.post(browser, again.encoded()).location == "/carnet/?arrived=1"
    assert browser.get("/carnet/received.json").get_json()["attributes"] == {"IDO": ["0b" * 64]}


def test_an_answer_after_the_hub_changed_its_key_is_accepted(yard: Yard, other_signer: Signer) -> None:
    browser = yard.browser()
    answer = yard.answer(yard.ask(browser)).changed(signer=other_signer).encoded()
    yard.server.show(METADATA, other_signer.metadata())
    yard.watch.seconds += 10
    assert yard.post(browser, answer).status_code == 303
    assert yard.server.asked[METADATA] == 2


def test_the_hub_is_asked_for_its_metadata_once_in_ten_seconds_however_many_signatures_fail(
    yard: Yard, other_signer: Signer
) -> None:
    browser = yard.browser()
    forged = yard.answer(yard.ask(browser)).changed(signer=other_signer).encoded()
    yard.watch.seconds += 9
    assert yard.post(browser, forged).status_code == 403
    assert yard.server.asked[METADATA] == 1
    yard.watch.seconds += 1
    assert [yard.post(browser, forged).status_code for _ in range(3)] == [403, 403, 403]
    assert yard.server.asked[METADATA] == 2


def test_a_hub_that_cannot_be_reached_is_said_clearly_and_tried_again(yard: Yard) -> None:
    right = yard.server.places[METADATA]
    yard.server.show(METADATA, "not metadata")
    page = yard.browser().get("/carnet/")
    assert page.status_code == 502
    assert yard.server.url in page.text
    assert "--hub" in page.text
    yard.server.places[METADATA] = right
    yard.watch.seconds += 10
    assert read_question(yard.browser().get("/carnet/").location).request_id
