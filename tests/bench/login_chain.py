"""Owns one brokered login as a browser makes it, on one kept-alive connection, and the check of what came of it."""

import base64
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from html import unescape
from http import HTTPStatus
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
    """Drive logins through one hub; without `keep_alive`, each request has a connection of its own."""

    sides: Sides
    hub_certificate: bytes
    http: HTTPConnection
    keep_alive: bool = True

    def follow_link(self, traveller: Traveller) -> dict[str, str]:
        """Click the médiacentre's link in a fresh browser, so that the hub knows the guichet; return the cookies."""
        cookies: dict[str, str] = {}
        self._get(f"/domaineGar?{entry_query(traveller.uai)}", cookies)
        return cookies

    def sign_on(self, traveller: Traveller, cookies: dict[str, str], *, checked: bool) -> None:
        """Send the resource's request, then the guichet's answer; fail unless a response for the resource comes."""
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
        answer, page = self._read(cookies)
        assert answer.status == HTTPStatus.FOUND, page
        return answer.headers["Location"]

    def _post(self, fields: dict[str, str], cookies: dict[str, str]) -> str:
        target = urlsplit(self.sides.hub_consumer).path
        self.http.request("POST", target, urlencode(fields), _headers(cookies) | _FORM)
        answer, page = self._read(cookies)
        assert answer.status == HTTPStatus.OK, page
        return page

    def _read(self, cookies: dict[str, str]) -> tuple[HTTPResponse, str]:
        answer = self.http.getresponse()
        page = answer.read().decode()
        if not self.keep_alive:
            self.http.close()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            cookies[name] = value
        return answer, page

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
        assert len(received.pop("IDO")[0]) == 128
        assert received == traveller.expected
        assert PROJECT not in received


@contextmanager
def open_connection(url: str) -> Iterator[HTTPConnection]:
    """Open the one connection to a hub, until the end of the block."""
    parts = urlsplit(url)
    with closing(HTTPConnection(parts.hostname or "", parts.port, timeout=_TIMEOUT_SECONDS)) as connection:
        yield connection


def _headers(cookies: dict[str, str]) -> dict[str, str]:
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return {"Cookie": cookie} if cookie else {}
