"""Owns a service that takes part in single logout: it listens on loopback, and behaves well or badly as told."""

import base64
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from lxml import etree

from broker.commands.browser import Browser, Form
from tests.journeys.own_service import OwnService
from tests.journeys.steps import choose_guichet
from tests.protocols.saml.logout_builders import (
    SOAP_BINDING,
    Named,
    a_logout_request,
    a_logout_response,
    codes_of,
    message_query,
    name_of,
    out_of_deflated,
    out_of_soap,
    signed,
    soap_of,
)
from tests.protocols.saml.saml_builders import HTTP_POST, HTTP_REDIRECT, MD, NAMESPACES, Tree, a_party, encode
from tests.sandbox import Sandbox, sign_in_by_hand

REDIRECT, POST, SOAP = "/slo/redirect", "/slo/post", "/slo/soap"
_BINDINGS = {REDIRECT: HTTP_REDIRECT, POST: HTTP_POST, SOAP: SOAP_BINDING}
HUB_WAYS = {HTTP_REDIRECT: "Redirect", HTTP_POST: "POST", SOAP_BINDING: "SOAP"}


@dataclass
class Memory:
    """Hold what a service received: each request to sign out by path, each answer, and how it answers."""

    asked: list[tuple[str, Tree]] = field(default_factory=list)
    answered: list[Tree] = field(default_factory=list)
    relay_states: list[str | None] = field(default_factory=list)
    codes: tuple[str, ...] = ()
    silent: bool = False
    http_status: int = 200
    over: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True)
class SignOutService:
    """Hold a service, its listener, and what it remembers."""

    own: OwnService
    url: str
    paths: tuple[str, ...]
    memory: Memory = field(default_factory=Memory)

    @property
    def entity_id(self) -> str:
        return self.own.entity_id

    def metadata_text(self, *, dead: str = "") -> str:
        """Write the metadata, with an address of single logout for each path; `dead` stands for the listener's own."""
        metadata = etree.fromstring(self.own.metadata_text())
        role = metadata[0]
        place = list(role).index(role.find(f"{{{MD}}}NameIDFormat"))
        for path in reversed(self.paths):
            location = f"{dead or self.url}{path}"
            service = etree.Element(f"{{{MD}}}SingleLogoutService", Binding=_BINDINGS[path], Location=location)
            role.insert(place, service)
        return etree.tostring(metadata, encoding="unicode")

    def open_in(self, browser: Browser, login: str = "ibrahima.le-goff", guichet: str = "ent-cour") -> Named:
        """Sign on in a browser, by hand where asked, and return by what the assertion names the session."""
        page = self.own.ask(browser)
        if "SAMLResponse" not in page.text and any(True for _ in _doors(page)):
            page = choose_guichet(browser, page, guichet)
        if "password" in page.text and page.url.startswith(self.own.sandbox.urls[guichet]):
            page = sign_in_by_hand(browser, page, login)
        action, encoded = browser.responses[-1]
        assert action == self.own.consumer, page.text[:500]
        return named_in(etree.fromstring(base64.b64decode(encoded)))

    def request(self, named: Named, binding: str = HTTP_REDIRECT, **changes: Any) -> Tree:  # noqa: ANN401 - as the builder takes
        """Build this service's LogoutRequest to the hub, unsigned."""
        sandbox = self.own.sandbox
        values = {"now": sandbox.clock.now(), "request_id": f"_{secrets.token_hex(16)}"} | changes
        return a_logout_request(self.entity_id, hub_address(sandbox, binding), named, **values)

    def ask_by_redirect(self, browser: Browser, named: Named, relay_state: str | None = None) -> requests.Response:
        """Send the browser to the hub with a signed LogoutRequest."""
        query = message_query("SAMLRequest", self.request(named), a_party(self.own.name), relay_state)
        return browser.get(f"{hub_address(self.own.sandbox, HTTP_REDIRECT)}?{query}")

    def ask_by_post(self, browser: Browser, named: Named, relay_state: str = "back") -> requests.Response:
        """Post a signed LogoutRequest to the hub from the browser."""
        request = signed(self.request(named, HTTP_POST), a_party(self.own.name))
        form = Form(hub_address(self.own.sandbox, HTTP_POST), "post", {}, {}, automatic=False)
        return browser.submit(form, {"SAMLRequest": encode(request), "RelayState": relay_state})

    def ask_by_soap(self, named: Named) -> list[str]:
        """Ask the hub over SOAP; return the last word of each status code of its answer."""
        request = signed(self.request(named, SOAP_BINDING), a_party(self.own.name))
        return codes_of(out_of_soap(post_soap(hub_address(self.own.sandbox, SOAP_BINDING), soap_of(request)).content))


