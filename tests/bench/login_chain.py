"""Owns one brokered login as a browser makes it, on one kept-alive connection, and the check of what came of it."""

import base64
import zlib
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection, HTTPResponse
from re import compile as compile_pattern
from urllib.parse import parse_qs, urlencode, urlsplit

import xmlsec
from lxml import etree

from tests.bench.login_sides import CONSUMER, PROJECT, SIGN_ON, Sides, Tree, entry_query
from tests.protocols.saml.saml_builders import find

_RESPONSE = compile_pattern(r'name="SAMLResponse" value="([^"]+)"')
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_TIMEOUT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Traveller:
    """Hold who signs in, and what the resource must receive of them."""

    identifier: str
    uai: str
    expected: dict[str, tuple[str, ...]] = field(repr=False)


@dataclass(slots=True)
class Chain:
    """Drive logins through one hub."""

    sides: Sides
    hub_certificate: bytes
    http: HTTPConnection

    def log_in(self, traveller: Traveller, *, checked: bool) -> None:
        """Sign one person on in a fresh browser: link, request, answer; fail unless a response comes of it."""
        cookies: dict[str, str] = {}
        self._get(f"/domaineGar?{entry_query(traveller.uai)}", cookies)
        request_id, query = self.sides.ask()
        asked = self._get(f"{urlsplit(self.sides.hub_sign_on).path}?{query}", cookies)
        assert asked.startswith(f"{SIGN_ON}?"), asked
        sent = parse_qs(urlsplit(asked).query)
        document = zlib.decompress(base64.b64decode(sent["SAMLRequest"][0]), -15)
        answer = self.sides.answer(etree.fromstring(document).get("ID", ""), traveller.identifier)
        page = self._post({"SAMLResponse": answer, "RelayState": sent["RelayState"][0]}, cookies)
        response = _RESPONSE.search(page)
        assert response is not None, page[:2000]
        assert f'action="{CONSUMER}"' in page
        if checked:
            self._check(etree.fromstring(base64.b64decode(unescape(response[1]))), request_id, traveller)

    def _get(self, target: str, cookies: dict[str, str]) -> str:
        """Return where the hub sends the browser."""
        self.http.request("GET", target, headers=_headers(cookies))
        answer = self._read(cookies)
        body = answer.read()
        assert answer.status == 302, (answer.status, body[:3000])  # noqa: PLR2004
        return answer.headers["Location"]

    def _post(self, fields: dict[str, str], cookies: dict[str, str]) -> str:
        target = urlsplit(self.sides.hub_consumer).path
        self.http.request("POST", target, urlencode(fields), _headers(cookies) | _FORM)
        answer = self._read(cookies)
        body = answer.read()
        assert answer.status == 200, (answer.status, body[:3000])  # noqa: PLR2004
        return body.decode()

    def _read(self, cookies: dict[str, str]) -> HTTPResponse:
        answer = self.http.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            cookies[name] = value
        return answer

    def _check(self, response: Tree, request_id: str, traveller: Traveller) -> None:
        """Verify the signature with the hub's key, and compare every attribute with what the directory says."""
        assert response.get("InResponseTo") == request_id
        assertion = find(response, "saml:Assertion")
        context = xmlsec.SignatureContext()
        context.key = xmlsec.Key.from_memory(self.hub_certificate, xmlsec.constants.KeyDataFormatCertPem)
        context.register_id(assertion, "ID")
        context.verify(find(response, "saml:Assertion/ds:Signature"))
        received = {
            attribute.get("Name"): tuple(value.text for value in attribute)
            for attribute in find(response, "//saml:AttributeStatement")
        }
        assert len(received.pop("IDO")[0]) == 128  # noqa: PLR2004
        assert received == traveller.expected
        assert PROJECT not in received


def open_connection(url: str) -> HTTPConnection:
    """Open the one connection to a hub."""
    parts = urlsplit(url)
    return HTTPConnection(parts.hostname or "", parts.port, timeout=_TIMEOUT_SECONDS)


def _headers(cookies: dict[str, str]) -> dict[str, str]:
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return {"Cookie": cookie} if cookie else {}
