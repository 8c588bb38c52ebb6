"""Owns the tests of requests by HTTP-POST (SAML bindings 3.5; security-catalogue.md A001–A017, B088, D102, D105)."""

import pytest

from broker.core.refusals.message import (
    EncodingInvalid,
    MessageMissing,
    MessageTooLarge,
    ParameterRepeated,
    SchemaInvalid,
    SignatureInvalid,
    SignatureMisplaced,
    SignatureMissing,
)
from broker.saml.bindings import read_post
from broker.saml.request_reader import read_post_request
from tests.protocols.saml.reading import EXCHANGE, a_policy
from tests.protocols.saml.saml_builders import Tree, a_party, a_request, copy_of, encode, find, sign


def _signed() -> Tree:
    request = a_request(EXCHANGE)
    sign(request, a_party("service"))
    return request


def test_a_signed_request_in_a_form_is_read() -> None:
    request = read_post_request([encode(_signed())], ["token"], a_policy())
    assert (request.id, request.relay_state, request.signed) == ("_question", "token", True)


def test_an_unsigned_request_in_a_form_is_refused() -> None:
    with pytest.raises(SignatureMissing):
        read_post_request([encode(a_request(EXCHANGE))], [], a_policy())


def test_a_request_changed_after_signing_or_signed_by_a_stranger_is_refused() -> None:
    changed = _signed()
    changed.set("ForceAuthn", "true")
    stranger = a_request(EXCHANGE)
    sign(stranger, a_party("stranger"))
    for request in (changed, stranger):
        with pytest.raises(SignatureInvalid):
            read_post_request([encode(request)], [], a_policy())


def test_a_signature_out_of_its_place_is_refused() -> None:
    request = _signed()
    signature = copy_of(find(request, "ds:Signature"))
    find(request, "ds:Signature").addnext(signature)
    with pytest.raises((SchemaInvalid, SignatureMisplaced)):
        read_post_request([encode(request)], [], a_policy())


def test_each_field_comes_once_d105() -> None:
    message = encode(_signed())
    with pytest.raises(ParameterRepeated):
        read_post_request([message, message], [], a_policy())
    with pytest.raises(ParameterRepeated):
        read_post_request([message], ["a", "b"], a_policy())
    with pytest.raises(MessageMissing):
        read_post_request([], [], a_policy())


@pytest.mark.parametrize("encoded", ["YWJj!", "YW-_", "YWJjZA", "YWJj YWJj", "YWJjé", "YWJj\x00"])
def test_base64_is_strict_d102(encoded: str) -> None:
    with pytest.raises(EncodingInvalid):
        read_post(encoded)


def test_the_line_breaks_of_mime_are_accepted_d102() -> None:
    assert read_post("YWJj\r\nYWJj\n") == b"abcabc"


def test_a_form_field_over_its_cap_is_refused_d104() -> None:
    with pytest.raises(MessageTooLarge):
        read_post("A" * 10_000_000)
