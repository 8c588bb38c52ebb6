"""A publisher registers a resource in a real browser without scripts; axe on the form, refused and taken."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_first_light import check_page
from tests.journeys.registering import ARK, RESOURCE, cleared, files_in
from tests.sandbox import Sandbox

pytestmark = pytest.mark.browser


def fill_in(page: Page, **changes: str) -> None:
    """Type the resource into the form."""
    for field, value in {**RESOURCE, **changes}.items():
        page.locator(f"#{field}").fill(value)


def test_a_resource_is_registered_without_scripts(chromium: Browser, sandbox: Sandbox) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    with cleared(sandbox):
        page.goto(f"{sandbox.home}/resources")
        page.get_by_role("link", name="Déposer une ressource par un formulaire").click()
        expect(page.locator("#oidc_redirect_uris")).to_be_hidden()
        page.get_by_label("OpenID Connect").check()
        expect(page.locator("#oidc_redirect_uris")).to_be_visible()
        fill_in(page, ark="ark:/12/court")
        page.locator("#oidc_redirect_uris").fill("http://marelle.example/retour")
        page.get_by_role("button", name="Déposer la ressource").click()
        expect(page.locator("#ark-problems")).to_contain_text("ce n’est pas un ARK")
        page.locator("#summary a").click()
        expect(page.locator("#ark")).to_be_in_viewport()
        page.locator("#ark").fill(ARK)
        page.get_by_role("button", name="Déposer la ressource").click()
        expect(page.locator("main")).to_contain_text(f"preau kit oidc --resource {ARK}")
        assert len(page.locator("#client-secret").inner_text()) >= 43
        page.get_by_role("link", name="English").click()
        expect(page.locator("h1")).to_contain_text("Marelle")
        assert "marelle.toml" in files_in(sandbox.workspace)
    context.close()


def test_the_form_breaks_no_axe_rule_whatever_it_says(page: Page, sandbox: Sandbox) -> None:
    page.goto(f"{sandbox.home}/resources/new")
    check_page(page)
    for language in ("SAML 2.0", "CAS 3.0", "OpenID Connect"):
        page.get_by_label(language).check()
    fill_in(page, name="Le Jeu", access_url="nulle-part")
    page.get_by_role("button", name="Déposer la ressource").click()
    expect(page.locator("#summary")).to_be_visible()
    check_page(page)
