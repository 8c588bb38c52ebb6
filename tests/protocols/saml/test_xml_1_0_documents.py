"""Owns the tests of the way from bytes to a tree (XML 1.0; security-catalogue.md A025–A030, D098–D106)."""

import socket
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from broker.core.errors import MessageRefused
from broker.core.refusals.message import (
    CharactersForbidden,
    DocumentTypeForbidden,
    IdentifierRepeated,
    MessageTooLarge,
    SignatureInvalid,
    XmlMalformed,
    XmlTooComplex,
)
from broker.saml.xml_tree import MESSAGE_CAP, parse, text_of
from tests.protocols.saml.reading import read
from tests.protocols.saml.saml_builders import a_signed_response, find

XSI = "http://www.w3.org/2001/XMLSchema-instance"
XINCLUDE = "http://www.w3.org/2001/XInclude"


@pytest.mark.parametrize(
    "document",
    [
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>',
        b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x">%x;]><a/>',
        b'<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><a>&b;</a>',
        b"<!DOCTYPE a><a/>",
        b"<?xml version='1.0'?><!-- c --><!DOCTYPE a><a/>",
    ],
)
def test_no_document_type_is_accepted_at_all_d098_d099_d100(document: bytes) -> None:
    with pytest.raises(DocumentTypeForbidden):
        parse(document)


def test_an_entity_without_declaration_is_refused_a028() -> None:
    with pytest.raises(XmlMalformed):
        parse(b"<a>&x;</a>")


@pytest.mark.parametrize(
    "document",
    [
        "<a>é</a>".encode("utf-16"),
        "<a>é</a>".encode("utf-32"),
        "<a>é</a>".encode("latin-1"),
        b"\xef\xbb\xbf<a/>",
        b"<a>\x00</a>",
        b"<a>\xc0\xaf</a>",
        b"<a>\xed\xa0\x80</a>",
        b'<?xml version="1.0" encoding="UTF-7"?><a/>',
        b'<?xml version="1.0" encoding="ISO-8859-1"?><a/>',
        b'<?xml version="1.1"?><a/>',
        b'<?xml version="1.0" encoding="UTF-16"?><a/>',
    ],
)
def test_only_utf_8_is_accepted_d103_d106(document: bytes) -> None:
    with pytest.raises(CharactersForbidden):
        parse(document)


@pytest.mark.parametrize("declaration", [b"", b'<?xml version="1.0"?>', b"<?xml version='1.0' encoding='utf-8'?>\n"])
def test_the_usual_declarations_are_accepted(declaration: bytes) -> None:
    assert text_of(parse(declaration + "<a>é</a>".encode())) == "é"


def test_size_depth_elements_and_attributes_are_capped_and_quickly_d104() -> None:
    started = time.monotonic()
    with pytest.raises(MessageTooLarge):
        parse(b"<a>" + b"x" * 10_000_000 + b"</a>")
    for depth in (65, 300, 10_000):
        with pytest.raises((XmlTooComplex, XmlMalformed)):
            parse(b"<a>" * depth + b"</a>" * depth)
    with pytest.raises(XmlTooComplex):
        parse(b"<a>" + b"<b/>" * 25_000 + b"</a>")
    with pytest.raises(XmlTooComplex):
        parse(b"<a " + b" ".join(b'b%d=""' % number for number in range(22_000)) + b"/>")
    assert time.monotonic() - started < 3
    assert parse(b"<a>" * 64 + b"</a>" * 64).tag == "a"


def test_two_elements_of_one_id_are_refused_a015() -> None:
    with pytest.raises(IdentifierRepeated):
        parse(b'<a ID="x"><b ID="x"/></a>')


@pytest.mark.parametrize("uri", ["relative", "../up", "?query", "//host/path"])
def test_a_relative_namespace_is_refused_a030(uri: str) -> None:
    with pytest.raises(XmlMalformed):
        parse(f'<a xmlns:b="{uri}"/>'.encode())
    with pytest.raises(XmlMalformed):
        parse(f'<a xmlns="{uri}"/>'.encode())


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("admin<!-- x -->.evil", "admin.evil"),
        ("admin<?x y?>.evil", "admin.evil"),
        ("<![CDATA[admin]]>.evil", "admin.evil"),
        ("admin&#46;evil", "admin.evil"),
    ],
)
def test_a_text_is_all_its_text_a025_a026(written: str, meant: str) -> None:
    assert text_of(parse(f"<a>{written}</a>".encode())) == meant


def test_a_comment_in_a_signed_value_neither_truncates_nor_breaks_it_a025() -> None:
    response = a_signed_response(attributes=(("GARPersonIdentifiant", ("admin.evil",)),))
    value = find(response, "//saml:AttributeValue")
    value.text = "admin"
    value.append(etree.Comment("cut here"))
    value[0].tail = ".evil"
    assert read(response).find_values("GARPersonIdentifiant") == ("admin.evil",)


def test_a_processing_instruction_in_a_signed_value_never_truncates_it_a026() -> None:
    response = a_signed_response(attributes=(("GARPersonIdentifiant", ("admin.evil",)),))
    value = find(response, "//saml:AttributeValue")
    value.text = "admin"
    value.append(etree.ProcessingInstruction("cut", "here"))
    value[0].tail = ".evil"
    try:
        assert read(response).find_values("GARPersonIdentifiant") == ("admin.evil",)
    except SignatureInvalid:
        return


def test_an_element_inside_a_value_gives_no_half_value() -> None:
    assert text_of(parse(b"<a>admin<b/>.evil</a>")) == ""
    assert text_of(None) == ""


@given(st.binary(max_size=300))
def test_any_bytes_are_parsed_or_refused_and_nothing_else_is_raised(data: bytes) -> None:
    try:
        parse(data)
    except MessageRefused:
        return
    etree.fromstring(data)


def test_the_cap_is_the_one_of_the_catalogue() -> None:
    assert MESSAGE_CAP == 256 * 1024


def test_a_schema_location_or_an_inclusion_is_never_resolved_d100() -> None:
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0)
        address = f"http://127.0.0.1:{canary.getsockname()[1]}/x.xsd"
        response = a_signed_response()
        response.set(f"{{{XSI}}}schemaLocation", f"urn:oasis:names:tc:SAML:2.0:protocol {address}")
        response.set(f"{{{XSI}}}noNamespaceSchemaLocation", address)
        included = etree.Element("{http://www.w3.org/2001/XInclude}include", href=address, nsmap={"xi": XINCLUDE})
        extensions = etree.Element("{urn:oasis:names:tc:SAML:2.0:protocol}Extensions")
        extensions.append(included)
        find(response, "saml:Issuer").addnext(extensions)
        assert read(response).name_id == "_subject"
        with pytest.raises(BlockingIOError):
            canary.accept()
