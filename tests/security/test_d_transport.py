"""Owns the attacks on transport: D101, D102, D105 and D106, in queries, forms and paths."""

import base64
import gzip
import time
import zlib
from collections.abc import Callable
from urllib.parse import quote, urlencode

import pytest
import requests
from lxml import etree

from tests.protocols.saml.saml_builders import RSA_SHA256, redirect_query, sign
from tests.security.attack import Build, attacks, attacks_by, oddities
from tests.security.forge import EVIL, Forge, Visit, encoded
from tests.security.raw_http import get_raw, post_raw
from tests.security.redirects import parameter_twice, signed_query
from tests.security.verdict import Answer, Verdict

_LARGE, _ENCODING, _REPEATED = "message.too_large", "message.encoding", "message.parameter_repeated"
_CHARACTERS, _XML = "message.characters", "message.xml"
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_SECONDS = 3.0
Send = Callable[[Forge], Answer]


def _carrying(octets: bytes) -> Send:
    """Send octets, in base64, as an unsigned SAMLRequest."""
    written = quote(base64.b64encode(octets).decode(), safe="")
    return lambda forge: forge.ask_raw(f"SAMLRequest={written}&SigAlg={quote(RSA_SHA256)}&Signature=AAAA".encode())


def _raw_deflate(octets: bytes) -> bytes:
    deflater = zlib.compressobj(9, wbits=-15)
    return deflater.compress(octets) + deflater.flush()


def _deflated_request(change: Callable[[bytes], bytes]) -> Send:
    return lambda forge: _carrying(change(_raw_deflate(etree.tostring(forge.authn_request()))))(forge)


@attacks_by(
    "send",
    [
        ("D101 a bomb of 15 MB", _carrying(_raw_deflate(bytes(15_000_000))), _LARGE),
        ("D101 a bomb of spaces around a request", _carrying(_raw_deflate(b" " * 10_000_000 + b"<x/>")), _LARGE),
        ("D101 a bomb in a bomb", _carrying(_raw_deflate(_raw_deflate(bytes(15_000_000)))), _CHARACTERS),
        ("D101 a zlib header", lambda f: _carrying(zlib.compress(etree.tostring(f.authn_request())))(f), _ENCODING),
        ("D101 gzip", lambda f: _carrying(gzip.compress(etree.tostring(f.authn_request())))(f), _ENCODING),
        ("D101 not deflated", lambda f: _carrying(etree.tostring(f.authn_request()))(f), _ENCODING),
        ("D101 cut short", _deflated_request(lambda octets: octets[:-3]), _ENCODING),
        ("D101 something behind", _deflated_request(lambda octets: octets + b"x"), _ENCODING),
        ("D101 nothing deflated", _carrying(b""), _ENCODING),
    ],
)
def test_what_is_inflated_is_one_raw_stream_under_the_cap(forge: Forge, send: Send, code: str) -> None:
    began = time.monotonic()
    forge.refuses_request(lambda: send(forge), code)
    assert time.monotonic() - began < _SECONDS


@pytest.mark.parametrize("packed", [gzip.compress, zlib.compress], ids=["D101-gzip", "D101-deflate"])
def test_a_packed_body_is_not_unpacked(forge: Forge, packed: Callable[[bytes], bytes]) -> None:
    def attack() -> None:
        body = packed(b"SAMLResponse=" + b"A" * 5_000_000)
        coding = "gzip" if packed is gzip.compress else "deflate"
        Verdict.of(post_raw(forge.callback, body, _FORM | {"Content-Encoding": coding})).assert_refused(
            "message.missing"
        )

    forge.between_controls(attack)


def _text(change: Callable[[str], str]) -> Build:
    return lambda visit: change(encoded(visit.signed(EVIL)))


def _not_canonical(written: str) -> str:
    """Set the bits that padding leaves over."""
    octets = base64.b64decode(written)
    padded = base64.b64encode(octets + b" " * ((1 - len(octets)) % 3)).decode()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    assert padded.endswith("==")
    return f"{padded[:-3]}{alphabet[alphabet.index(padded[-3]) + 1]}=="


