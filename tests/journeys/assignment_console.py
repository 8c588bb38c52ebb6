"""Owns a visit to the assignment console over real HTTP: who signs in, what the forms send, what the pages say."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from http.cookiejar import Cookie
from urllib.parse import urlencode, urljoin

import requests
from lxml import html

from broker.core.rights.subscription import Subscription
from broker.lab.browser import Browser
from tests.rights import a_subscription
from tests.sandbox import Sandbox, sign_in_by_hand

HEAD, COLLEGE = "helene.ouattara", "9990004A"
OTHER_HEAD, OTHER_COLLEGE = "malak.costa", "9990007D"
TEACHER = "jean.benoit"


@dataclass(frozen=True, slots=True)
class ConsoleVisit:
    """Hold a browser at the console, and every address that it was led to."""

    home: str
    browser: Browser
    addresses: list[str]

    def see(self, path: str = "", **query: str) -> requests.Response:
        """Read a page of the console."""
        asked = f"{self.home}/assignments{path}{f'?{urlencode(query)}' if query else ''}"
        answer = self.browser.get(asked)
        self.addresses.append(answer.url)
        return answer

    def send(self, path: str, *fields: tuple[str, str], **files: tuple[str, bytes]) -> requests.Response:
        """Send a form of the console, with the token that a page of it gave."""
        token = html.fromstring(self.see().content).xpath("//input[@name='csrf_token']/@value")[0]
        sent = [("csrf_token", token), *fields]
        headers = {"Origin": self.home}
        address = f"{self.home}/assignments{path}"
        answer = self.browser.http.post(address, data=sent, files=files or None, headers=headers, timeout=15)
        self.addresses.extend([answer.url, *(step.url for step in answer.history)])
        return answer


def arrive(sandbox: Sandbox, login: str, guichet: str = "ent-cour", cookies: Iterable[Cookie] = ()) -> ConsoleVisit:
    """Sign somebody in for the console by a guichet, in a browser that may have cookies already."""
    browser = Browser.trusting(sandbox.shared.authorities)
    for cookie in cookies:
        browser.http.cookies.set_cookie(cookie)
    choice = browser.get(f"{sandbox.home}/assignments")
    links = [urljoin(choice.url, link) for link in html.fromstring(choice.content).xpath("//a/@href")]
    page = browser.get(next(link for link in links if f"name={guichet}" in link))
    sign_in_by_hand(browser, page, login)
    return ConsoleVisit(sandbox.home, browser, [])


def subscribe(sandbox: Sandbox, identifier: str, **changes: object) -> Subscription:
    """Create a subscription that is valid today."""
    now = sandbox.shared.clock.now().replace(microsecond=0)
    times = {"starts": now.replace(year=now.year - 1), "ends": now.replace(year=now.year + 1), "created": now}
    subscription = a_subscription(identifier, **({"schools": frozenset({COLLEGE}), "modified": now} | times | changes))
    sandbox.shared.records.subscriptions.create(subscription)
    return subscription


def words_of(answer: requests.Response) -> str:
    """Return what a page says."""
    return re.sub(r"\s+", " ", html.fromstring(answer.content).xpath("string(//main)"))


def values_of(answer: requests.Response, name: str) -> list[str]:
    """Return the values of the fields of a name."""
    found: list[str] = html.fromstring(answer.content).xpath(f"//*[@name='{name}']/@value")
    return found


def code_of(answer: requests.Response) -> str:
    """Return the code of the refusal that a page shows."""
    found: str = html.fromstring(answer.content).xpath("string(//*[@id='refusal-code'])")
    return found
