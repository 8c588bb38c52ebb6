"""Owns OpenID Connect in a real browser: no policy of ours stops the way to the client, nor its frame at the end."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from broker.directories.sandbox_academy import DEMO_PASSWORD
from tests.oidc_party import PUPIL, Party
from tests.sandbox import Sandbox
from tests.security.canary import Canary, Reply, singing

pytestmark = pytest.mark.browser


@pytest.fixture
def framed(sandbox: Sandbox) -> Iterator[tuple[Party, Canary]]:
    """Give a client that can be told of a sign-out by the browser only, and what it hears."""
    with singing() as canary:
        page = Reply(200, b"<!doctype html><title>client</title>", {"Content-Type": "text/html"})
        canary.replies |= {"/cb": page, "/front": page}
        addresses = {"frontchannel_logout_uri": f"{canary.url}/front"}
        party = Party(sandbox, name="cadre", client_id="cadre", callback=f"{canary.url}/cb", terms=addresses).register()
        yield party, canary
        party.withdraw()


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(locale="en-GB")
    yield context.new_page()
    context.close()


def _sign_in(tab: Page, party: Party) -> None:
    tab.goto(party.question().url)
    tab.locator("ul.doors a[href*='ent-cour']").first.click()
    tab.locator("input[name=email], input[name=user], input[name=username]").first.fill(PUPIL)
    tab.locator("input[type=password]").fill(DEMO_PASSWORD)
    tab.locator("button[type=submit]").first.click()
    tab.wait_for_url(f"{party.callback}?code=*")


def test_the_browser_arrives_after_the_guichets_form_and_each_client_is_told_of_the_end(
    sandbox: Sandbox, framed: tuple[Party, Canary], tab: Page
) -> None:
    party, canary = framed
    _sign_in(tab, party)
    tab.goto(f"{sandbox.urls['resources']}/herbier/")
    tab.get_by_role("button", name="Sign out").click()
    tab.wait_for_url(f"{sandbox.urls['resources']}/herbier/?state=*")
    (heard,) = [call for call in canary.calls if call.startswith("/front?")]
    assert "&sid=" in heard
    tab.goto(f"{sandbox.home}/sign-out")
    assert tab.get_by_role("button", name="Sign out").count() == 0, "nobody is signed in at the hub any more"
