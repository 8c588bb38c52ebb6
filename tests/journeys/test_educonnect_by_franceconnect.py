"""Guardians come into ÉduConnect by the simulated FranceConnect, with the shipped people of both."""

import pytest
import requests

from broker.core.fact_names import FactName
from broker.lab.browser import Browser, forms_of
from tests.journeys.account_pages import form_with, last_message, open_page, words_of
from tests.journeys.steps import link_named, person_of, read_refusal
from tests.sandbox import Sandbox, sign_in_by_hand

DIFFERS = "kevin.quintin"


def enter(sandbox: Sandbox, browser: Browser) -> requests.Response:
    """Go from ÉduConnect's form for guardians to FranceConnect's."""
    page = open_page(browser, sandbox, "/sign-in?profile=National_tut")
    return browser.get(link_named(page, "FranceConnect"))


def confirm(sandbox: Sandbox, browser: Browser, page: requests.Response, login: str) -> requests.Response:
    """Say a child's birth date and the mobile, then the code that was sent; nothing where it was said before."""
    if page.url.endswith("/account"):
        return page
    person = person_of(sandbox, login)
    child, mobile = (person.fact(name).values[0] for name in (FactName.CHILD_BIRTH_DATES, FactName.PHONE))
    sent = browser.submit(form_with(page, "mobile"), {"birth_date": child, "mobile": mobile})
    return browser.submit(form_with(sent, "code"), {"code": last_message(sandbox)["Code"]})


@pytest.mark.parametrize("login", ["aminata.le-goff", "ndeye.sane", "samia.berrada"])
def test_a_guardian_comes_in_by_franceconnect(sandbox: Sandbox, login: str) -> None:
    browser = Browser()
    page = sign_in_by_hand(browser, enter(sandbox, browser), login)
    page = confirm(sandbox, browser, page, login)
    assert page.url.endswith("/account")
    assert login in words_of(page)


def test_a_guardian_whose_names_differ_is_told_so(sandbox: Sandbox) -> None:
    browser = Browser()
    refusal = read_refusal(sign_in_by_hand(browser, enter(sandbox, browser), DIFFERS))
    assert refusal.code == "person.unknown"


def test_who_gives_up_at_franceconnect_finds_the_form_again(sandbox: Sandbox) -> None:
    browser = Browser()
    given_up = browser.get(link_named(enter(sandbox, browser), "Annuler"))
    if not any("j_password" in form.fields for form in forms_of(given_up)):  # FranceConnect explains first
        given_up = browser.submit(next(form for form in forms_of(given_up) if "error" in form.fields), {})
    assert "a été annulée" in words_of(given_up)
    assert form_with(given_up, "j_password")


def test_a_sign_out_ends_the_session_at_franceconnect_too(sandbox: Sandbox) -> None:
    browser, login = Browser(), "daniel.kaplan"
    confirm(sandbox, browser, sign_in_by_hand(browser, enter(sandbox, browser), login), login)
    assert browser.get(f"{sandbox.urls['franceconnect']}/account").url.endswith("/account")
    page = open_page(browser, sandbox, "/sign-out")
    browser.submit(next(form for form in forms_of(page) if form.action.endswith("/sign-out")), {})
    assert not browser.get(f"{sandbox.urls['franceconnect']}/account").url.endswith("/account")
