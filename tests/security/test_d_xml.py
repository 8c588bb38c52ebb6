"""Owns the attacks on XML: D098 to D100, D103, D104 and D106, inside messages that are right otherwise."""

import time
from collections.abc import Callable

import pytest
import requests
from lxml import etree

from tests.protocols.saml.saml_builders import SAMLP, Tree, find
from tests.security.attack import Build, attacks, attacks_by
from tests.security.canary import Canary
from tests.security.editing import edited, values
from tests.security.forge import EVIL, Forge, Visit
from tests.security.raw_http import post_raw
from tests.security.redirects import query_of

_DTD, _CHARACTERS, _XML = "message.document_type", "message.characters", "message.xml"
_COMPLEX, _LARGE = "message.too_complex", "message.too_large"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_XINCLUDE = "http://www.w3.org/2001/XInclude"
_SECONDS = 3.0

_DOCTYPES = {
    "D098 a file": '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    "D098 an address": '<!DOCTYPE r [<!ENTITY e SYSTEM "{canary}/entity">]>',
    "D098 a parameter entity": '<!DOCTYPE r [<!ENTITY % p SYSTEM "{canary}/parameter"> %p; <!ENTITY e "x">]>',
    "D098 an external subset": '<!DOCTYPE r SYSTEM "{canary}/subset.dtd" [<!ENTITY e "x">]>',
    "D098 a public subset": '<!DOCTYPE r PUBLIC "-//X//Y" "{canary}/public.dtd" [<!ENTITY e "x">]>',
    "D098 blind": "<!DOCTYPE r [<!ENTITY % a \"<!ENTITY e SYSTEM '{canary}/blind'>\"> %a;]>",
    "D099 a billion laughs": "<!DOCTYPE r [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
    + "<!ENTITY e '&a9;'>]>",
    "D099 a long entity many times": f"<!DOCTYPE r [<!ENTITY b '{'x' * 50_000}'><!ENTITY e '{'&b;' * 5000}'>]>",
    "D099 an entity of itself": "<!DOCTYPE r [<!ENTITY e '&e;'>]>",
    "D100 an attribute of its own by default": '<!DOCTYPE r [<!ATTLIST r x CDATA "{canary}/default">]>',
}
_CASES = [pytest.param(doctype, id=deed.replace(" ", "-")) for deed, doctype in _DOCTYPES.items()]


def _with_entity(document: bytes, doctype: str) -> bytes:
    """Put the DOCTYPE before a message, and use its entity in it."""
    return doctype.encode() + document.replace(b"</saml:Issuer>", b"&e;</saml:Issuer>", 1)


@pytest.mark.parametrize("doctype", _CASES)
def test_an_answer_with_a_doctype_is_not_even_parsed(forge: Forge, canary: Canary, doctype: str) -> None:
    written = doctype.replace("{canary}", canary.url)
    began = time.process_time()
    forge.refuses(lambda visit: _with_entity(etree.tostring(visit.signed()), written), _DTD)
    assert time.process_time() - began < _SECONDS
    assert not canary.calls


@pytest.mark.parametrize("doctype", _CASES)
def test_a_request_with_a_doctype_is_not_even_parsed(forge: Forge, canary: Canary, doctype: str) -> None:
    written = doctype.replace("{canary}", canary.url)

    def send() -> requests.Response:
        document = etree.tostring(forge.authn_request(Destination=forge.post_address))
        return forge.ask_by_post(_with_entity(document, written))

    forge.refuses_request(send, _DTD)
    assert not canary.calls


def test_a_deflated_request_with_a_doctype_is_not_even_parsed_d098(forge: Forge, canary: Canary) -> None:
    doctype = _DOCTYPES["D098 a parameter entity"].replace("{canary}", canary.url)
    document = _with_entity(etree.tostring(forge.authn_request()), doctype)
    forge.refuses_request(lambda: forge.ask_raw(query_of(forge, document)), _DTD)
    assert not canary.calls


def _in_extensions(visit: Visit, *elements: Tree, who: str = EVIL) -> Tree:
    response = visit.signed(who)
    extensions = etree.Element(f"{{{SAMLP}}}Extensions")
    extensions.extend(elements)
    find(response, "saml:Issuer").addnext(extensions)
    return response


def test_a_schema_location_is_never_followed_d100(forge: Forge, canary: Canary) -> None:
    def build(visit: Visit) -> Tree:
        response = visit.signed()
        response.set(f"{{{_XSI}}}schemaLocation", f"{SAMLP} {canary.url}/protocol.xsd urn:x {canary.url}/x.xsd")
        response.set(f"{{{_XSI}}}noNamespaceSchemaLocation", f"{canary.url}/none.xsd")
        return response

    forge.accepts(build)
    assert not canary.calls


def test_an_xinclude_in_an_extension_is_never_followed_d100(forge: Forge, canary: Canary) -> None:
    def build(visit: Visit) -> Tree:
        included = etree.Element(f"{{{_XINCLUDE}}}include", href=f"{canary.url}/included", parse="text")
        holder = etree.Element("{urn:x}holder")
        holder.append(included)
        return _in_extensions(visit, holder, who="ibrahima.le-goff")

    forge.accepts(build)
    assert not canary.calls


def test_an_xinclude_is_no_value_d100(forge: Forge, canary: Canary) -> None:
    def build(visit: Visit) -> Tree:
        response = edited(values("GARPersonIdentifiant", ""))(visit)
        assert not isinstance(response, bytes | str)
        value = find(response, "//saml:Attribute[@Name='GARPersonIdentifiant']/saml:AttributeValue")
        etree.SubElement(value, f"{{{_XINCLUDE}}}include", href="file:///etc/hostname", parse="text")
        assertion = find(response, "saml:Assertion")
        assertion.remove(find(assertion, "ds:Signature"))
        return visit.sign(response)

    forge.refuses(build, "guichet.attribute_unsuitable")
    assert not canary.calls


