"""One log-in over CAS in a real browser: no policy of a page stops it on its way, and the service gets a clean call."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_first_light import PASSWORD, PUPIL, TWO_SCHOOLS, check_page
from tests.journeys.cas_service import CasService, cas_service, read_success, ticket_in
from tests.sandbox import Sandbox

pytestmark = pytest.mark.browser


def sign_in(page: Page, service: CasService, login: str) -> None:
    page.goto(service.login_url())
    page.get_by_role("link", name="ENT de la Cour").click()
    page.locator("#username").fill(login)
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")


def arrive(page: Page, service: CasService) -> dict[str, list[str]]:
    page.wait_for_url(f"{service.site}/**")
    _user, attributes = read_success(service.validate(ticket_in(page.url)))
    return attributes


def test_a_first_log_in_by_a_guichet_reaches_the_service_and_the_next_needs_no_page(
    page: Page, sandbox: Sandbox
) -> None:
    with cas_service(sandbox) as service:
        sign_in(page, service, PUPIL)
        assert arrive(page, service)["isFromNewLogin"] == ["true"]
        page.goto(service.login_url())
        assert arrive(page, service)["isFromNewLogin"] == ["false"]
        page.goto(service.login_url(method="POST"))
        page.wait_for_url(service.address)
        assert len(service.heard.posts("ticket")) == 1


def test_a_choice_of_school_is_no_obstacle(page: Page, sandbox: Sandbox) -> None:
    with cas_service(sandbox) as service:
        sign_in(page, service, TWO_SCHOOLS)
        page.get_by_role("radio").nth(1).press("Space")
        page.keyboard.press("Enter")
        assert arrive(page, service)["PRO"] == ["National_ens"]


def test_who_asks_silently_and_is_unknown_comes_back_at_once(page: Page, sandbox: Sandbox) -> None:
    with cas_service(sandbox) as service:
        page.goto(service.login_url(gateway="true"))
        assert page.url == service.address


def test_log_out_from_the_resource_ends_it_there_too(page: Page, sandbox: Sandbox) -> None:
    with cas_service(sandbox) as service:
        sign_in(page, service, PUPIL)
        page.wait_for_url(f"{service.site}/**")
        ticket = ticket_in(page.url)
        page.goto(f"{sandbox.home}/logout?service={service.site}/app")
        page.wait_for_url(f"{service.site}/app")
        assert ticket in service.heard.posts("logoutRequest")[0]
        page.goto(f"{sandbox.home}/login")
        expect(page.locator("main")).to_contain_text("Personne n’est connecté")
        check_page(page)
