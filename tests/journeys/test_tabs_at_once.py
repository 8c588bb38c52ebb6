"""Owns two tabs of one browser that sign on at the same moment: each opens a session, and they end together."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from broker.lab.browser import Browser, forms_of
from tests.journeys.sign_out_listener import SOAP
from tests.journeys.sign_out_pages import is_signed_in_at_hub, press_sign_out
from tests.journeys.sign_out_service import SignOutService, sign_out_service
from tests.journeys.steps import PUPIL, entry_link
from tests.protocols.saml.logout_builders import Named
from tests.sandbox import Sandbox, sign_in_by_hand


def _same_cookies(browser: Browser) -> Browser:
    """Return a tab that knows what the browser knows now, and learns nothing of the others."""
    tab = Browser()
    tab.http.cookies.update(browser.http.cookies)
    return tab


@contextmanager
def _two_tabs(sandbox: Sandbox) -> Iterator[tuple[list[SignOutService], list[Named], Browser]]:
    """Open two services in two tabs whose guichet answered both before the hub answered one; give the browser then."""
    with sign_out_service(sandbox, SOAP) as first, sign_out_service(sandbox, SOAP) as second:
        browser, services, named = Browser(), [first, second], []
        browser.get(f"{sandbox.home}/")  # the hub's own secret of the browser is there from an earlier visit
        sign_in_by_hand(browser, browser.get(f"{sandbox.urls['ent-cour']}/sign-in"), PUPIL)
        for service in services:
            browser.http.get(entry_link(sandbox, service.own.resource), allow_redirects=False, timeout=15)
        tabs = [_same_cookies(browser) for _ in services]
        answers = [
            tab.http.get(service.own.request_url(), timeout=15) for service, tab in zip(services, tabs, strict=True)
        ]
        for service, tab, answer in zip(services, tabs, answers, strict=True):
            [form] = [form for form in forms_of(answer) if "SAMLResponse" in form.fields]
            assert tab.submit(form, {}).url == service.own.consumer
            named.append(service.last_named())
        yield services, named, tabs[-1]


def test_a_person_who_signs_out_is_signed_out_of_both(sandbox: Sandbox) -> None:
    with _two_tabs(sandbox) as (services, _named, browser):
        press_sign_out(browser, f"{sandbox.home}/sign-out")
        assert [len(service.memory.asked) for service in services] == [1, 1]


@pytest.mark.parametrize("asking", [0, 1])
def test_a_service_of_either_tab_signs_out_of_both(sandbox: Sandbox, asking: int) -> None:
    with _two_tabs(sandbox) as (services, named, browser):
        assert services[asking].ask_by_soap(named[asking]) == ["Success"]
        assert len(services[1 - asking].memory.asked) == 1
        assert not is_signed_in_at_hub(browser, sandbox)