def post_soap(address: str, octets: bytes) -> requests.Response:
    """Post an envelope."""
    return requests.post(address, data=octets, headers={"Content-Type": "text/xml"}, timeout=15)


def hub_address(sandbox: Sandbox, binding: str) -> str:
    """Return the hub's address of single logout by a binding."""
    return f"{sandbox.home}/idp/profile/SAML2/{HUB_WAYS[binding]}/SLO"


def named_in(response: Tree) -> Named:
    """Return by what an assertion names its session, qualifiers included."""
    name = name_of(response)
    [statement] = response.xpath(".//saml:AuthnStatement", namespaces=NAMESPACES)
    qualifiers = (name.get("NameQualifier"), name.get("SPNameQualifier"))
    return Named(name.text, statement.get("SessionIndex"), name.get("Format"), qualifiers)


def _doors(page: requests.Response) -> Iterator[str]:
    yield from (line for line in page.text.splitlines() if "/journey/guichet" in line)


@contextmanager
def sign_out_service(
    sandbox: Sandbox,
    *paths: str,
    dead: str = "",
    memory: Memory | None = None,
    **about: Any,  # noqa: ANN401 - of OwnService
) -> Iterator[SignOutService]:
    """Register a service that is told to sign people out at these paths, for the length of a block."""
    remembered = memory or Memory()
    name = f"bascule-{secrets.token_hex(4)}"
    handler = _handler(remembered, lambda: service)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        url = f"http://127.0.0.1:{server.server_address[1]}"
        own = replace(OwnService(sandbox, f"{url}/acs", name=name, title=name.title()), **about)
        service = SignOutService(own, url, paths, remembered)
        own.metadata_file.write_text(service.metadata_text(dead=dead))
        own.contract_file.write_text(own.contract_text())
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield service
        finally:
            remembered.over.set()
            own.metadata_file.unlink(missing_ok=True)
            own.contract_file.unlink(missing_ok=True)
            server.shutdown()
            thread.join(timeout=5)


def _handler(memory: Memory, find: Any) -> type[BaseHTTPRequestHandler]:  # noqa: ANN401 - known once it listens
    class Service(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            if not memory.silent or not memory.over.wait(30):
                self._say(200)

        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            self._take(HTTP_REDIRECT, query, out_of_deflated)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            path = urlsplit(self.path).path
            if path == SOAP:
                self._take_soap(body)
            elif path == POST:
                self._take(HTTP_POST, parse_qs(body.decode()), lambda one: etree.fromstring(base64.b64decode(one)))
            else:
                self._say(200, b"<p>welcome</p>")

        def _take_soap(self, body: bytes) -> None:
            request = out_of_soap(body)
            memory.asked.append((SOAP, request))
            if memory.silent:  # holds the socket, and never says anything
                memory.over.wait(30)
                return
            service = find()
            answer = _answer(service, request, None)
            self._say(memory.http_status, soap_of(signed(answer, a_party(service.own.name))), "text/xml")

        def _take(self, binding: str, fields: dict[str, list[str]], read: Any) -> None:  # noqa: ANN401
            service = find()
            if "SAMLResponse" in fields:
                memory.answered.append(read(fields["SAMLResponse"][0]))
                memory.relay_states.append(fields.get("RelayState", [None])[0])
                self._say(200, b"<p>signed out</p>")
                return
            request = read(fields["SAMLRequest"][0])
            memory.asked.append((urlsplit(self.path).path, request))
            hub = hub_address(service.own.sandbox, binding)
            answer = _answer(service, request, hub)
            party = a_party(service.own.name)
            if binding == HTTP_REDIRECT:
                self._say(302, location=f"{hub}?{message_query('SAMLResponse', answer, party)}")
                return
            form = f'<form id="self-post" method="post" action="{hub}"><input name="SAMLResponse" value="{encode(signed(answer, party))}">'
            self._say(200, form.encode() + b"</form>")

        def _say(self, status: int, body: bytes = b"", kind: str = "text/html", location: str = "") -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if location:
                self.send_header("Location", location)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    return Service


def _answer(service: SignOutService, request: Tree, destination: str | None) -> Tree:
    now = service.own.sandbox.clock.now()
    return a_logout_response(service.entity_id, destination, request.get("ID"), now=now, codes=service.memory.codes)