@attacks(
    [
        ("D102 the alphabet of addresses", _text(lambda text: text.replace("A", "-").replace("B", "_")), _ENCODING),
        ("D102 garbage behind", _text(lambda text: text + "!!!!"), _ENCODING),
        ("D102 garbage inside", _text(lambda text: text[:40] + "*" + text[40:]), _ENCODING),
        ("D102 a second message behind", _text(lambda text: text.rstrip("=") + "=" + text), _ENCODING),
        ("D102 padding inside", _text(lambda text: text[:40] + "==" + text[40:]), _ENCODING),
        ("D102 too much padding", _text(lambda text: text + "===="), _ENCODING),
        ("D102 no padding", _text(lambda text: _padded(text).rstrip("=")), _ENCODING),
        ("D102 bits left over", _text(_not_canonical), _ENCODING),
        ("D102 spaces", _text(lambda text: text[:40] + " " + text[40:]), _ENCODING),
        ("D102 tabs", _text(lambda text: text[:40] + "\t" + text[40:]), _ENCODING),
        ("D102 letters that look alike", _text(lambda text: "\uff21" + text[1:]), _ENCODING),
        ("D102 base64 of base64", _text(lambda text: encoded(text.encode())), _XML),
        ("D102 percent-encoded twice", _text(lambda text: quote(text, safe="") + "%3D"), _ENCODING),
        ("D102 deflated", lambda v: _raw_deflate(etree.tostring(v.signed(EVIL))), _CHARACTERS),
        ("D102 plain XML", lambda v: etree.tostring(v.signed(EVIL)).decode(), _ENCODING),
        ("D102 an empty field", lambda _visit: "", _XML),
    ]
)
def test_base64_is_the_standard_one_and_nothing_around_it(forge: Forge, build: Build, code: str) -> None:
    forge.refuses(build, code)


def _padded(text: str) -> str:
    """Write the same message with spaces behind it until padding is due."""
    octets = base64.b64decode(text)
    return base64.b64encode(octets + b" " * ((1 - len(octets)) % 3)).decode()


def _lines(end: str) -> Build:
    def build(visit: Visit) -> str:
        text = encoded(visit.signed())
        return end.join(text[at : at + 76] for at in range(0, len(text), 76)) + end

    return build


@oddities([("D102 lines of 76", _lines("\r\n")), ("D102 lines without return", _lines("\n"))])
def test_line_breaks_are_allowed_since_mime_puts_them_there(forge: Forge, build: Build) -> None:
    forge.accepts(build)


@pytest.mark.parametrize("first", [True, False], ids=["D105-evil-first", "D105-evil-last"])
@pytest.mark.parametrize("name", ["SAMLResponse", "RelayState"])
def test_a_field_of_an_answer_comes_once(forge: Forge, name: str, *, first: bool) -> None:
    def attack() -> None:
        visit = forge.open()
        fields = [("SAMLResponse", encoded(visit.signed())), ("RelayState", visit.relay_state)]
        evil = (name, encoded(visit.signed(EVIL)) if name == "SAMLResponse" else "other")
        visit.post([evil, *fields] if first else [*fields, evil]).assert_refused(_REPEATED)

    forge.between_controls(attack)


@pytest.mark.parametrize("first", [True, False], ids=["D105-evil-first", "D105-evil-last"])
@pytest.mark.parametrize("name", ["SAMLRequest", "RelayState", "SigAlg", "Signature", "SAML%52equest"])
def test_a_parameter_of_a_request_comes_once(forge: Forge, name: str, *, first: bool) -> None:
    change = parameter_twice(name, "other", first=first)
    forge.refuses_request(lambda: forge.ask_raw(change(signed_query(forge))), _REPEATED)


