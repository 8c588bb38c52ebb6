"""Owns a CAS service of one's own: a contract dropped into the workspace, and a listener that remembers its calls."""

import secrets
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import requests
from lxml import etree

from broker.lab.browser import Browser
from broker.transport.outgoing import local_session
from tests.journeys.own_service import OTHER_PROVIDER
from tests.journeys.steps import PUPIL, choose_guichet
from tests.sandbox import Sandbox, sign_in_by_hand

CAS = "{http://www.yale.edu/tp/cas}"
P3 = "p3/serviceValidate"
_CONTRACT = """\
issuer = "gar"
resource = "ark:/77777/{name}"
access_url = "{access_url}"
title = {{ fr = "{name}", en = "{name}" }}
purpose = {{ fr = "Essayer.", en = "Try." }}
legal_basis = "Aucune : bac à sable"
profiles = ["National_elv", "National_ens", "National_tut"]
valid_from = 2024-09-01
valid_until = 2031-08-31
approved_by = "Les tests"
open_to_all = true
provider = {{ siren_isni = "{provider}", name = "Fournisseur d’essai" }}
identifier = "{identifier}"
attributes = [
{rows}]

[cas]
services = [{services}]
{more}
"""


@dataclass
class Heard:
    """Hold the calls that came to the service: method, target and form; `status` is what each method is answered."""

    calls: list[tuple[str, str, dict[str, list[str]]]] = field(default_factory=list)
    status: dict[str, int] = field(default_factory=dict)

    def posts(self, name: str) -> list[str]:
        """Return the values of one field, over all forms that were posted."""
        return [value for method, _, form in self.calls if method == "POST" for value in form.get(name, ())]


@dataclass(frozen=True, slots=True)
class CasService:
    """Describe a service: `site` is where it listens, `entries` are its registered addresses, `/app*` by default."""

    sandbox: Sandbox
    site: str
    heard: Heard
    name: str
    codes: tuple[str, ...] = ("IDO", "UAI", "PRO", "DIV", "GRO")
    required: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    identifier: str = "transient"
    more: str = ""

    @property
    def address(self) -> str:
        """Return the address that the service gives to /login."""
        return f"{self.site}/app/in?lang=fr"

    @property
    def contract_file(self) -> Path:
        return self.sandbox.workspace.contracts / f"{self.name}.toml"

    def contract_text(self) -> str:
        """Write the contract."""
        rows = "".join(
            f'  {{ code = "{code}", purpose = "Essai.", required = {str(code in self.required).lower()} }},\n'
            for code in self.codes
        )
        return _CONTRACT.format(
            name=self.name,
            access_url=self.address,
            provider=OTHER_PROVIDER,
            identifier=self.identifier,
            rows=rows,
            services=", ".join(f'"{entry}"' for entry in self.entries or (f"{self.site}/app*",)),
            more=self.more,
        )

    def browser(self) -> Browser:
        """Return a browser that nobody has signed in with."""
        return Browser.trusting(self.sandbox.shared.authorities)

    def write(self) -> None:
        """Put the contract in force."""
        self.contract_file.write_text(self.contract_text())

    def login_url(self, **values: str) -> str:
        """Return the address of a log-in."""
        return f"{self.sandbox.home}/login?{urlencode({'service': self.address, **values})}"

    def ask(self, browser: Browser, **values: str) -> requests.Response:
        """Send the browser to the hub."""
        return browser.get(self.login_url(**values))

    def ask_once(self, browser: Browser, **values: str) -> requests.Response:
        """Send the browser to the hub and follow nothing."""
        return browser.http.get(self.login_url(**values), allow_redirects=False, timeout=15)

    def sign_on(self, login: str = PUPIL, guichet: str = "ent-cour", **values: str) -> tuple[Browser, str]:
        """Sign a person on by hand; return the browser, and the ticket that came to the service."""
        browser = self.browser()
        page = sign_in_by_hand(browser, choose_guichet(browser, self.ask(browser, **values), guichet), login)
        return browser, ticket_in(page.url)

    def ticket(self, browser: Browser, **values: str) -> str:
        """Return another ticket in a browser that is signed in."""
        return ticket_in(self.ask_once(browser, **values).headers["Location"])

    def validate(self, ticket: str, way: str = P3, **values: str) -> requests.Response:
        """Validate a ticket, without any cookie."""
        return self.call(way, service=self.address, ticket=ticket, **values)

    def call(self, way: str, **query: str) -> requests.Response:
        """Ask an endpoint of services."""
        with local_session(self.sandbox.shared.authorities) as session:
            return session.get(f"{self.sandbox.home}/{way}", params=query, timeout=15)

    def log_out(self, browser: Browser, **values: str) -> requests.Response:
        """Send the browser to the hub's log-out."""
        return browser.get(f"{self.sandbox.home}/logout?{urlencode(values)}")


def ticket_in(url: str) -> str:
    """Return the one ticket in an address."""
    (found,) = parse_qs(urlsplit(url).query)["ticket"]
    return found


def read_success(answer: requests.Response) -> tuple[str, dict[str, list[str]]]:
    """Return the user and the attributes of a successful answer in XML."""
    root = etree.fromstring(answer.content)
    (outcome,) = root
    assert outcome.tag == f"{CAS}authenticationSuccess", answer.text
    attributes: dict[str, list[str]] = {}
    for element in outcome.iterfind(f"{CAS}attributes/*"):
        attributes.setdefault(etree.QName(element).localname, []).append(element.text or "")
    return outcome.findtext(f"{CAS}user") or "", attributes


def read_failure(answer: requests.Response) -> str:
    """Return the code of a failure in XML."""
    (outcome,) = etree.fromstring(answer.content)
    assert outcome.tag == f"{CAS}authenticationFailure", answer.text
    return outcome.get("code", "")


@contextmanager
def cas_service(sandbox: Sandbox, **about: str | tuple[str, ...]) -> Iterator[CasService]:
    """Register a service for the length of a block, under a name of its own."""
    with listening() as (site, heard):
        plain = CasService(sandbox, site, heard, name=f"cas-{secrets.token_hex(4)}")
        service = replace(plain, **about)  # type: ignore[arg-type] # any field of the type
        service.write()
        try:
            yield service
        finally:
            service.contract_file.unlink(missing_ok=True)


@contextmanager
def listening(context: ssl.SSLContext | None = None) -> Iterator[tuple[str, Heard]]:
    """Listen as a service until the end of the block, over TLS where a context is given."""
    heard = Heard()

    class Ear(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Remember the call, and answer."""
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            heard.calls.append((self.command, self.path, parse_qs(body)))
            self.send_response(heard.status.get(self.command, 200))
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_POST = do_GET  # noqa: N815 - the name is that of the standard library

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Ear) as server:
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http{'s' if context else ''}://127.0.0.1:{server.server_address[1]}", heard
        finally:
            server.shutdown()
            thread.join(timeout=5)
