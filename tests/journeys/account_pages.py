"""Owns the steps of the accounts' pages as a person takes them."""

import requests
from lxml import html

from broker.lab.browser import Browser, Form, forms_of
from tests.sandbox import Sandbox


def open_page(browser: Browser, sandbox: Sandbox, path: str) -> requests.Response:
    """Open a page of ÉduConnect."""
    return browser.get(f"{sandbox.urls['educonnect']}{path}")


def form_with(page: requests.Response, field: str) -> Form:
    """Return the form that has a field, or a button of that name."""
    return next(form for form in forms_of(page) if field in form.fields or field in form.choices)


def last_message(sandbox: Sandbox) -> dict[str, str]:
    """Read the newest row of the outbox, by the headings of its cells."""
    page = open_page(Browser(), sandbox, "/outbox")
    assert page.status_code == 200
    cells = html.fromstring(page.content).xpath("(//table//tbody/tr)[1]/td")
    return {cell.get("data-label"): cell.text_content().strip() for cell in cells}


def send_notification(sandbox: Sandbox, login: str) -> tuple[str, str]:
    """Let the helpdesk send a notification; return the login and the code of the letter."""
    browser = Browser()
    page = at_the_desk(browser, sandbox, login)
    form = form_with(page, "act")
    assert browser.submit(form, {"act": "notify"}).status_code == 200
    letter = last_message(sandbox)
    return letter["Identifiant"], letter["Code"]


def at_the_desk(browser: Browser, sandbox: Sandbox, login: str, school: str = "") -> requests.Response:
    """Look for an account at the helpdesk, or at a school's desk."""
    search = form_with(open_page(browser, sandbox, "/helpdesk"), "login")
    return browser.submit(search, {"login": login, "school": school})


def words_of(page: requests.Response) -> str:
    """Return what a page says."""
    return " ".join(html.fromstring(page.content).text_content().split())
