"""Owns ForceAuthn and IsPassive (SAML core 3.4.1): what a session already open may and may not spare."""

from base64 import b64decode

import requests

from broker.lab.browser import Browser, forms_of
from tests.journeys.own_service import OwnService, own_service, read_attributes
from tests.journeys.steps import PUPIL, choose_guichet, entry_link, later
from tests.sandbox import Sandbox, sign_in_by_hand


def signed_in(sandbox: Sandbox, guichet: str = "ent-cour") -> Browser:
    browser = Browser()
    sign_in_by_hand(browser, browser.get(f"{sandbox.urls[guichet]}/sign-in"), PUPIL)
    return browser


def open_at(service: OwnService, browser: Browser, **attributes: str) -> requests.Response:
    return choose_guichet(browser, service.ask(browser, **attributes), "ent-cour")


def follow_link(service: OwnService, browser: Browser) -> None:
    """Follow the médiacentre's link as far as the hub: it tells the ENT, so that no guichet has to be chosen."""
    browser.http.get(entry_link(service.sandbox, service.resource), allow_redirects=False, timeout=15)


def asks_for_a_password(page: requests.Response) -> bool:
    return any("password" in form.fields for form in forms_of(page))


def test_a_session_of_the_guichet_spares_the_password(sandbox: Sandbox) -> None:
    with own_service(sandbox) as service:
        browser = signed_in(sandbox)
        open_at(service, browser)
    assert read_attributes(browser.responses[-1][1])["PRO"] == ["National_elv"]


def test_a_service_that_asks_afresh_gets_the_password_asked_again_in_spite_of_the_session(sandbox: Sandbox) -> None:
    with own_service(sandbox) as service:
        browser = signed_in(sandbox)
        page = open_at(service, browser, ForceAuthn="true")
        assert asks_for_a_password(page)
        assert not [action for action, _ in browser.responses if action == service.consumer]
        sign_in_by_hand(browser, page, PUPIL)
    assert read_attributes(browser.responses[-1][1])["PRO"] == ["National_elv"]


def test_what_is_answered_then_tells_the_new_moment_of_signing_in(sandbox: Sandbox) -> None:
    with own_service(sandbox) as service:
        browser = signed_in(sandbox)
        open_at(service, browser)
        with later(sandbox, 120):
            service.ask(browser)  # the hub has a session now: it asks nothing
            page = open_at(service, browser, ForceAuthn="true")
            sign_in_by_hand(browser, page, PUPIL)
        first, second, third = (
            b64decode(encoded) for action, encoded in browser.responses if action == service.consumer
        )
    instants = [text.partition(b'AuthnInstant="')[2][:20] for text in (first, second, third)]
    assert instants[0] == instants[1]
    assert instants[1] < instants[2]


def is_told_no_passive(service: OwnService, browser: Browser) -> bool:
    """Tell whether the last message came to the service by itself, and said NoPassive."""
    action, encoded = browser.responses[-1]
    return action == service.consumer and b"status:NoPassive" in b64decode(encoded)


def test_a_passive_request_that_must_ask_something_is_told_so_without_a_page(sandbox: Sandbox) -> None:
    with own_service(sandbox) as service:
        browser = Browser()
        service.ask(browser, IsPassive="true")
        assert is_told_no_passive(service, browser)


def test_a_guichet_without_a_session_shows_no_password_form_to_a_passive_request(sandbox: Sandbox) -> None:
    with own_service(sandbox) as service:
        browser = Browser()
        follow_link(service, browser)
        service.ask(browser, IsPassive="true")
        assert is_told_no_passive(service, browser)


def test_a_passive_request_is_granted_with_a_session_and_nothing_to_ask(sandbox: Sandbox) -> None:
    with own_service(sandbox) as service:
        browser = signed_in(sandbox)
        follow_link(service, browser)
        service.ask(browser, IsPassive="true")
    assert read_attributes(browser.responses[-1][1])["PRO"] == ["National_elv"]
