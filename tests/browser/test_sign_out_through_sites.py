"""Owns the way of a sign-out through several sites in a real browser, whose policy on forms stops plain redirects."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_first_light import be, check_page
from tests.journeys.sign_out_listener import POST, REDIRECT, SOAP
from tests.journeys.sign_out_service import SignOutService, hub_address, sign_out_service
from tests.protocols.saml.logout_builders import codes_of, message_query
from tests.protocols.saml.saml_builders import HTTP_REDIRECT, a_party
from tests.sandbox import Sandbox

pytestmark = pytest.mark.browser


def _open(page: Page, service: SignOutService) -> None:
    """Let the person open a service who is signed in at the ENT already."""
    page.goto(service.own.request_url())
    if page.locator("ul.doors").count():
        page.get_by_role("link", name="ENT de la Cour").click()
    page.wait_for_url(f"{service.url}/acs")


@pytest.mark.parametrize("binding", [REDIRECT, POST])
def test_from_the_ent_the_browser_goes_through_the_hub_and_its_services_and_comes_back(
    page: Page, sandbox: Sandbox, binding: str
) -> None:
    with sign_out_service(sandbox, binding) as first, sign_out_service(sandbox, REDIRECT) as second:
        be(page, sandbox, "pupil-college")
        for service in (first, second):
            _open(page, service)
        page.goto(f"{sandbox.urls['ent-cour']}/account")
        page.get_by_role("button", name="Se déconnecter").click()
        page.wait_for_url(f"{sandbox.urls['ent-cour']}/sign-out/result*")
        expect(page.get_by_role("heading", level=1)).to_have_text("Vous êtes déconnecté")
        check_page(page)
        assert [len(service.memory.asked) for service in (first, second)] == [1, 1]


def test_from_a_service_the_person_sees_what_was_not_closed_and_carries_on(page: Page, sandbox: Sandbox) -> None:
    with sign_out_service(sandbox, REDIRECT, SOAP) as asks, sign_out_service(sandbox) as mute:
        be(page, sandbox, "pupil-college")
        for service in (mute, asks):
            _open(page, service)
        request = asks.request(asks.last_named())
        query = message_query("SAMLRequest", request, a_party(asks.own.name), "back")
        page.goto(f"{hub_address(sandbox, HTTP_REDIRECT)}?{query}")
        expect(page.get_by_role("heading", level=1)).to_have_text("Vous êtes déconnecté ici, mais pas partout")
        check_page(page)
        page.get_by_role("link", name="Retourner vers").click()
        page.wait_for_url(f"{asks.url}/**")
        assert [codes_of(answer) for answer in asks.memory.answered] == [["Success", "PartialLogout"]]
