"""A guardian comes into ÉduConnect by FranceConnect in a real browser: at first, and giving up; axe on each page."""

from playwright.sync_api import Page, expect

from broker.core.fact_names import FactName
from tests.chromium import broken_rules
from tests.journeys.account_pages import last_message
from tests.journeys.steps import person_of
from tests.sandbox import DEMO_PASSWORD, Sandbox

GUARDIAN = "mariama.bakayoko"


def check_page(page: Page) -> None:
    """Run axe."""
    assert [f"{page.url}: {broken.rule}" for broken in broken_rules(page)] == []


def go_to_franceconnect(page: Page, sandbox: Sandbox) -> None:
    page.goto(f"{sandbox.urls['educonnect']}/sign-in?profile=National_tut")
    check_page(page)
    page.get_by_role("link", name="FranceConnect").click()
    page.wait_for_url(f"{sandbox.urls['franceconnect']}/**")
    check_page(page)


def test_a_guardian_confirms_once_that_the_account_is_theirs(page: Page, sandbox: Sandbox) -> None:
    person = person_of(sandbox, GUARDIAN)
    go_to_franceconnect(page, sandbox)
    page.get_by_label("Identifiant").fill(GUARDIAN)
    page.get_by_label("Mot de passe").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Est-ce bien vous ?")
    check_page(page)
    page.get_by_label("Date de naissance").fill(person.fact(FactName.CHILD_BIRTH_DATES).values[0])
    page.get_by_label("Téléphone mobile").fill(person.fact(FactName.PHONE).values[0])
    page.get_by_role("button", name="Recevoir un code").click()
    check_page(page)
    page.get_by_label("Code reçu").fill(last_message(sandbox)["Code"])
    page.get_by_role("button", name="C’est bien moi").click()
    expect(page).to_have_url(f"{sandbox.urls['educonnect']}/account")
    expect(page.locator("main")).to_contain_text(GUARDIAN)


def test_who_gives_up_at_franceconnect_finds_educonnects_form_with_the_reason(page: Page, sandbox: Sandbox) -> None:
    go_to_franceconnect(page, sandbox)
    page.get_by_role("link", name="Annuler").click()
    check_page(page)
    page.locator("main form button").first.click()
    page.wait_for_url(f"{sandbox.urls['educonnect']}/**")
    expect(page.get_by_role("alert")).to_contain_text("a été annulée")
    check_page(page)
