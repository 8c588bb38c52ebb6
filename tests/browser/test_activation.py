"""A pupil activates an account in a real browser without scripts, from the letter; axe on each page of the accounts."""

import pytest
from playwright.sync_api import Browser, Page, expect

from broker.directories.sandbox_academy import DEMO_PASSWORD
from tests.accounts import SECRET, a_plain_guardian, a_plain_pupil, birth_date_for
from tests.browser.test_first_light import check_page
from tests.sandbox import Sandbox

pytestmark = pytest.mark.browser


def send_letter(page: Page, sandbox: Sandbox, login: str) -> tuple[str, str]:
    """Let the helpdesk send a notification, and read the letter in the outbox."""
    page.goto(f"{sandbox.urls['educonnect']}/helpdesk")
    page.get_by_label("Identifiant").fill(login)
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("button", name="Envoyer une notification").click()
    expect(page.locator("main")).to_contain_text("à activer")
    page.get_by_role("link", name="Boîte d’envoi").click()
    return page.locator("code.login").first.inner_text(), page.locator("code.code").first.inner_text()


def test_a_pupil_activates_an_account_from_the_letter_without_scripts(chromium: Browser, sandbox: Sandbox) -> None:
    person = a_plain_pupil(sandbox.shared.directory, 5)
    context = chromium.new_context(java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    login, code = send_letter(page, sandbox, person.login)
    page.goto(f"{sandbox.urls['educonnect']}/sign-in?profile=National_elv")
    page.get_by_role("link", name="activer mon compte").click()
    page.get_by_label("Identifiant provisoire").fill(login)
    page.get_by_label("Code d’activation").fill(code)
    page.get_by_label("Date de naissance").fill(birth_date_for(person))
    page.get_by_label("Nouveau mot de passe").fill(SECRET)
    page.get_by_label("Le même, encore une fois").fill(f"{SECRET}?")
    page.get_by_role("button", name="Activer mon compte").click()
    expect(page.get_by_role("alert")).to_contain_text("ne sont pas les mêmes")
    expect(page.get_by_label("Identifiant provisoire")).to_have_value(login)
    page.get_by_label("Code d’activation").fill(code)
    page.get_by_label("Nouveau mot de passe").fill(SECRET)
    page.get_by_label("Le même, encore une fois").fill(SECRET)
    page.get_by_role("button", name="Activer mon compte").click()
    expect(page).to_have_url(f"{sandbox.urls['educonnect']}/account")
    expect(page.locator("main")).to_contain_text(login)
    context.close()


def test_no_page_of_the_accounts_breaks_an_axe_rule(page: Page, sandbox: Sandbox) -> None:
    person, guichet = a_plain_guardian(sandbox.shared.directory, 5), sandbox.urls["educonnect"]
    send_letter(page, sandbox, a_plain_pupil(sandbox.shared.directory, 6).login)
    check_page(page)
    for path in ("/activation", "/register", "/forgotten-login", "/forgotten-password", "/helpdesk"):
        page.goto(f"{guichet}{path}")
        check_page(page)
    page.goto(f"{guichet}/helpdesk")
    page.get_by_label("Identifiant").fill(person.login)
    page.get_by_role("button", name="Chercher").click()
    check_page(page)
    page.goto(f"{guichet}/forgotten-password")
    page.get_by_label("Identifiant").fill(person.login)
    page.get_by_role("button", name="Recevoir un code").click()
    expect(page.get_by_label("Code reçu")).to_be_visible()
    check_page(page)
    page.goto(f"{guichet}/sign-in?profile=National_tut")
    page.locator("#username").fill(person.login)
    page.locator("#password").fill(DEMO_PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Gérer mon compte").click()
    check_page(page)
    page.get_by_label("Mot de passe actuel").first.fill("faux")
    page.get_by_label("Nouveau mot de passe").fill(SECRET)
    page.get_by_label("Le même, encore une fois").fill(SECRET)
    page.get_by_role("button", name="Changer le mot de passe").click()
    expect(page.get_by_role("alert")).to_contain_text("actuel")
    check_page(page)
