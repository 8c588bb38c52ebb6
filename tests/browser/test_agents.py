"""An agent in a real browser: the choice of an academy, the password, the code of the moment; axe on every page."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_first_light import PASSWORD, check_page
from tests.sandbox import Sandbox

pytestmark = pytest.mark.browser


def test_an_agent_chooses_the_academy_and_gives_both_proofs(page: Page, sandbox: Sandbox) -> None:
    page.goto(f"{sandbox.urls['resources']}/examens/")
    check_page(page)
    page.get_by_role("link", name="Académie de Préau").click()
    page.locator("#username").fill("mariama.bakayoko")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#code")).to_be_visible()
    check_page(page)
    page.locator("#code").fill("000000" if page.locator("#demo-code").inner_text() != "000000" else "111111")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    check_page(page)
    page.locator("#code").fill(page.locator("#demo-code").inner_text())
    page.locator("#bouton_code").click()
    page.wait_for_url(f"{sandbox.urls['resources']}/examens/**")
    expect(page.locator("body")).to_contain_text("Bakayoko")
    page.goto(f"{sandbox.urls['academie']}/account/codes")
    expect(page.locator("#secret")).to_be_visible()
    check_page(page)


def test_the_academy_is_offered_first_the_next_time_and_can_be_forgotten(page: Page, sandbox: Sandbox) -> None:
    page.goto(f"{sandbox.urls['resources']}/pilotage/")
    page.get_by_role("link", name="Académie de Brume").click()
    page.goto(f"{sandbox.urls['resources']}/pilotage/")
    expect(page.locator("#remembered")).to_contain_text("Académie de Brume")
    check_page(page)
    page.get_by_role("button", name="Oublier ce choix").click()
    expect(page.locator("#remembered")).to_have_count(0)
    page.get_by_role("link", name="Académie de Brume").click()
    expect(page.locator("#password")).to_be_visible()


def test_who_is_refused_by_the_policy_reads_why(page: Page, sandbox: Sandbox) -> None:
    page.goto(f"{sandbox.urls['resources']}/pilotage/")
    page.get_by_role("link", name="Académie de Préau").click()
    page.locator("#username").fill("clemence.diarra")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("délégation")
    check_page(page)


def test_both_proofs_are_given_without_javascript(chromium: Browser, sandbox: Sandbox) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(f"{sandbox.urls['resources']}/examens/")
    page.get_by_role("link", name="Academy of Préau").click()
    page.locator("#username").fill("corentin.sidibe")
    page.locator("#password").fill(PASSWORD)
    page.locator("#bouton_valider").click()
    page.locator("#code").fill(page.locator("#demo-code").inner_text())
    page.locator("#bouton_code").click()
    for _ in range(2):
        page.locator("#self-post button").click()
    page.wait_for_url(f"{sandbox.urls['resources']}/examens/**")
    expect(page.locator("main")).to_contain_text("corentin.sidibe")
    context.close()
