"""Owns the test of a sign-on and a sign-out at an example resource in a real browser, axe on each page."""

import threading
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from cheroot.wsgi import Server
from playwright.sync_api import Browser, Page, expect

from sp_examples.application import create_application
from sp_examples.hub import Hub
from sp_examples.resources import read_resources
from tests.chromium import broken_rules, running_chromium
from tests.sp_examples.cas_side import TICKET, VALIDATE, response, success
from tests.sp_examples.hub_server import HubServer

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with running_chromium() as browser:
        yield browser


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer() as server:
        yield server


@pytest.fixture
def guichet() -> Iterator[HubServer]:
    with HubServer() as server:
        yield server


@pytest.fixture
def service(hub: HubServer) -> Iterator[str]:
    """Serve the CAS resource over HTTP, and give its URL."""
    server = Server(("127.0.0.1", 0), None, numthreads=4)
    server.prepare()
    resource = read_resources(f"http://localhost:{server.bind_addr[1]}")["orchestre"]
    server.wsgi_app = create_application({"orchestre": (resource, None)}, Hub(hub.url))
    thread = threading.Thread(target=server.serve)
    thread.start()
    yield resource.url
    server.stop()
    thread.join()


def _check(page: Page) -> None:
    assert broken_rules(page) == []


def test_a_sign_out_passes_by_the_hub_and_the_guichet_whatever_the_policy_of_the_page_says_of_forms(
    chromium: Browser, hub: HubServer, guichet: HubServer, service: str
) -> None:
    hub.places["/login"] = lambda _asked: (302, f"{service}?{urlencode({'ticket': TICKET})}")
    hub.show(VALIDATE, response(success()))
    hub.places["/logout"] = lambda _asked: (302, f"{guichet.url}/logout")
    guichet.places["/logout"] = lambda _asked: (302, service)
    page = chromium.new_page(locale="fr-FR")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(service)
    expect(page).to_have_url(f"{service}?arrived=1")
    _check(page)
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page).to_have_url(service)
    expect(page.locator("h1")).to_have_text("Vous êtes déconnecté")
    _check(page)
    assert (hub.asked["/logout"], guichet.asked["/logout"], complaints) == (1, 1, [])
    page.get_by_role("link", name="Se connecter à nouveau").click()
    expect(page).to_have_url(f"{service}?arrived=1")
    page.close()
