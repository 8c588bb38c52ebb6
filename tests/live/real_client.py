"""Owns a real client seen from outside: its page, what it received, the way out; and the steps of a person."""

from collections.abc import Callable
from dataclasses import dataclass

import requests
from lxml import html

from broker.lab.browser import Browser, forms_of
from tests.journeys.steps import choose_guichet
from tests.live.publisher import Publisher
from tests.sandbox import Sandbox, sign_in_by_hand

Values = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class RealClient:
    """Hold a client that runs: `read` returns what its page shows of the attributes, `leave` signs out there."""

    publisher: Publisher
    read: Callable[[requests.Response], Values]
    leave: Callable[[Browser], requests.Response]

    @property
    def url(self) -> str:
        """Return the address of its page."""
        return self.publisher.access_url

    @property
    def sandbox(self) -> Sandbox:
        """Return the sandbox that it asks."""
        return self.publisher.sandbox

    def sign_on(self, login: str) -> tuple[Browser, requests.Response]:
        """Open the page as nobody yet, choose a guichet, sign in there; return the browser and where it came to."""
        browser = Browser.trusting(self.sandbox.shared.authorities)
        page = choose_guichet(browser, browser.get(self.url), "ent-cour")
        return browser, sign_in_by_hand(browser, page, login)

    def asks_who_it_is(self, browser: Browser) -> bool:
        """Tell whether its page now sends a person to the broker, who does not know them either."""
        page = browser.get(self.url)
        return page.url.startswith(self.sandbox.home) and bool(
            html.fromstring(page.content).xpath("//ul[@class='doors']")
        )


def leave_at(issuer: str, browser: Browser) -> dict[str, str]:
    """Sign out at an issuer's address; return what became of each service, as its page says, by the service's title."""
    asked = browser.get(f"{issuer}/sign-out")
    page = browser.submit(next(form for form in forms_of(asked) if form.method == "post"), {})
    rows = html.fromstring(page.content).xpath("//tbody/tr")
    return {_words(row.xpath("td[1]")[0]): _words(row.xpath("td[2]")[0]) for row in rows}


def _words(cell: html.HtmlElement) -> str:
    return " ".join(cell.text_content().split())
