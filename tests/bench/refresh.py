"""Owns `metadata.refresh.*`: the slowest request while the sandbox takes a signed aggregate of 10,000 entities.

One request after the other begins a sign-on, searches the federation for an institution, and asks for metadata.
"""

import secrets
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, urlsplit

import requests
from lxml import etree, html

from tests.bench.figure import Figure
from tests.bench.hub_process import running_hub
from tests.bench.login_sides import machine_time
from tests.bench.metadata import HEAD, service_entity
from tests.protocols.saml import saml_builders as builders
from tests.protocols.saml.federation_source import serving, write_signer
from tests.sandbox import free_ports

NAMES = ("metadata.refresh.worst_ms", "metadata.refresh.seconds")
_ENTITIES = 10_000
_HUB_FER = 9
_LONGEST_SECONDS = 120.0
_NAME = "banc"
_SERVICE, _CONSUMER = f"https://{_NAME}.example.test/saml", f"https://{_NAME}.example.test/acs"
_SETTINGS = """
[[federations]]
name = "preau-fer"
certificate = "signer.pem"
url = "{url}/all.xml"
min_refresh_seconds = 1
max_refresh_seconds = 1
"""
_CONTRACT = f"""
issuer = "hub-fer"
resource = "urn:preau:{_NAME}"
access_url = "https://{_NAME}.example.test/"
title = {{ fr = "Banc d’essai", en = "Bench" }}
purpose = {{ fr = "Mesurer.", en = "Measure." }}
legal_basis = "Aucune : bac à sable"
profiles = ["National_ens"]
valid_from = 2024-09-01
valid_until = 2031-08-31
approved_by = "Le banc d’essai"
vocabulary = "federation"
per_school = false
provider = {{ siren_isni = "777777788_0000000000000000", name = "Banc d’essai" }}
attributes = [{{ code = "mail", purpose = "Mesurer." }}]

[saml]
entity_id = "{_SERVICE}"
"""


def measure() -> Iterator[Figure]:
    """Let the sandbox take one aggregate, then another; time each request from the asking until it is in use."""
    with TemporaryDirectory(prefix="preau-bench-") as folder, serving() as source:
        workspace, port = Path(folder), free_ports()
        _prepare(workspace, source.url)
        source.documents["/all.xml"] = _aggregate(1)
        second = _aggregate(2)
        with running_hub(("run", "--no-examples"), workspace, port):
            visitor = _Visitor(port)
            visitor.ask_until_found("generation-1")
            source.called.clear()
            source.documents["/all.xml"] = second
            while not source.called.is_set():
                visitor.ask()
            worst, seconds = visitor.ask_until_found("generation-2")
    yield Figure(NAMES[0], worst * 1000, "ms")
    yield Figure(NAMES[1], seconds, "s")


class _Visitor:
    """Ask one sandbox, one request after the other."""

    def __init__(self, port: int) -> None:
        self._hub, self._fer = f"http://localhost:{port}", f"http://localhost:{port + _HUB_FER}"
        self._http = requests.Session()

    def ask(self) -> float:
        """Make three requests; return the seconds of the slowest."""
        return max(self._timed(self._metadata), self._timed(self._sign_on), self._timed(lambda: self._search("univ")))

    def ask_until_found(self, domain: str) -> tuple[float, float]:
        """Ask until the institution of that domain is found; return the slowest request and the whole, in seconds."""
        self._sign_on()
        worst, start = 0.0, time.perf_counter()
        while time.perf_counter() - start < _LONGEST_SECONDS:
            worst = max(worst, self.ask())
            if self._search(domain):
                return worst, time.perf_counter() - start
        raise RuntimeError("the aggregate never came into use")

    @staticmethod
    def _timed(ask: Callable[[], object]) -> float:
        start = time.perf_counter()
        ask()
        return time.perf_counter() - start

    def _metadata(self) -> None:
        self._http.get(f"{self._hub}/idp/metadata", timeout=60).raise_for_status()

    def _sign_on(self) -> None:
        """Send an application's signed request, and keep the journey that it begins."""
        sign_on = f"{self._fer}/idp/profile/SAML2/Redirect/SSO"
        about = builders.Exchange(
            service=_SERVICE,
            consumer=_CONSUMER,
            sign_on=sign_on,
            request_id=f"_{secrets.token_hex(16)}",
            now=machine_time(),
        )
        query = builders.redirect_query(builders.a_request(about), builders.a_party(_NAME), None)
        page = self._http.get(f"{sign_on}?{query.decode()}", timeout=60)
        page.raise_for_status()
        fields = html.fromstring(page.content).xpath("//input[@name='journey']/@value")
        self._journey = str(fields[0])

    def _search(self, words: str) -> bool:
        asked = {"journey": self._journey, "q": words}
        page = self._http.get(f"{self._fer}/discovery", params=asked, timeout=60)
        page.raise_for_status()
        return any(
            "name" in parse_qs(urlsplit(link).query) for link in html.fromstring(page.content).xpath("//ul//@href")
        )


def _prepare(workspace: Path, url: str) -> None:
    """Write the settings, the signer and the application."""
    write_signer(workspace)
    (workspace / "preau.toml").write_text(_SETTINGS.format(url=url), encoding="utf-8")
    about = builders.Exchange(service=_SERVICE, consumer=_CONSUMER)
    for folder, name, content in (
        ("contracts", f"{_NAME}.toml", _CONTRACT.encode()),
        ("services", f"{_NAME}.xml", etree.tostring(builders.service_metadata(about, builders.a_party(_NAME)))),
    ):
        (workspace / folder).mkdir()
        (workspace / folder / name).write_bytes(content)


def _aggregate(generation: int) -> bytes:
    """Write and sign an aggregate, half of services and half of guichets, one of which tells its generation."""
    body = builders.a_party("bench-federation", "rsa-2048").certificate_body
    until = builders.instant(machine_time() + timedelta(days=9, minutes=generation))
    head = HEAD.format(md=builders.MD, ds=builders.DS, until=until)
    guichets = (_guichet(number, body, f"univ-{number}.example.test") for number in range(1, _ENTITIES // 2))
    services = (service_entity(number, body) for number in range(_ENTITIES // 2))
    written = "".join(
        (head, *services, *guichets, _guichet(0, body, f"generation-{generation}"), "</md:EntitiesDescriptor>")
    )
    root = etree.fromstring(written.encode(), etree.XMLParser(huge_tree=True))
    builders.sign(root, builders.a_party("federation"), position=0)
    octets: bytes = etree.tostring(root)
    return octets


def _guichet(number: int, body: str, domain: str) -> str:
    """Write a guichet as federations publish them: the service of that number in another part, with a domain."""
    entity = service_entity(number, body).replace("https://service-", "https://guichet-")
    part, consumers, end = entity.partition("<md:AssertionConsumerService")
    _left_out, _organisation, rest = (consumers + end).partition("</md:SPSSODescriptor>")
    sign_on = f'<md:SingleSignOnService Binding="{builders.HTTP_REDIRECT}" Location="https://{domain}/sso"/>'
    part = part.replace("<md:SPSSODescriptor", "<md:IDPSSODescriptor", 1)
    scope = '<shibmd:Scope xmlns:shibmd="urn:mace:shibboleth:metadata:1.0" regexp="false">'
    part = part.replace("</mdui:UIInfo>", f"</mdui:UIInfo>{scope}{domain}</shibmd:Scope>", 1)
    return f"{part}{sign_on}</md:IDPSSODescriptor>{rest}"
