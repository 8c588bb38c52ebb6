"""A guardian with children in two academies, in a real browser: one account, both children; axe on every page."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_first_light import PASSWORD, check_page
from tests.sandbox import Sandbox

pytestmark = pytest.mark.browser


def _sign_in(page: Page, login: str) -> None:
    expect(page.locator("#bouton_responsable")).to_be_visible()
    check_page(page)
    page.locator("#bouton_responsable").press("Enter")
    expect(page.locator("#username")).to_be_visible()
    check_page(page)
    page.locator("#username").fill(login)
    page.locator("#password").fill(PASSWORD)
    page.locator("#bouton_valider").click()


@pytest.mark.parametrize("login", ["samia.berrada", "samia.berrada2"])
def test_a_guardian_of_two_academies_opens_the_families_desk_for_both_children(
    page: Page, sandbox: Sandbox, login: str
) -> None:
    page.goto(f"{sandbox.urls['resources']}/familles/")
    _sign_in(page, login)
    page.wait_for_url(f"{sandbox.urls['resources']}/familles/**")
    shown = page.get_by_role("table").first.inner_text()
    schools = {line.rpartition("|")[2].split()[0] for line in shown.splitlines() if "|Berrada|Samia|" in line}
    assert schools == {"9990004A", "9999998N"}
    check_page(page)


def test_the_way_out_asks_then_signs_out_and_ends_on_the_guichet_s_own_page(page: Page, sandbox: Sandbox) -> None:
    base = sandbox.urls["educonnect"]
    page.goto(f"{sandbox.urls['resources']}/boussole/")
    _sign_in(page, "samia.berrada")
    page.wait_for_url(f"{sandbox.urls['resources']}/boussole/**")
    page.goto(f"{base}/Shibboleth.sso/Logout?return={base}/idp/profile/Logout")
    check_page(page)
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page).to_have_url(f"{base}/idp/profile/Logout")
    expect(page.locator("main")).to_contain_text("Personne n’est connecté ici")
    check_page(page)
