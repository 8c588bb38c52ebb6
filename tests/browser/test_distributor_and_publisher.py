"""A distributor and a publisher use their views in a real browser, without scripts, on a phone; axe on every page."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_first_light import check_page
from tests.sandbox import Sandbox

pytestmark = pytest.mark.browser

DISTRIBUTOR, PUBLISHER = "777777774_0000000000000001", "777777777_0000000077777777"
PHONE = {"width": 375, "height": 740}


def take(page: Page, sandbox: Sandbox, role: str, name: str) -> None:
    """Take a role by a click, as somebody."""
    page.goto(f"{sandbox.home}/roles")
    page.locator(f"#name-{role}").select_option(name)
    page.locator(f"section[aria-labelledby='role-{role}'] button").click()
    expect(page.locator("aside.role")).to_be_visible()


def test_a_distributor_creates_changes_and_deletes_without_scripts(chromium: Browser, sandbox: Sandbox) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="fr-FR", viewport=PHONE)
    page = context.new_page()
    take(page, sandbox, "distributor", DISTRIBUTOR)
    page.get_by_role("link", name="Aller à ses pages").first.click()
    page.get_by_role("link", name="Nouvel abonnement").click()
    page.locator("#idAbonnement").fill("navigateur-1")
    page.locator("#idRessource").fill("ark:/77777/carnet-de-bord")
    page.locator("#libelleRessource").fill("Carnet de bord")
    page.locator("#nbLicenceGlobale").fill("30")
    page.locator("#debutValidite").fill("2026-09-01")
    page.locator("#anneeFinValidite").fill("2026-2027")
    page.get_by_label("élèves ELEVE").check()
    page.get_by_role("button", name="Créer l’abonnement").click()
    expect(page.locator("#summary")).to_contain_text("RG2")
    page.locator("#uaiEtab").fill("9990004A")
    page.get_by_role("button", name="Créer l’abonnement").click()
    expect(page.locator("main")).to_contain_text("Abonnement créé.")
    expect(page.locator("main")).to_contain_text("0 sur 30")
    page.get_by_role("link", name="Changer cet abonnement").click()
    page.locator("#nbLicenceGlobale").fill("40")
    page.get_by_role("button", name="Enregistrer les changements").click()
    expect(page.locator("main")).to_contain_text("0 sur 40")
    page.locator("summary").click()
    page.get_by_role("button", name="Supprimer").click()
    expect(page.locator("main")).to_contain_text("Abonnement supprimé")
    page.locator("aside.role button").click()
    expect(page.locator("aside.role")).to_have_count(0)
    context.close()


def test_no_page_of_a_distributor_breaks_an_axe_rule(page: Page, sandbox: Sandbox) -> None:
    take(page, sandbox, "distributor", DISTRIBUTOR)
    check_page(page)
    for path in ("", "?state=deleted", "/new", "/counts", "/calls"):
        page.goto(f"{sandbox.home}/distributor{path}")
        check_page(page)
    page.goto(f"{sandbox.home}/distributor")
    page.locator("tbody th a").first.click()
    check_page(page)
    page.get_by_role("link", name="Changer cet abonnement").click()
    check_page(page)
    page.locator("#debutValidite").fill("hier")
    page.get_by_role("button", name="Enregistrer les changements").click()
    expect(page.locator("#summary")).to_be_visible()
    check_page(page)


def test_no_page_of_a_publisher_breaks_an_axe_rule(page: Page, sandbox: Sandbox) -> None:
    take(page, sandbox, "publisher", PUBLISHER)
    page.goto(f"{sandbox.home}/publisher")
    check_page(page)
    page.locator("tbody th a").first.click()
    check_page(page)
    page.get_by_role("button", name="Essayer").click()
    expect(page.locator("h1")).to_contain_text("Qui est refusé")
    check_page(page)
