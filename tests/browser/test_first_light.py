"""One whole sign-on, one refusal and one trace, as a person does them in a real browser; axe on every page."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.chromium import broken_rules
from tests.sandbox import Sandbox

pytestmark = pytest.mark.browser

PUPIL, TWO_SCHOOLS = "ibrahima.le-goff", "viktor.lacombe"
PASSWORD = "bac-a-sable"


def be(page: Page, sandbox: Sandbox, card: str) -> None:
    """Click a person's card on the home page."""
    page.goto(f"{sandbox.home}/")
    page.locator(f"button[formaction$='card={card}']").click()


def check_page(page: Page) -> None:
    """Run axe with everything unfolded; each page also says that it is a sandbox."""
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    assert [f"{page.url}: {broken.rule}" for broken in broken_rules(page)] == []
    assert re.search("bac à sable|sandbox", page.inner_text("body"), re.IGNORECASE)


def test_a_pupil_opens_a_resource_from_the_mediacentre_and_the_trace_explains_it(page: Page, sandbox: Sandbox) -> None:
    be(page, sandbox, "pupil-college")
    expect(page).to_have_url(f"{sandbox.urls['ent-cour']}/mediacentre")
    check_page(page)
    page.locator("a[href*='domaineGar'][href*='atelier-eleve']").click()
    page.wait_for_url(f"{sandbox.urls['resources']}/atelier/**")
    expect(page.get_by_role("table").first).to_contain_text("National_elv")
    expect(page.get_by_role("table").first).to_contain_text("Ibrahima")
    check_page(page)
    page.goto(f"{sandbox.home}/journeys")
    check_page(page)
    page.locator("main table a").first.click()
    expect(page.locator("main")).to_contain_text("ENTEleveClasses")
    expect(page.locator("main")).to_contain_text("le contrat ne le nomme pas")
    assert "Le Goff" not in page.content(), "the surname is withheld, so the trace must not show it"
    check_page(page)


def test_a_guardian_is_refused_at_a_pupils_resource_and_reads_why(page: Page, sandbox: Sandbox) -> None:
    be(page, sandbox, "guardian-one-child")
    page.locator("#left-out summary").click()
    page.locator("a[href*='domaineGar'][href*='atelier-eleve']").click()
    expect(page.locator("main")).to_contain_text("n’est pas prévue pour votre profil")
    check_page(page)
    expect(page.locator("#refusal-code")).to_have_text("profile.not_covered")
    page.get_by_role("button", name="Revenir à la ressource").click()
    page.wait_for_url(f"{sandbox.urls['resources']}/atelier/**")
    expect(page.locator("body")).to_contain_text("RequestDenied")


def test_a_teacher_of_two_schools_signs_in_by_hand_and_chooses_one_with_the_keyboard(
    page: Page, sandbox: Sandbox
) -> None:
    page.goto(f"{sandbox.urls['resources']}/studio/")
    expect(page.get_by_role("link", name="ENT de la Cour")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="ENT de la Cour").press("Enter")
    expect(page.locator("#username")).to_be_visible()
    check_page(page)
    page.locator("#username").fill(TWO_SCHOOLS)
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio").first).to_be_visible()
    check_page(page)
    page.get_by_role("radio").nth(1).press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{sandbox.urls['resources']}/studio/**")
    expect(page.locator("body")).to_contain_text("Lacombe")


def test_the_profile_is_asked_first_at_educonnect(page: Page, sandbox: Sandbox) -> None:
    page.goto(f"{sandbox.urls['resources']}/carnet/")
    page.get_by_role("link", name="ÉduConnect simulé").click()
    expect(page.locator("#bouton_eleve")).to_be_visible()
    check_page(page)
    page.locator("#bouton_eleve").click()
    page.locator("#username").fill("anouk.sane")
    page.locator("#password").fill("wrong")
    page.locator("#bouton_valider").click()
    expect(page.get_by_role("alert")).to_be_visible()
    check_page(page)
    page.locator("#password").fill(PASSWORD)
    page.locator("#bouton_valider").click()
    page.wait_for_url(f"{sandbox.urls['resources']}/carnet/**")
    page.goto(f"{sandbox.urls['educonnect']}/account")
    check_page(page)


def test_a_sign_on_works_without_javascript(chromium: Browser, sandbox: Sandbox) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    be(page, sandbox, "pupil-college")
    page.locator("a[href*='domaineGar'][href*='carnet-de-bord']").click()
    for _ in range(2):  # the guichet's answer, then the hub's: a visible button each
        page.locator("#self-post button").click()
    page.wait_for_url(f"{sandbox.urls['resources']}/carnet/**")
    assert "National_elv" in page.content()
    context.close()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("path", ["/", "/resources", "/resources/studio", "/journeys", "/nowhere"])
def test_every_page_of_the_console_passes_axe_on_a_phone(
    chromium: Browser, sandbox: Sandbox, path: str, language: str
) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{sandbox.home}{path}?lang={quote(language)}")
    check_page(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_a_choice_can_be_read_in_the_other_language_and_the_sign_on_goes_on(page: Page, sandbox: Sandbox) -> None:
    page.goto(f"{sandbox.urls['resources']}/carnet/")
    page.get_by_role("link", name="English").click()
    page.get_by_role("link", name="Courtyard ENT").click()
    page.get_by_role("link", name="Français").click()
    page.locator("#username").fill(PUPIL)
    page.locator("#password").fill(PASSWORD)
    page.locator("#bouton_valider").click()
    page.wait_for_url(f"{sandbox.urls['resources']}/carnet/**")


def test_a_refusal_can_be_read_in_the_other_language(page: Page, sandbox: Sandbox) -> None:
    page.goto(f"{sandbox.urls['resources']}/grimoire/")
    expect(page.locator("main")).to_contain_text("arrivé à échéance")
    page.get_by_role("link", name="English").click()
    expect(page.locator("main")).to_contain_text("has expired")
