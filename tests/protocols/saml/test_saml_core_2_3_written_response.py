"""Owns the tests of the responses that we write (SAML core 2.3, 3.2.2, 5.4; security-catalogue.md A042, B068, B081)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import xmlsec
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from broker.core.refusals.condition import StatusUnsuccessful
from broker.core.refusals.message import CharactersForbidden
from broker.saml.bindings import write_post
from broker.saml.certificates import read_pem
from broker.saml.pysaml2_bridge import (
    NAMEID_PERSISTENT,
    STATUS_NO_PASSIVE,
    STATUS_REQUESTER,
    STATUS_RESPONDER,
)
from broker.saml.response_reader import read_response
from broker.saml.response_writer import (
    ErrorContent,
    Protection,
    ResponseContent,
    SamlAttribute,
    write_error_response,
    write_response,
)
from broker.saml.schema import check_message
from tests.protocols.saml.reading import EXCHANGE, an_expectation, our_key
from tests.protocols.saml.saml_builders import NAMESPACES, NOW, Tree, a_party, find

KEY = our_key(a_party())
XML_CHARACTERS = st.characters(
    codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff", include_characters="\t\n\r"
)


def _content(*attributes: SamlAttribute) -> ResponseContent:
    return ResponseContent(
        issuer=EXCHANGE.guichet,
        audience=EXCHANGE.service,
        destination=EXCHANGE.consumer,
        in_response_to=EXCHANGE.request_id,
        name_id="_canary_name",
        attributes=attributes,
        issued_at=NOW,
        authenticated_at=NOW - timedelta(minutes=1),
        session_index="_session",
    )


def _verify_alone(document: bytes, path: str) -> None:
    """Verify with xmlsec alone, as a service's library would."""
    root = etree.fromstring(document)
    xmlsec.tree.add_ids(root, ["ID"])
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(a_party().certificate_pem, xmlsec.constants.KeyDataFormatCertPem)
    context.verify(find(root, path))


@pytest.mark.parametrize(
    ("protection", "signed"),
    [
        (Protection(KEY), ("Assertion",)),
        (Protection(KEY, sign_response=True), ("Response", "Assertion")),
    ],
)
def test_a_written_response_verifies_here_and_by_xmlsec_alone(protection: Protection, signed: tuple[str, ...]) -> None:
    written = write_response(_content(SamlAttribute("IDO", ("ab",))), protection)
    verified = read_response(write_post(written.document), an_expectation())
    assert verified.signed_parts == signed
    assert verified.assertion_id == written.assertion_id
    assert verified.find_values("IDO") == ("ab",)
    assert written.readable == written.document
    _verify_alone(written.document, "saml:Assertion/ds:Signature")
    if "Response" in signed:
        _verify_alone(written.document, "ds:Signature")


def test_a_response_signed_as_a_whole_only_verifies_by_xmlsec_alone() -> None:
    written = write_response(_content(), Protection(KEY, sign_assertion=False, sign_response=True))
    _verify_alone(written.document, "ds:Signature")


def test_nothing_leaves_unsigned() -> None:
    with pytest.raises(AssertionError):
        write_response(_content(), Protection(KEY, sign_assertion=False))


def test_the_written_response_follows_the_schema_and_says_what_it_was_told() -> None:
    content = replace(
        _content(SamlAttribute("urn:oid:1", ("x", "y"), "urn:format", "friendly")),
        name_id_format=NAMEID_PERSISTENT,
        session_not_on_or_after=NOW + timedelta(hours=6),
    )
    root = etree.fromstring(write_response(content, Protection(KEY)).document)
    check_message(root)
    assert find(root, "//saml:NameID").get("Format") == NAMEID_PERSISTENT
    assert find(root, "//saml:AuthnStatement").get("SessionNotOnOrAfter") == "2026-09-14T14:00:00.000Z"
    assert find(root, "//saml:Conditions").get("NotOnOrAfter") == "2026-09-14T08:05:00.000Z"
    attribute = find(root, "//saml:Attribute")
    assert dict(attribute.attrib) == {"Name": "urn:oid:1", "NameFormat": "urn:format", "FriendlyName": "friendly"}
    assert [value.text for value in attribute] == ["x", "y"]


def test_a_response_without_attributes_follows_the_schema() -> None:
    root = etree.fromstring(write_response(_content(), Protection(KEY)).document)
    check_message(root)
    assert not root.xpath("//saml:AttributeStatement", namespaces=NAMESPACES)


def test_ids_are_never_the_same_twice() -> None:
    written = [write_response(_content(), Protection(KEY)) for _ in range(20)]
    ids = [each.response_id for each in written] + [each.assertion_id for each in written]
    assert len(set(ids)) == 40
    assert all(len(each) == 33 for each in ids)


