"""A head assigns, looks and withdraws in a real browser, without scripts and on a phone; axe on each page."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from broker.core.rights.audience import Audience
from broker.core.rights.subscription import UNLIMITED, AssignmentKind
from tests.browser.test_first_light import PASSWORD, check_page
from tests.rights import a_subscription
from tests.sandbox import Sandbox

pytestmark = pytest.mark.browser

HEAD, SCHOOL = "malak.costa", "9990007D"
_PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module", autouse=True)
def subscriptions(sandbox: Sandbox) -> None:
    now = sandbox.shared.clock.now()
    common = {
        "schools": frozenset({SCHOOL}),
        "starts": now - timedelta(days=9),
        "ends": now + timedelta(days=90),
        "created": now,
        "modified": now,
    }
    everybody = {"audiences": frozenset(Audience), "licences_overall": UNLIMITED}
    records = sandbox.shared.records.subscriptions
    records.create(a_subscription("console-atlas", label="Atlas des marées", **(common | {"licences_overall": 60})))
    records.create(a_subscription("console-over", label="Atlas d’hier", **(common | {"ends": now})))
    whole = {"kind": AssignmentKind.SCHOOL, "label": "Globe de papier"}
    records.create(a_subscription("console-globe", **(common | everybody | whole)))


def sign_in(page: Page, sandbox: Sandbox) -> None:
    page.goto(f"{sandbox.home}/assignments")
    page.get_by_role("link", name="ENT de la Cour").click()
    page.locator("#username").fill(HEAD)
    page.locator("#password").fill(PASSWORD)
    page.locator("#bouton_valider").click()
    for _ in range(2):
        if page.locator("#self-post button").count():
            page.locator("#self-post button").click()


def check_width(page: Page) -> None:
    """Nothing stands out of a phone's screen sideways."""
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], page.url


def test_a_head_assigns_and_withdraws_without_scripts_on_a_phone(chromium: Browser, sandbox: Sandbox) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="fr-FR", viewport=_PHONE)
    page = context.new_page()
    sign_in(page, sandbox)
    page.locator("a[href$='id=console-atlas']").first.click()  # other tests may have sold that atlas as well
    box = page.locator("input[name=target][value^='division:ELEVE']").first
    box.check()
    page.get_by_role("button", name="Voir ce que cela ferait").click()
    expect(page.locator("main")).to_contain_text("il en reste 60")
    page.get_by_role("button", name="Confirmer").click()
    expect(page.get_by_role("status")).to_contain_text("affectations faites")
    page.locator("input[name=assignment]").check()
    page.get_by_role("button", name="Retirer").click()
    expect(page.get_by_role("status")).to_contain_text("Licences libérées")
    expect(page.locator("main")).to_contain_text("Rien n’est affecté.")
    context.close()


def test_no_page_of_the_console_breaks_an_axe_rule_nor_leaves_a_phones_screen(
    page: Page, sandbox: Sandbox, tmp_path: Path
) -> None:
    page.set_viewport_size(_PHONE)
    sign_in(page, sandbox)
    console = f"{sandbox.home}/assignments"

    def look() -> None:
        check_page(page)
        check_width(page)

    for path in (
        "",
        "/subscription?id=console-globe",
        "/subscription?id=console-over",
        "/sheet",
        "/delegates",
        "/tidy",
    ):
        page.goto(f"{console}{path}")
        look()
    page.goto(f"{console}/subscription?id=console-atlas")
    look()
    page.get_by_role("button", name="Choisir des personnes").click()
    look()
    page.locator("input[name=target]").first.check()
    page.get_by_role("button", name="Voir ce que cela ferait").click()
    look()
    page.get_by_role("button", name="Confirmer").click()
    look()
    page.locator("td[data-label='Affecté à'] a").first.click()
    expect(page.locator("main")).to_contain_text("Ce que cette personne verrait")
    look()
    sheet = tmp_path / "sheet.csv"
    for target in ("division;9Z", "public;"):
        sheet.write_text(f"idAbonnement;cible;code;public\nconsole-atlas;{target};ELEVE\n", encoding="utf-8")
        page.goto(f"{console}/sheet")
        page.get_by_label("Feuille (CSV)").set_input_files(sheet)
        page.get_by_role("button", name="Lire la feuille").click()
        look()
    expect(page.locator("main")).to_contain_text("assignment.licences_short")
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(f"{console}/sheet?lang=en")
    page.get_by_role("link", name="Français").click()
    sheet.write_text("idAbonnement;cible;code;public\nconsole-atlas;division;3A;ELEVE\n", encoding="utf-8")
    page.get_by_label("Feuille (CSV)").set_input_files(sheet)
    page.get_by_role("button", name="Lire la feuille").click()
    page.get_by_role("button", name="Appliquer la feuille").click()
    expect(page.get_by_role("status")).to_contain_text("Feuille appliquée")
    look()
    page.goto(f"{console}/delegates")
    page.get_by_role("button", name="Donner la délégation").click()
    look()