def test_a_style_sheet_is_never_fetched_d100(forge: Forge, canary: Canary) -> None:
    style = f'<?xml-stylesheet type="text/xsl" href="{canary.url}/style.xsl"?>'.encode()
    forge.accepts(lambda visit: style + etree.tostring(visit.signed()))
    assert not canary.calls


def _as_octets(change: Callable[[bytes], bytes]) -> Build:
    return lambda visit: change(etree.tostring(visit.signed(EVIL)))


def _recoded(encoding: str, declared: str | None = None) -> Build:
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    return _as_octets(lambda octets: (head + octets.decode()).encode(encoding))


@attacks(
    [
        ("D103 UTF-16", _recoded("utf-16", "UTF-16"), _CHARACTERS),
        ("D103 UTF-16 without a mark", _recoded("utf-16-le", "UTF-16LE"), _CHARACTERS),
        ("D103 UTF-16 undeclared", _recoded("utf-16"), _CHARACTERS),
        ("D103 UTF-32", _recoded("utf-32", "UTF-32"), _CHARACTERS),
        ("D103 UTF-7", _recoded("utf-7", "UTF-7"), _CHARACTERS),
        ("D103 Latin 1 declared", _recoded("utf-8", "ISO-8859-1"), _CHARACTERS),
        ("D103 EBCDIC declared", _recoded("utf-8", "IBM037"), _CHARACTERS),
        ("D103 an encoding of one's own", _recoded("utf-8", "x-evil"), _CHARACTERS),
        ("D103 a byte order mark", _as_octets(lambda octets: b"\xef\xbb\xbf" + octets), _CHARACTERS),
        ("D103 a declaration after a space", _as_octets(lambda o: b' <?xml version="1.0"?>' + o), _CHARACTERS),
        ("D106 a NUL", _as_octets(lambda octets: octets.replace(b"_subject", b"_sub\0ject")), _CHARACTERS),
        ("D106 a NUL behind", _as_octets(lambda octets: octets + b"\0"), _CHARACTERS),
        ("D106 invalid UTF-8", _as_octets(lambda octets: octets.replace(b"_subject", b"_\xff\xfe")), _CHARACTERS),
        ("D106 an overlong slash", _as_octets(lambda octets: octets.replace(b"_subject", b"_\xc0\xaf")), _CHARACTERS),
        ("D106 half a surrogate", _as_octets(lambda o: o.replace(b"_subject", b"_\xed\xa0\x80")), _CHARACTERS),
        ("D106 a cut character", _as_octets(lambda octets: octets + b"\xc3"), _CHARACTERS),
        ("D106 a control character", _as_octets(lambda octets: octets.replace(b"_subject", b"_\x08")), _XML),
        ("D106 no XML at all", lambda _visit: b"\x89PNG\r\n\x1a\n" + bytes(20), _CHARACTERS),
        ("D106 a cut document", _as_octets(lambda octets: octets[:-20]), _XML),
        ("D106 nothing", lambda _visit: b"", _XML),
    ]
)
def test_a_message_is_utf_8_without_a_mark(forge: Forge, build: Build, code: str) -> None:
    forge.refuses(build, code)


def _nested(depth: int) -> Build:
    inner = f"{'<x>' * depth}{'</x>' * depth}".encode()
    marked = b"<samlp:Extensions>" + inner + b"</samlp:Extensions>"
    return _as_octets(lambda octets: octets.replace(b"</saml:Issuer>", b"</saml:Issuer>" + marked, 1))


def _many_elements(visit: Visit) -> bytes:
    document: bytes = etree.tostring(visit.signed(EVIL))
    marked = b"<samlp:Extensions>" + b"<x/>" * 25_000 + b"</samlp:Extensions>"
    return document.replace(b"</saml:Issuer>", b"</saml:Issuer>" + marked, 1)


def _many_attributes(count: int) -> Build:
    written = "".join(f' a{number:x}=""' for number in range(count)).encode()
    marked = b"<samlp:Extensions><x" + written + b"/></samlp:Extensions>"
    return _as_octets(lambda octets: octets.replace(b"</saml:Issuer>", b"</saml:Issuer>" + marked, 1))


@attacks(
    [
        ("D104 depth 100", _nested(100), _COMPLEX),
        ("D104 depth 10,000", _nested(10_000), _XML),
        ("D104 25,000 elements", _many_elements, _COMPLEX),
        ("D104 22,000 attributes", _many_attributes(22_000), _COMPLEX),
        ("D104 100,000 attributes", _many_attributes(50_000), _LARGE),
        ("D104 half a megabyte", _as_octets(lambda octets: octets + b" " * 500_000), _LARGE),
        (
            "D104 a name of 100 kB",
            _as_octets(lambda o: o.replace(b" Version=", b" " + b"n" * 100_000 + b'="" Version=', 1)),
            _XML,
        ),
    ]
)
def test_a_message_that_is_too_much_is_refused_quickly(forge: Forge, build: Build, code: str) -> None:
    began = time.process_time()
    forge.refuses(build, code)
    assert time.process_time() - began < _SECONDS


@attacks_by("size", [("D104 1.5 MB", 1_500_000, ""), ("D104 10 MB", 10_000_000, "")])
def test_a_body_that_is_too_long_is_refused_before_it_is_read(forge: Forge, size: int, code: str) -> None:
    def attack() -> None:
        body = b"SAMLResponse=" + b"A" * size
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        began = time.process_time()
        answer = post_raw(forge.callback, body, headers, sent=1000)
        assert answer.status_code == 413, code
        assert time.process_time() - began < _SECONDS

    forge.between_controls(attack)
