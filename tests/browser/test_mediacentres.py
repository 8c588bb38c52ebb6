"""The two médiacentres in a real browser, on a desk and on a phone, with and without JavaScript; axe on every page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_first_light import PASSWORD, be, check_page
from tests.journeys.test_mediacentres import without_certificate
from tests.sandbox import Sandbox

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """Say whether the phone runs scripts."""
    return bool(request.param)


@pytest.fixture
def phone(chromium: Browser, *, scripts: bool) -> Iterator[Page]:
    """Give a tab as wide as a phone, in French, with JavaScript or without."""
    context = chromium.new_context(locale="fr-FR", viewport=PHONE, java_script_enabled=scripts)
    yield context.new_page()
    context.close()


def check_fits(page: Page) -> None:
    """Fail where a page is wider than its window; nothing is asked of a browser without scripts."""
    width = page.locator("html").bounding_box()
    assert width is not None
    assert width["width"] <= PHONE["width"]
    boxes = [part.bounding_box() for part in page.locator("main .card, main form, main summary").all()]
    assert max(box["x"] + box["width"] for box in boxes if box) <= PHONE["width"]


def enter_edugar(page: Page, sandbox: Sandbox, *, scripts: bool = True) -> None:
    page.goto(f"{sandbox.home}/edugar")
    page.get_by_role("link", name="académie").first.click()
    page.locator("#username").fill("souleymane.perrot")
    page.locator("#password").fill(PASSWORD)
    page.locator("button[type=submit]").first.click()
    if not scripts:  # a person sends the form on
        page.locator("#self-post button").click()
    page.wait_for_url(f"{sandbox.home}/edugar")


def test_a_pupil_searches_filters_and_opens_what_the_ent_lists(page: Page, sandbox: Sandbox) -> None:
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    be(page, sandbox, "pupil-college")
    page.wait_for_url(f"{sandbox.urls['ent-cour']}/mediacentre")
    check_page(page)
    requested.clear()
    page.locator("#q").fill("MAREES lecture")
    page.get_by_role("button", name="Chercher").click()
    expect(page.locator("#found")).to_contain_text("1 sur")
    expect(page.locator("main h3")).to_have_text(["Marées, lecture"])
    assert len([url for url in requested if "/thumbnails/" not in url]) <= 5
    check_page(page)
    page.get_by_role("link", name="Tout montrer").click()
    page.locator("#level").select_option("6e")
    page.get_by_role("button", name="Chercher").click()
    expect(page.locator("main h3").filter(has_text="herbier")).to_have_count(1)
    page.get_by_role("link", name="L’herbier numérique").click()
    page.wait_for_url(f"{sandbox.urls['resources']}/herbier/**")
    expect(page.get_by_role("table").first).to_contain_text("National_elv")


def test_the_thumbnails_are_shown(page: Page, sandbox: Sandbox) -> None:
    be(page, sandbox, "pupil-college")
    page.wait_for_url(f"{sandbox.urls['ent-cour']}/mediacentre")
    first = page.locator("img.thumbnail").first
    first.scroll_into_view_if_needed()
    expect(first).to_have_js_property("complete", value=True)
    assert first.evaluate("picture => picture.naturalWidth") > 0


def test_a_teacher_without_an_ent_opens_what_edugar_lists(page: Page, sandbox: Sandbox) -> None:
    enter_edugar(page, sandbox)
    check_page(page)
    page.get_by_role("link", name="Studio de l’enseignant").click()
    page.wait_for_url(f"{sandbox.urls['resources']}/studio/**")
    expect(page.get_by_role("table").first).to_contain_text("National_ens")


def test_the_ents_page_fits_a_phone_with_or_without_scripts(phone: Page, sandbox: Sandbox) -> None:
    be(phone, sandbox, "pupil-college")
    phone.wait_for_url(f"{sandbox.urls['ent-cour']}/mediacentre")
    check_fits(phone)
    phone.locator("#q").fill("herbier")
    phone.get_by_role("button", name="Chercher").click()
    expect(phone.locator("main h3")).to_have_text(["L’herbier numérique"])


def test_edugars_page_fits_a_phone_with_or_without_scripts(phone: Page, sandbox: Sandbox, *, scripts: bool) -> None:
    enter_edugar(phone, sandbox, scripts=scripts)
    check_fits(phone)
    phone.locator("#left-out summary").click()
    phone.locator("#left-out a").filter(has_text="Encyclopédie retirée").click()
    expect(phone.locator("#refusal-code")).to_have_text("rights.withdrawn")


def test_without_an_answer_the_page_says_so_and_passes_axe(page: Page, sandbox: Sandbox) -> None:
    with without_certificate(sandbox):
        be(page, sandbox, "pupil-college")
        page.wait_for_url(f"{sandbox.urls['ent-cour']}/mediacentre")
        expect(page.locator("#list-refused")).to_contain_text("ne répond pas")
        check_page(page)
