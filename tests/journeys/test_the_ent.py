"""Owns the sign-ons at an ENT: by its own password, by ÉduConnect, by the academy; to its own services."""

from urllib.parse import urljoin

import requests
from lxml import html

from broker.commands.browser import Browser
from tests.journeys.steps import CARNET, GUARDIAN, PUPIL, choose_profile, entry_link, received, resource_url
from tests.sandbox import Sandbox, sign_in_by_hand

TEACHER = "claire.perrin"


def by(browser: Browser, page: requests.Response, guichet: str) -> requests.Response:
    """Sign in by another guichet than the ENT's own form, from its page."""
    journey = (
        page.url.partition("journey=")[2]
        or str(html.fromstring(page.content).xpath("string(//form/@action)")).partition("journey=")[2]
    )
    return browser.get(urljoin(page.url, f"/journey/guichet?journey={journey}&name={guichet}"))


def test_a_service_of_the_ent_signs_on_by_cas_with_what_its_contract_names(sandbox: Sandbox) -> None:
    browser = Browser()
    page = sign_in_by_hand(browser, browser.get(resource_url(sandbox, "cahier")), PUPIL)
    found = received(browser, page)
    assert set(found) == {
        "ENTPersonLogin",
        "ENTPersonProfils",
        "ENTPersonStructRattachUAI",
        "ENTEleveClasses",
        "givenName",
    }
    assert found["ENTPersonLogin"] == [PUPIL]
    assert found["ENTPersonProfils"] == ["National_ELV"]


def test_a_pupil_of_the_ent_signs_on_by_educonnect_and_opens_a_resource(sandbox: Sandbox) -> None:
    browser = Browser()
    page = by(browser, browser.get(entry_link(sandbox, CARNET)), "educonnect")
    assert page.url.startswith(sandbox.urls["educonnect"])
    page = sign_in_by_hand(browser, choose_profile(browser, page, "National_elv"), PUPIL)
    assert received(browser, page)["PRO"] == ["National_elv"]


def test_the_person_is_the_same_by_educonnect_and_by_the_ents_own_password(sandbox: Sandbox) -> None:
    browser, other = Browser(), Browser()
    page = by(browser, browser.get(entry_link(sandbox, CARNET)), "educonnect")
    page = sign_in_by_hand(browser, choose_profile(browser, page, "National_tut"), GUARDIAN)
    here = sign_in_by_hand(other, other.get(entry_link(sandbox, CARNET)), GUARDIAN)
    assert received(browser, page)["IDO"] == received(other, here)["IDO"]
