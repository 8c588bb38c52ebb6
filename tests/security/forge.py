"""Owns the forge: a registered guichet and a registered service in an attacker's hands, with keys of their own."""

import base64
import os
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zlib import MAX_WBITS, decompress

import requests
from lxml import etree, html

from tests.protocols.saml.saml_builders import (
    DS,
    Exchange,
    Party,
    Tree,
    a_party,
    a_request,
    a_response,
    find,
    guichet_metadata,
    redirect_query,
    service_metadata,
    sign,
)
from tests.sandbox import Sandbox
from tests.security.raw_http import RawAnswer, get_raw
from tests.security.registration import GUICHET, SERVICE, register
from tests.security.verdict import Answer, Verdict

PERSON, EVIL = "ibrahima.le-goff", "bobby.hara"
RELAY_STATE = "forged-state"
_TIMEOUT = 20
Message = Tree | bytes | str
Attributes = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Visit:
    """Hold one sign-on under way: a browser, and the hub's request that waits for an answer."""

    forge: "Forge"
    browser: requests.Session
    request: Tree
    relay_state: str
    service_request_id: str
    asked_at: datetime
    request_url: str = ""

    @property
    def exchange(self) -> Exchange:
        """Return the names and the question of a right answer."""
        forge = self.forge
        return Exchange(
            guichet=forge.guichet_id,
            service=forge.hub_id,
            consumer=forge.callback,
            request_id=self.request.get("ID"),
            now=self.asked_at,
        )

    def unsigned(self, who: str = PERSON, attributes: Attributes | None = None) -> Tree:
        """Build a right answer that is not signed yet; `attributes` replaces those that name the person."""
        response = a_response(self.exchange, attributes or self.forge.attributes_of(who))
        response.set("ID", fresh_id())
        find(response, "saml:Assertion").set("ID", fresh_id())
        return response

    def signed(self, who: str = PERSON, party: Party | None = None) -> Tree:
        """Build a right answer whose assertion is signed."""
        response = self.unsigned(who)
        return self.sign(response, party)

    def sign(self, response: Tree, party: Party | None = None) -> Tree:
        """Sign the assertion of a response, and return the response."""
        sign(find(response, "saml:Assertion"), party or self.forge.guichet_key)
        return response

    def deliver(self, message: Message, **changes: str | None) -> Verdict:
        """Post a message to the hub's callback from this browser; `RelayState=None` leaves it out."""
        fields = {"SAMLResponse": encoded(message), "RelayState": self.relay_state} | changes
        return self.post([(name, value) for name, value in fields.items() if value is not None])

    def post(self, fields: list[tuple[str, str]]) -> Verdict:
        """Post form fields to the hub's callback."""
        answer = self.browser.post(self.forge.callback, data=fields, allow_redirects=False, timeout=_TIMEOUT)
        return Verdict.of(answer)