@pytest.mark.parametrize("name", ["SAMLRequest", "RelayState"])
def test_a_field_of_a_request_comes_once_d105(forge: Forge, name: str) -> None:
    def send() -> requests.Response:
        request = forge.authn_request(Destination=forge.post_address)
        sign(request, forge.service_key)
        fields = [("SAMLRequest", encoded(request)), ("RelayState", "y"), (name, "z")]
        return requests.post(forge.post_address, data=fields, timeout=20)

    forge.refuses_request(send, _REPEATED)


def test_what_stands_in_the_address_does_not_join_what_stands_in_the_form_d105(forge: Forge) -> None:
    def attempt() -> None:
        visit = forge.open()
        evil = urlencode({"SAMLResponse": encoded(visit.signed(EVIL)), "RelayState": "other"})
        fields = {"SAMLResponse": encoded(visit.signed()), "RelayState": visit.relay_state}
        answer = visit.browser.post(f"{forge.callback}?{evil}", data=fields, allow_redirects=False, timeout=20)
        forge.check_release(Verdict.of(answer), visit)

    forge.between_controls(attempt)


def test_an_answer_in_another_kind_of_body_is_none_d105(forge: Forge) -> None:
    def attack() -> None:
        visit = forge.open()
        answer = visit.browser.post(
            forge.callback, json={"SAMLResponse": encoded(visit.signed())}, allow_redirects=False, timeout=20
        )
        Verdict.of(answer).assert_refused("message.missing")

    forge.between_controls(attack)


@attacks_by(
    "send",
    [
        ("D106 invalid UTF-8 in SigAlg", lambda f: f.ask_raw(_altered(f, b"SigAlg=", b"SigAlg=%ff%fe")), _CHARACTERS),
        ("D106 NUL in SigAlg", lambda f: f.ask_raw(_altered(f, b"SigAlg=", b"SigAlg=%00")), "message.algorithm"),
        (
            "D106 invalid UTF-8 in RelayState",
            lambda f: f.ask_raw(_altered(f, b"RelayState=", b"RelayState=%c0%af")),
            _CHARACTERS,
        ),
        (
            "D106 NUL in RelayState",
            lambda f: f.ask_raw(_altered(f, b"RelayState=", b"RelayState=%00")),
            "message.signature_invalid",
        ),
        (
            "D106 invalid UTF-8 in SAMLRequest",
            lambda f: f.ask_raw(_altered(f, b"SAMLRequest=", b"SAMLRequest=%ff")),
            _CHARACTERS,
        ),
        ("D106 a percent sign alone", lambda f: f.ask_raw(_altered(f, b"Signature=", b"Signature=%ZZ")), _ENCODING),
    ],
)
def test_a_parameter_is_utf_8(forge: Forge, send: Send, code: str) -> None:
    forge.refuses_request(lambda: send(forge), code)


def _altered(forge: Forge, name: bytes, other: bytes) -> bytes:
    return redirect_query(forge.authn_request(), forge.service_key, "state").replace(name, other, 1)


_PATHS = [
    "/journeys/%00",
    "/journeys/..%2f..%2f..%2fetc%2fpasswd",
    "/journeys/%c0%ae%c0%ae%c0%af",
    "/journeys/%ff%fe",
    "/journeys/" + "x" * 8000,
    "/static/..%2f..%2fapp.py",
    "/../../../etc/passwd",
    "//evil.invalid/",
    "/journey/guichet?journey=..%2f..%2f&name=%00",
    "/journey/guichet?journey=%ff&name=forge",
    "/journey/guichet?journey=%7Bx%7D&name=%7B%7B7*7%7D%7D",
    "/journey/cancel?journey=" + "y" * 5000,
    "/domaineGar?idRessource=%00",
    "/domaineGar?idSrc=%ff",
]


@pytest.mark.parametrize("path", _PATHS, ids=lambda path: f"D106-{path[:40]}")
def test_a_hostile_path_or_name_finds_nothing_and_breaks_nothing(forge: Forge, path: str) -> None:
    answer = forge.between_controls(lambda: get_raw(f"{forge.hub}{path}"))
    assert answer.status_code in {400, 404}
    assert b"root:" not in answer.content
    assert b">49<" not in answer.content
