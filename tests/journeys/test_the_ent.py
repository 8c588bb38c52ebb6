"""Owns the sign-ons at an ENT: by its own password, by ÉduConnect, by the academy; to its own services."""

from urllib.parse import urljoin

import pytest
import requests
from lxml import html

from broker.lab.browser import Browser, forms_of
from tests.journeys.steps import (
    CARNET,
    GUARDIAN,
    PUPIL,
    choose_profile,
    entry_link,
    read_refusal,
    received,
    resource_url,
    text_of,
)
from tests.sandbox import Sandbox, sign_in_by_hand

TEACHER = "clemence.diarra"
TWO_ACADEMIES, HERE, THERE = "samia.berrada", "9990004A", "9999998N"


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


def test_who_matches_several_accounts_chooses_one_and_only_then_is_in(sandbox: Sandbox) -> None:
    """facts/identity-providers.md 1.5: one ÉduConnect account, one {AAF} value per directory record."""
    received_by = {}
    for school in (HERE, THERE):
        browser = Browser()
        page = by(browser, browser.get(entry_link(sandbox, CARNET)), "educonnect")
        page = sign_in_by_hand(browser, choose_profile(browser, page, "National_tut"), TWO_ACADEMIES)
        form = next(form for form in forms_of(page) if "account" in form.choices)
        assert len(form.choices["account"]) == 2
        assert not _is_in(sandbox, browser)
        options = html.fromstring(page.content).xpath("//label[input[@name='account']]")
        chosen = next(option for option in options if school in option.text_content())
        page = browser.submit(form, {"account": chosen.xpath("string(input/@value)")})
        assert _is_in(sandbox, browser)
        received_by[school] = received(browser, page)
    assert [received_by[school]["UAI"] for school in (HERE, THERE)] == [[HERE], [THERE]]
    assert received_by[HERE]["IDO"] != received_by[THERE]["IDO"]


@pytest.mark.parametrize("value", ["2", "-1", "", "0 "])
def test_no_account_but_those_offered_can_be_chosen(sandbox: Sandbox, value: str) -> None:
    browser = Browser()
    page = by(browser, browser.get(entry_link(sandbox, CARNET)), "educonnect")
    page = sign_in_by_hand(browser, choose_profile(browser, page, "National_tut"), TWO_ACADEMIES)
    form = next(form for form in forms_of(page) if "account" in form.choices)
    assert read_refusal(browser.submit(form, {"account": value})).code == "parameter.malformed"
    assert not _is_in(sandbox, browser)


def _is_in(sandbox: Sandbox, browser: Browser) -> bool:
    """Tell whether the ENT knows who this browser's person is."""
    answer = browser.http.get(f"{sandbox.urls['ent-cour']}/account", allow_redirects=False, timeout=15)
    return bool(answer.ok and not answer.is_redirect)


def test_the_portal_shows_the_ents_own_services_and_by_which_guichet_the_person_is_in(sandbox: Sandbox) -> None:
    browser = Browser()
    page = by(browser, browser.get(entry_link(sandbox, CARNET)), "educonnect")
    page = sign_in_by_hand(browser, choose_profile(browser, page, "National_elv"), PUPIL)
    assert received(browser, page)
    portal = browser.get(f"{sandbox.urls['ent-cour']}/")
    assert portal.url == f"{sandbox.urls['ent-cour']}/portal"
    assert "ÉduConnect simulé" in text_of(portal)
    links = html.fromstring(portal.content).xpath("//a[@class='whole']/@href")
    assert links == ["/mediacentre", resource_url(sandbox, "cahier"), "/account"]
    assert received(browser, browser.get(links[1]))["ENTPersonLogin"] == [PUPIL]  # nobody was asked again


def test_the_portal_is_shown_to_nobody_who_has_not_signed_in(sandbox: Sandbox) -> None:
    page = Browser().get(f"{sandbox.urls['ent-cour']}/portal")
    assert page.url == f"{sandbox.urls['ent-cour']}/sign-in"


def test_staff_enter_the_ent_by_the_academy_and_are_found_by_their_professional_mail(sandbox: Sandbox) -> None:
    browser, other = Browser(), Browser()
    page = by(browser, browser.get(entry_link(sandbox, CARNET)), "academie")
    assert page.url.startswith(sandbox.urls["academie"])
    page = sign_in_by_hand(browser, page, TEACHER)
    here = sign_in_by_hand(other, other.get(entry_link(sandbox, CARNET)), TEACHER)
    assert received(browser, page) == received(other, here)


def test_an_ent_lets_in_nobody_of_another_ent_whoever_vouches_for_them(sandbox: Sandbox) -> None:
    browser = Browser()
    page = by(browser, browser.get(entry_link(sandbox, CARNET)), "educonnect")
    page = sign_in_by_hand(browser, choose_profile(browser, page, "National_elv"), "yanis.chauvin")
    assert read_refusal(page).code == "guichet.scope_foreign"
    assert not _is_in(sandbox, browser)


def test_a_sign_out_of_the_ent_ends_the_session_at_educonnect_above_it(sandbox: Sandbox) -> None:
    browser = Browser()
    page = by(browser, browser.get(entry_link(sandbox, CARNET)), "educonnect")
    page = sign_in_by_hand(browser, choose_profile(browser, page, "National_elv"), PUPIL)
    assert received(browser, page)
    portal = browser.get(f"{sandbox.urls['ent-cour']}/portal")
    form = next(form for form in forms_of(portal) if form.action.endswith("/sign-out"))
    assert browser.submit(form, {}).ok
    assert not _is_in(sandbox, browser)
    above = browser.http.get(f"{sandbox.urls['educonnect']}/account", allow_redirects=False, timeout=15)
    assert above.is_redirect
