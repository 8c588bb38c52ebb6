"""Owns the reading of a sign-out's pages, and the pressing of its buttons."""

from urllib.parse import urljoin

import requests
from lxml import html

from broker.lab.browser import Browser, forms_of
from tests.journeys.steps import entry_link
from tests.sandbox import Sandbox

CLOSED, ABSENT, UNTOLD = "fermée", "n’avait plus de session", "n’a pas de moyen d’être prévenue"
REFUSED, UNREACHED, PARTLY = (
    "a refusé de fermer",
    "n’a pas répondu à temps",
    "fermée, mais pas tout ce qui en dépendait",
)
ENT = "ENT de la Cour (simulé)"


def press_sign_out(browser: Browser, address: str) -> requests.Response:
    """Open the page that asks, and press its button."""
    [form] = [form for form in forms_of(browser.get(address)) if form.action.endswith("/sign-out")]
    return browser.submit(form, {})


def closings(page: requests.Response) -> dict[str, str]:
    """Return what the result page says became of each service, by its title."""
    rows = html.fromstring(page.content).xpath("//main//tbody/tr")
    return {str(row.xpath("string(td[1])")).strip(): str(row.xpath("string(td[2]/span)")).strip() for row in rows}


def reasons(page: requests.Response) -> dict[str, str]:
    """Return the reasons beside, for the publisher."""
    rows = html.fromstring(page.content).xpath("//main//tbody/tr[.//small]")
    return {str(row.xpath("string(td[1])")).strip(): str(row.xpath("string(.//small)")).strip() for row in rows}


def carry_on(browser: Browser, page: requests.Response) -> requests.Response:
    """Press the button that goes back to whoever asked for the sign-out."""
    for form in forms_of(page):
        if "SAMLResponse" in form.fields:
            return browser.submit(form, {})
    [address] = html.fromstring(page.content).xpath("//a[@class='button' and contains(@href, 'SAMLResponse')]/@href")
    return browser.get(str(address))


def trace_of(page: requests.Response) -> requests.Response:
    """Follow the link to the trace."""
    [address] = html.fromstring(page.content).xpath("//main//a[contains(@href, '/journeys/')]/@href")
    return requests.get(urljoin(page.url, str(address)), timeout=15)


def is_signed_in_at_hub(browser: Browser, sandbox: Sandbox) -> bool:
    """Tell whether the hub knows this browser."""
    return bool(
        [form for form in forms_of(browser.get(f"{sandbox.home}/sign-out")) if form.action.endswith("/sign-out")]
    )


def is_signed_in_at(browser: Browser, sandbox: Sandbox, guichet: str) -> bool:
    """Tell whether a guichet knows this browser."""
    return browser.get(f"{sandbox.urls[guichet]}/account").url.endswith("/account")


def asks_for_a_password(browser: Browser, sandbox: Sandbox, resource: str) -> bool:
    """Tell whether the resource's link leads to a password form."""
    page = browser.get(entry_link(sandbox, resource))
    return any({"password", "j_password"} & set(form.fields) for form in forms_of(page))
