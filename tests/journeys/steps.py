"""Owns the steps of a journey as a person takes them, and the reading of the pages that come of it."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urljoin

import requests
from lxml import html

from broker.core.identity import Identity
from broker.lab.browser import Browser, forms_of, link_of
from tests.sandbox import Sandbox, sign_in_by_hand

CARNET, ATELIER, STUDIO = "ark:/77777/carnet-de-bord", "ark:/77777/atelier-eleve", "ark:/77777/studio-enseignant"
GRIMOIRE, UNDECLARED = "ark:/77777/grimoire", "ark:/77777/nulle-part"
PUPIL, GUARDIAN = "ibrahima.le-goff", "aminata.le-goff"


@dataclass(frozen=True, slots=True)
class RefusalShown:
    """Hold what a refusal page says: the sentence, and each row of the publisher's part by its heading."""

    status: int
    sentence: str
    code: str
    rows: dict[str, str]
    trace_url: str | None
    page: str


def in_base64(text: str) -> str:
    """Write a parameter as the médiacentres do."""
    return base64.b64encode(text.encode()).decode()


def entry_link(sandbox: Sandbox, resource: str, *, project: str | None = "P0", uai: str | None = None) -> str:
    """Return the médiacentre's link, base64 not percent-encoded (facts/gar.md 2)."""
    values = (("idENT", project), ("idEtab", uai))
    encoded = "".join(f"{name}={in_base64(value)}&" for name, value in values if value)
    return f"{sandbox.home}/domaineGar?{encoded}idRessource={resource}"


def resource_url(sandbox: Sandbox, slug: str) -> str:
    """Return where an example resource is."""
    return f"{sandbox.urls['resources']}/{slug}/"


def person_of(sandbox: Sandbox, login: str) -> Identity:
    """Return what the directory says of a person."""
    person = sandbox.shared.directory.find_person("login", login, None)
    assert person is not None, login
    return person


def choose_guichet(browser: Browser, page: requests.Response, name: str) -> requests.Response:
    """Follow a guichet's link on the page that asks by which door."""
    links = html.fromstring(page.content).xpath("//ul[@class='doors']//a/@href")
    return browser.get(urljoin(page.url, next(link for link in links if link.endswith(f"name={name}"))))


def link_named(page: requests.Response, words: str) -> str:
    """Return the address of the first link of a page that says these words."""
    links = html.fromstring(page.content).xpath("//main//a[contains(., $words)]/@href", words=words)
    return urljoin(page.url, str(links[0]))


def choose_profile(browser: Browser, page: requests.Response, profile: str) -> requests.Response:
    """Press the button of a profile."""
    form = next(form for form in forms_of(page) if "profile" in form.choices)
    return browser.submit(form, {"profile": profile})


def choose_membership(browser: Browser, page: requests.Response, uai: str, profile: str) -> requests.Response:
    """Choose a school and a profile."""
    form = next(form for form in forms_of(page) if "membership" in form.choices)
    return browser.submit(form, {"membership": f"{uai}|{profile}"})


def open_by_ent(
    sandbox: Sandbox, resource: str, login: str, uai: str | None = None
) -> tuple[Browser, requests.Response]:
    """Open a resource from the médiacentre's link of the person's ENT, and sign in by hand."""
    browser = Browser()
    project = person_of(sandbox, login).key.project
    page = browser.get(entry_link(sandbox, resource, project=project, uai=uai))
    return browser, sign_in_by_hand(browser, page, login)


def received(browser: Browser, page: requests.Response) -> dict[str, list[str]]:
    """Return the attributes that the resource says it received."""
    address = link_of(page, "alternate") if page.ok else None
    assert address is not None, f"HTTP {page.status_code} at {page.url}: {text_of(page)[:400]}"
    attributes: dict[str, list[str]] = browser.http.get(address, timeout=15).json()["attributes"]
    return attributes


def envelope(page: requests.Response) -> dict[str, str]:
    """Return what the resource's page says around the attributes, by heading, with the assertion as shown."""
    tree = html.fromstring(page.content)
    rows = {str(row.findtext("th")).strip(): str(row.findtext("td")).strip() for row in tree.xpath("//tr[th and td]")}
    return {**rows, "assertion": str(tree.xpath("string(//pre)"))}


def read_refusal(page: requests.Response) -> RefusalShown:
    """Read a refusal page."""
    tree = html.fromstring(page.content)
    rows = {
        " ".join(row.findtext("dt").split()): " ".join(row.find("dd").text_content().split())
        for row in tree.xpath("//details//dl/div")
    }
    links = tree.xpath("//details//a/@href")
    return RefusalShown(
        status=page.status_code,
        sentence=str(tree.xpath("string(//p[@class='lead'])")).strip(),
        code=str(tree.xpath("string(//*[@id='refusal-code'])")).strip(),
        rows=rows,
        trace_url=urljoin(page.url, str(links[0])) if links else None,
        page=page.text,
    )


@contextmanager
def later(sandbox: Sandbox, seconds: float) -> Iterator[None]:
    """Move the sandbox's clock forward for the length of a block."""
    sandbox.clock.shift += timedelta(seconds=seconds)
    try:
        yield
    finally:
        sandbox.clock.shift -= timedelta(seconds=seconds)


def text_of(page: requests.Response) -> str:
    """Return the words of a page."""
    return " ".join(html.fromstring(page.content).text_content().split()) if page.content.strip() else ""


def latest_journey(sandbox: Sandbox, slug: str) -> requests.Response:
    """Return the trace page of the hub's latest journey that ended, for one example resource."""
    entity = f"{resource_url(sandbox, slug)}saml/metadata"
    page = html.fromstring(requests.get(f"{sandbox.home}/journeys", timeout=15).content)
    rows = page.xpath("//tbody/tr[td[2]=$service and td[3]='gar']", service=entity)
    return requests.get(urljoin(sandbox.home, str(rows[0].xpath(".//a/@href")[0])), timeout=15)