HOSTILE = (
    "<",
    "&",
    "]]>",
    "'\"",
    "</saml:AttributeValue><saml:AttributeValue>admin",
    "<!-- -->",
    "<![CDATA[x]]>",
    "&amp;lt;",
    "é\u0301\u202e\U0001f9d1\u200d\U0001f3eb",
    "line\nbreak\ttab\rreturn",
    " spaces ",
)


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_arrives_as_it_left_and_inert_a042_b081(value: str) -> None:
    written = write_response(_content(SamlAttribute("NOM", (value,))), Protection(KEY))
    assert read_response(write_post(written.document), an_expectation()).find_values("NOM") == (value,)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(XML_CHARACTERS, min_size=1, max_size=60), min_size=1, max_size=4))
def test_any_text_that_xml_permits_arrives_as_it_left_a042(values: list[str]) -> None:
    written = write_response(_content(SamlAttribute("NOM", tuple(values))), Protection(KEY))
    assert read_response(write_post(written.document), an_expectation()).find_values("NOM") == tuple(values)


@pytest.mark.parametrize("value", ["\x00", "a\x0bb", "\x1f", "\ufffe", "\uffff"])
def test_a_character_that_xml_forbids_is_refused_and_never_shown_b081(value: str) -> None:
    with pytest.raises(CharactersForbidden) as refused:
        write_response(_content(SamlAttribute("NOM", (f"canary{value}",))), Protection(KEY))
    assert "canary" not in f"{refused.value.expected}{refused.value.received}{refused.value.cause}{refused.value!r}"


def _decrypted(document: bytes) -> Tree:
    """Decrypt with xmlsec alone, as a service's library would."""
    root = etree.fromstring(document)
    manager = xmlsec.KeysManager()
    manager.add_key(xmlsec.Key.from_memory(a_party("service").private_pem, xmlsec.constants.KeyDataFormatPem))
    return xmlsec.EncryptionContext(manager).decrypt(find(root, "saml:EncryptedAssertion/xenc:EncryptedData"))


def test_an_encrypted_assertion_opens_by_xmlsec_alone_and_its_signature_verifies_a038() -> None:
    recipient = read_pem(a_party("service").certificate_pem)
    protection = Protection(KEY, sign_response=True, encrypt_to=recipient)
    written = write_response(_content(SamlAttribute("NOM", ("canary-value",))), protection)
    assert b"canary-value" not in written.document
    assert b"canary-value" in written.readable
    assertion = _decrypted(written.document)
    assert find(assertion, "saml:AttributeStatement/saml:Attribute/saml:AttributeValue").text == "canary-value"
    _verify_alone(etree.tostring(assertion), "ds:Signature")
    check_message(etree.fromstring(written.document))
    verified = read_response(write_post(written.document), an_expectation(decryption_keys=(our_key(),)))
    assert verified.find_values("NOM") == ("canary-value",)


def test_no_value_shows_in_the_repr_of_what_is_written() -> None:
    content = _content(SamlAttribute("NOM", ("canary-value",)))
    shown = f"{content!r}{write_response(content, Protection(KEY))!r}{KEY!r}"
    assert "canary-value" not in shown
    assert "_canary_name" not in shown
    assert "PRIVATE" not in shown


@pytest.mark.parametrize(
    ("substatus", "message", "codes"),
    [
        (STATUS_NO_PASSIVE, "request.passive: no", [STATUS_REQUESTER, STATUS_NO_PASSIVE]),
        ("", "", [STATUS_REQUESTER]),
    ],
)
def test_an_error_is_a_signed_response_without_assertion_b068(substatus: str, message: str, codes: list[str]) -> None:
    content = ErrorContent(
        EXCHANGE.guichet, EXCHANGE.consumer, EXCHANGE.request_id, STATUS_REQUESTER, substatus, message, NOW
    )
    document = write_error_response(content, KEY)
    root = etree.fromstring(document)
    check_message(root)
    _verify_alone(document, "ds:Signature")
    assert not root.xpath("//saml:Assertion", namespaces=NAMESPACES)
    found = [code.get("Value") for code in root.iter("{urn:oasis:names:tc:SAML:2.0:protocol}StatusCode")]
    assert found == codes
    assert [each.text for each in root.xpath("//samlp:StatusMessage", namespaces=NAMESPACES)] == [message] * bool(
        message
    )
    with pytest.raises(StatusUnsuccessful) as refused:
        read_response(write_post(document), an_expectation())
    assert refused.value.received == ", ".join(codes)


def test_what_one_response_says_does_not_stay_in_the_next() -> None:
    write: Callable[[ResponseContent], bytes] = lambda content: write_response(content, Protection(KEY)).document  # noqa: E731
    write(replace(_content(SamlAttribute("NOM", ("first",))), session_not_on_or_after=NOW))
    second = write(_content())
    assert b"first" not in second
    assert b"SessionNotOnOrAfter" not in second
    assert STATUS_RESPONDER.encode() not in second