@dataclass
class Forge:
    """Play both parties against one running sandbox."""

    sandbox: Sandbox
    guichet_key: Party = field(default_factory=lambda: a_party("forge-guichet"))
    service_key: Party = field(default_factory=lambda: a_party("forge-service"))
    delivered: int = 0
    _controlled: bool = False

    guichet_id = "https://forge.invalid/idp"
    service_id = "https://forge.invalid/service"
    consumer = "https://forge.invalid/acs"

    def __post_init__(self) -> None:
        """Register both parties."""
        register(self.sandbox.workspace, self.guichet_id, self.service_id)
        self.publish(GUICHET, self.guichet_description())
        self.publish(SERVICE, self.service_description())

    @property
    def hub(self) -> str:
        """Return the hub's base URL."""
        return self.sandbox.home

    @property
    def hub_id(self) -> str:
        """Return the hub's entityID."""
        return self.sandbox.shared.hub.entity_id

    @property
    def callback(self) -> str:
        """Return the hub's callback, where guichets answer."""
        return f"{self.hub}/idp/profile/SAML2/Callback"

    @property
    def redirect(self) -> str:
        """Return the hub's address for requests by Redirect."""
        return f"{self.hub}/idp/profile/SAML2/Redirect/SSO"

    @property
    def post_address(self) -> str:
        """Return the hub's address for requests by POST."""
        return f"{self.hub}/idp/profile/SAML2/POST/SSO"

    @cached_property
    def hub_party(self) -> Party:
        """Return the hub as whom one encrypts to and verifies with: its published certificate, no private key."""
        metadata = etree.fromstring(requests.get(f"{self.hub}/idp/metadata", timeout=_TIMEOUT).content)
        body = metadata.find(f".//{{{DS}}}X509Certificate").text
        pem = f"-----BEGIN CERTIFICATE-----\n{body.strip()}\n-----END CERTIFICATE-----\n"
        return Party(b"", pem.encode())

    def guichet_description(self, key: Party | None = None) -> Tree:
        """Build the guichet's metadata."""
        about = Exchange(guichet=self.guichet_id, sign_on="https://forge.invalid/sso")
        return guichet_metadata(about, key or self.guichet_key)

    def service_description(self, key: Party | None = None, *, encryption: Party | None = None) -> Tree:
        """Build the service's metadata."""
        about = Exchange(service=self.service_id, consumer=self.consumer)
        return service_metadata(about, key or self.service_key, encryption=encryption)

    def publish(self, which: str, metadata: Tree | bytes) -> None:
        """Put metadata in place of what the workspace holds, whole at once."""
        octets = metadata if isinstance(metadata, bytes) else etree.tostring(metadata)
        target = self.sandbox.workspace.root / which
        draft = target.with_suffix(".part")
        draft.write_bytes(octets)
        os.replace(draft, target)  # noqa: PTH105 - one step, so that the hub never reads half a file
        self._controlled = False

    @contextmanager
    def publishing(self, which: str, metadata: Tree | bytes) -> Iterator[None]:
        """Publish other metadata for the length of a block."""
        self.publish(which, metadata)
        try:
            yield
        finally:
            right = self.guichet_description() if which == GUICHET else self.service_description()
            self.publish(which, right)

    def attributes_of(self, login: str) -> Attributes:
        """Return what a right guichet says of one invented person."""
        person = self.sandbox.shared.directory.find_person("login", login, None)
        assert person is not None, login
        return (("idEnt", (person.key.project,)), ("GARPersonIdentifiant", (person.key.identifier,)))

    def authn_request(self, **attributes: str | None) -> Tree:
        """Build the forged service's request for the Redirect binding."""
        about = Exchange(
            service=self.service_id,
            consumer=self.consumer,
            sign_on=self.redirect,
            request_id=fresh_id(),
            now=self.sandbox.clock.now(),
        )
        return a_request(about, **attributes)

    def ask(
        self, request: Tree, browser: requests.Session | None = None, relay_state: str | None = RELAY_STATE
    ) -> requests.Response:
        """Send a signed request to the hub by Redirect."""
        query = redirect_query(request, self.service_key, relay_state).decode()
        chosen = browser or requests.Session()
        return chosen.get(f"{self.redirect}?{query}", allow_redirects=False, timeout=_TIMEOUT)

    def ask_raw(self, query: bytes) -> RawAnswer:
        """Send a query to the hub's Redirect address to the very octet: clients encode again what they send."""
        return get_raw(f"{self.redirect}?{query.decode('latin-1')}")

    def ask_by_post(self, message: Message, **changes: str | None) -> requests.Response:
        """Post a request to the hub's POST address."""
        fields = {"SAMLRequest": encoded(message), "RelayState": RELAY_STATE} | changes
        return requests.post(
            self.post_address,
            data={name: value for name, value in fields.items() if value is not None},
            allow_redirects=False,
            timeout=_TIMEOUT,
        )

    def open(
        self, guichet: str = "forge", *, browser: requests.Session | None = None, **attributes: str | None
    ) -> Visit:
        """Begin a sign-on at the service and choose a guichet; its request is captured, not followed."""
        browser = browser or requests.Session()
        request = self.authn_request(**attributes)
        page = self.ask(request, browser)
        assert page.status_code == 200, page.text
        return self.choose(guichet, journey_of(page), browser, request.get("ID"))

    def choose(self, guichet: str, journey: str, browser: requests.Session, request_id: str = "") -> Visit:
        """Choose a guichet in a journey under way."""
        answer = browser.get(
            f"{self.hub}/journey/guichet",
            params={"journey": journey, "name": guichet},
            allow_redirects=False,
            timeout=_TIMEOUT,
        )
        assert answer.status_code == 302, answer.text
        address = answer.headers["Location"]
        query = parse_qs(urlsplit(address).query)
        asked = etree.fromstring(decompress(base64.b64decode(query["SAMLRequest"][0]), -MAX_WBITS))
        return Visit(self, browser, asked, query["RelayState"][0], request_id, self.sandbox.clock.now(), address)

    def control(self) -> Verdict:
        """Sign on validly through both forged parties, and check what the service receives."""
        visit = self.open()
        verdict = visit.deliver(visit.signed())
        self.check_release(verdict, visit)
        self._controlled = True
        return verdict

    def check_release(self, verdict: Verdict, visit: Visit, who: str = PERSON) -> None:
        """Fail unless exactly this person's release went to the service's own address."""
        person = self.sandbox.shared.directory.find_person("login", who, None)
        assert person is not None, who
        assert verdict.status == 200, f"{verdict.code} (HTTP {verdict.status})"
        received = verdict.attributes
        assert set(received) == {"IDO", "UAI", "PRO", "NOM", "PRE"}
        assert re.fullmatch("[0-9a-f]{128}", received["IDO"][0])
        assert received["UAI"] == (person.memberships[0].uai,)
        assert received["NOM"] == person.family_name.values
        assert received["PRE"] == person.given_name.values
        assert verdict.action == self.consumer
        assert verdict.relay_state == RELAY_STATE
        assert verdict.released.get("InResponseTo") == visit.service_request_id

    def between_controls(self, attack: Callable[[], Any]) -> Any:  # noqa: ANN401 - what the attack returns
        """Run an attack with a valid sign-on just before it and another just after it."""
        if not self._controlled:
            self.control()
        self._controlled = False
        self.delivered += 1
        result = attack()
        self.control()
        return result

    def refuses(self, build: Callable[[Visit], Message], code: str) -> Verdict:
        """Deliver a forged answer in a fresh sign-on, between controls; it must be refused with that code."""

        def attack() -> Verdict:
            visit = self.open()
            verdict = visit.deliver(build(visit))
            verdict.assert_refused(code)
            return verdict

        return self.between_controls(attack)  # type: ignore[no-any-return] # it returns what attack does

    def accepts(self, build: Callable[[Visit], Message], who: str = PERSON) -> Verdict:
        """Deliver an unusual answer that is right; the same person's release must come out."""

        def attempt() -> Verdict:
            visit = self.open()
            verdict = visit.deliver(build(visit))
            self.check_release(verdict, visit, who)
            return verdict

        return self.between_controls(attempt)  # type: ignore[no-any-return] # it returns what attempt does

    def refuses_request(self, send: Callable[[], Answer], code: str) -> Verdict:
        """Send a forged request, between controls; it must be refused with that code and go nowhere."""

        def attack() -> Verdict:
            verdict = Verdict.of(send())
            verdict.assert_refused(code)
            return verdict

        return self.between_controls(attack)  # type: ignore[no-any-return] # it returns what attack does


def fresh_id() -> str:
    """Return an ID that was never used."""
    return f"_{secrets.token_hex(16)}"


def encoded(message: Message) -> str:
    """Write a message as a form's field: text stands as it is, bytes and trees go to base64."""
    if isinstance(message, str):
        return message
    octets = message if isinstance(message, bytes) else etree.tostring(message)
    return base64.b64encode(octets).decode()


def journey_of(page: requests.Response) -> str:
    """Return the journey that a page with a choice of guichets belongs to."""
    links = html.fromstring(page.content).xpath("//a/@href[contains(., '/journey/guichet?')]")
    return parse_qs(urlsplit(str(links[0])).query)["journey"][0]
