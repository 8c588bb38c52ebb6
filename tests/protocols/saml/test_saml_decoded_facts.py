"""Owns the tests of the readable facts of a message, as a trace shows them."""

from lxml import etree

from broker.saml.decoded import read_facts
from tests.protocols.saml.saml_builders import a_party, a_request, a_signed_response, encrypt


def test_the_facts_of_a_response_come_in_the_order_of_the_document() -> None:
    facts = read_facts(etree.tostring(a_signed_response(attributes=(("DIV", ("1##2", "3##4")),))))
    names = [name for name, _value in facts]
    assert names[:5] == [
        "Response ID",
        "Response Version",
        "Response IssueInstant",
        "Response Destination",
        "Response InResponseTo",
    ]
    assert ("Attribute DIV", "1##2 · 3##4") in facts
    assert ("SignatureMethod Algorithm", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256") in facts
    assert names.index("StatusCode Value") < names.index("Assertion ID") < names.index("Audience")


def test_the_facts_of_a_request_say_who_asks_and_where_to_answer() -> None:
    facts = dict(read_facts(etree.tostring(a_request(ForceAuthn="true"))))
    assert facts["Issuer"] == "https://service.example/saml"
    assert facts["AuthnRequest AssertionConsumerServiceURL"] == "https://service.example/acs"
    assert facts["AuthnRequest ForceAuthn"] == "true"


def test_the_facts_of_an_encrypted_assertion_are_its_algorithms() -> None:
    response = a_signed_response()
    encrypt(response, a_party("service"))
    facts = read_facts(etree.tostring(response))
    assert ("EncryptionMethod Algorithm", "http://www.w3.org/2009/xmlenc11#aes256-gcm") in facts
    assert "NameID" not in dict(facts)


def test_what_cannot_be_parsed_has_no_facts() -> None:
    assert read_facts(b"<!DOCTYPE a><a/>") == ()
    assert read_facts(b"nonsense") == ()
