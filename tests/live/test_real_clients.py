"""Real clients, unmodified and configured by the kit alone: each signs on, shows what came, signs out either way."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from broker.directories.sandbox_academy import DEMO_PASSWORD
from broker.lab.browser import Browser
from tests.journeys.own_run import lend_keys
from tests.live.apache_clients import mellon, mod_auth_cas, mod_auth_openidc
from tests.live.python_clients import authlib, python_cas
from tests.live.real_client import RealClient, leave_at
from tests.sandbox import Sandbox, running_sandbox

pytestmark = pytest.mark.live

PUPIL = "emre.vasseur"  # of two divisions
_CLIENTS = [mellon, mod_auth_openidc, mod_auth_cas, authlib, python_cas]
# mod_auth_cas closes, and answers by a redirect all the same: CAS 2.3.3.2 lets the broker be sure of a success only.
_TOLD = {"fermée", "prévenue, n’a pas confirmé HTTP 302"}


@pytest.fixture(scope="module")
def secure_sandbox(sandbox: Sandbox) -> Iterator[Sandbox]:
    """Give a sandbox over TLS, in a folder where servers under other users find the authority to trust."""
    with TemporaryDirectory(prefix="preau-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        lend_keys(folder, sandbox)
        with running_sandbox(folder, examples=False, tls=True) as found:
            yield found


@pytest.fixture(scope="module", params=["http", "https"])
def broker(request: pytest.FixtureRequest) -> Sandbox:
    """Give a sandbox over plain HTTP, then one over TLS."""
    found: Sandbox = request.getfixturevalue("sandbox" if request.param == "http" else "secure_sandbox")
    return found


@pytest.fixture(scope="module", params=_CLIENTS, ids=lambda client: client.__name__)
def client(request: pytest.FixtureRequest, broker: Sandbox) -> Iterator[RealClient]:
    """Give each client in turn."""
    with request.param(broker) as running:
        yield running


def test_a_person_signs_on_and_the_client_shows_what_the_contract_lets_out(client: RealClient) -> None:
    _browser, page = client.sign_on(PUPIL)
    assert page.url == client.url
    shown = client.read(page)
    assert shown == client.publisher.explain(PUPIL)
    assert shown["DIV"] == ["5A##5EME A", "5B##5EME B"]


def test_signing_out_at_the_client_signs_out_everywhere(client: RealClient) -> None:
    browser, _page = client.sign_on(PUPIL)
    client.leave(browser)
    assert client.asks_who_it_is(browser)


def test_signing_out_at_the_broker_tells_the_client(client: RealClient) -> None:
    browser, _page = client.sign_on(PUPIL)
    endings = leave_at(client.sandbox.home, browser)
    assert endings[client.publisher.name] in _TOLD
    assert client.asks_who_it_is(browser)


def test_signing_out_at_the_guichet_tells_the_client_by_way_of_the_broker(client: RealClient) -> None:
    browser, _page = client.sign_on(PUPIL)
    endings = leave_at(client.sandbox.urls["ent-cour"], browser)
    assert len(endings) == 1
    assert client.asks_who_it_is(browser)


@pytest.mark.browser
def test_a_real_browser_keeps_what_the_client_gives_it(client: RealClient, chromium: Chromium) -> None:
    context = chromium.new_context(ignore_https_errors=True)
    tab = context.new_page()
    tab.goto(client.url)
    tab.locator("a[href$='name=ent-cour']").click()
    tab.locator("input[autocomplete='username']").fill(PUPIL)
    tab.locator("input[type='password']").fill(DEMO_PASSWORD)
    tab.locator("input[type='password']").press("Enter")
    expect(tab.locator("body")).to_contain_text("5B##5EME B", timeout=30_000)
    assert tab.url == client.url
    context.close()


def test_a_refusal_that_comes_back_to_mod_auth_openidc_ends_there(sandbox: Sandbox) -> None:
    with mod_auth_openidc(sandbox) as client:
        back = client.url.replace("/lecon/", "/oidc/retour")
        client.publisher.register("--replace", "--oidc", back, "--ark", f"{client.publisher.resource}-autre")
        page = Browser().get(client.url)
    assert (page.status_code, page.url.partition("?")[0]) == (403, back)
    assert "error_description=oidc.resource" in page.url
    assert len(page.history) == 2
