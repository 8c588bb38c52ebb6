"""Owns SAML single logout started by the person: at the hub's page, at a guichet, at another guichet's hub."""

import pytest

from broker.lab.browser import Browser
from tests.journeys.sign_out_listener import REDIRECT, SOAP
from tests.journeys.sign_out_pages import (
    CLOSED,
    ENT,
    PARTLY,
    UNTOLD,
    carry_on,
    closings,
    is_signed_in_at,
    is_signed_in_at_hub,
    press_sign_out,
)
from tests.journeys.sign_out_service import sign_out_service
from tests.sandbox import Sandbox

HUB = "Gestionnaire d’accès aux ressources (bac à sable)"
GUICHETS = [("ent-cour", "ibrahima.le-goff"), ("academie", "souleymane.perrot"), ("educonnect", "anouk.sane")]


def test_at_the_hub_the_person_signs_out_everywhere(sandbox: Sandbox) -> None:
    with sign_out_service(sandbox, SOAP) as first, sign_out_service(sandbox, REDIRECT) as second:
        browser = Browser()
        for service in (first, second):
            service.open_in(browser)
        page = press_sign_out(browser, f"{sandbox.home}/sign-out")
        assert closings(page) == {first.own.title: CLOSED, second.own.title: CLOSED, ENT: CLOSED}
        assert not is_signed_in_at_hub(browser, sandbox)
        assert not is_signed_in_at(browser, sandbox, "ent-cour")


def test_a_service_with_no_address_of_sign_out_is_named_as_not_told(sandbox: Sandbox) -> None:
    with sign_out_service(sandbox) as service:
        browser = Browser()
        service.open_in(browser)
        page = press_sign_out(browser, f"{sandbox.home}/sign-out")
        assert closings(page) == {service.own.title: UNTOLD, ENT: CLOSED}


def test_at_the_guichet_the_hub_is_told_over_soap_and_tells_its_resources(sandbox: Sandbox) -> None:
    with sign_out_service(sandbox, SOAP) as first, sign_out_service(sandbox, SOAP) as second:
        browser = Browser()
        for service in (first, second):
            service.open_in(browser)
        page = press_sign_out(browser, f"{sandbox.urls['ent-cour']}/account")
        assert page.url.startswith(sandbox.urls["ent-cour"])
        assert closings(page) == {HUB: CLOSED}
        assert [len(service.memory.asked) for service in (first, second)] == [1, 1]
        assert not is_signed_in_at_hub(browser, sandbox)


def test_at_the_guichet_the_browser_goes_through_the_hub_where_the_hub_needs_it_and_comes_back(
    sandbox: Sandbox,
) -> None:
    with sign_out_service(sandbox, SOAP) as first, sign_out_service(sandbox, REDIRECT) as second:
        browser = Browser()
        for service in (first, second):
            service.open_in(browser)
        page = press_sign_out(browser, f"{sandbox.urls['ent-cour']}/account")
        assert page.url.startswith(sandbox.urls["ent-cour"])
        assert closings(page) == {HUB: CLOSED}
        assert [len(service.memory.asked) for service in (first, second)] == [1, 1]


def test_at_the_guichet_what_the_hub_could_not_close_is_shown_at_the_hub_and_then_at_the_guichet(
    sandbox: Sandbox,
) -> None:
    with sign_out_service(sandbox, SOAP) as first, sign_out_service(sandbox) as second:
        browser = Browser()
        for service in (first, second):
            service.open_in(browser)
        page = press_sign_out(browser, f"{sandbox.urls['ent-cour']}/account")
        assert page.url.startswith(sandbox.home)
        assert closings(page) == {first.own.title: CLOSED, second.own.title: UNTOLD}
        back = carry_on(browser, page)
        assert back.url.startswith(sandbox.urls["ent-cour"])
        assert closings(back) == {HUB: PARTLY}


@pytest.mark.parametrize(("guichet", "login"), GUICHETS)
def test_every_guichet_ends_the_hubs_session_with_its_own(sandbox: Sandbox, guichet: str, login: str) -> None:
    browser = Browser()
    with sign_out_service(sandbox, SOAP) as service:
        service.open_in(browser, login, guichet)
        press_sign_out(browser, f"{sandbox.urls[guichet]}/sign-out")
        assert len(service.memory.asked) == 1
        assert not is_signed_in_at_hub(browser, sandbox)


def test_a_person_who_came_by_the_same_guichet_twice_is_signed_out_of_both_comings(sandbox: Sandbox) -> None:
    with sign_out_service(sandbox, SOAP) as first, sign_out_service(sandbox, SOAP) as second:
        browser = Browser()
        first.open_in(browser)
        second.open_in(browser, ForceAuthn="true")
        page = press_sign_out(browser, f"{sandbox.urls['ent-cour']}/account")
        assert closings(page) == {HUB: CLOSED}
        assert [len(service.memory.asked) for service in (first, second)] == [1, 1]
        assert not is_signed_in_at_hub(browser, sandbox)
