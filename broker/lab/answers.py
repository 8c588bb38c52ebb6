"""Owns the answers that a person gives to the pages between a resource and their guichet, and the walk along them."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import requests
from lxml import html

from broker.core.identity import Identity
from broker.core.issuer import Issuer
from broker.core.profile import Profile
from broker.lab.browser import Browser, Form, forms_of

_MOST_PAGES = 8


@dataclass(frozen=True, slots=True)
class Wishes:
    """Hold what the person would choose, where they are asked."""

    school: str | None
    profile: str | None
    guichet: str | None
    issuer: Issuer | None = None


class Answers:
    """Answer each page of the chain as the person would."""

    def __init__(self, issuers: Iterable[Issuer], person: Identity, password: str, wishes: Wishes) -> None:
        """Keep who signs in and what they would choose; `issuers` are those of the installation."""
        self._issuers, self._person, self._password = tuple(issuers), person, password
        self._hub = next(issuer for issuer in self._issuers if issuer.console)
        self._issuer = wishes.issuer or self._hub
        self._school, self._profile, self._guichet = wishes.school, wishes.profile, wishes.guichet
        self._password_fields = {
            (f"{issuer.url}/", issuer.password.username_field, issuer.password.password_field)
            for issuer in self._issuers
            if issuer.password
        }
        self._tried = self._coded = False

    def guichet(self) -> str:
        """Name the guichet by which this person comes, when asked: that of their ENT, else that of their profile.

        Empty where nothing tells it.
        """
        if self._guichet is not None:
            return self._guichet
        if self._issuer.name != self._hub.name:  # only the médiacentre's links tell whose ENT it is
            return ""
        wanted = {Profile(self._profile)} if self._profile else {found.profile for found in self._person.memberships}
        signing = {issuer.name: issuer.password.profiles for issuer in self._issuers if issuer.password}
        return next(
            (
                guichet.name
                for guichet in self._hub.guichets
                if self._person.key.project in guichet.projects and signing.get(guichet.name, frozenset()) & wanted
            ),
            "",
        )

    def fill(self, form: Form, shown_code: str) -> dict[str, str] | None:
        """Return what to put into a form, or None when this form asks nothing of the person.

        `shown_code` is the one-time code that the page shows of invented people, empty where it shows none.
        """
        if shown_code and "code" in form.fields and not self._coded:
            self._coded = True
            return {"code": shown_code}
        for guichet, username, password in self._password_fields:
            # Nobody but a guichet is told a password, a resource's page that looks like one least of all.
            asks = form.action.startswith(guichet) and {username, password} <= set(form.fields)
            if asks and not self._tried:
                self._tried = True
                return {username: self._person.login, password: self._password}
        for name in ("profile", "membership"):
            fitting = [value for value in form.choices.get(name, ()) if self._fits(name, value)]
            if len(fitting) == 1 or (fitting and name == "profile"):
                return {name: fitting[0]}
        return None

    def _fits(self, name: str, value: str) -> bool:
        if name == "profile":
            profiles = {membership.profile.value for membership in self._person.memberships}
            return value in ({self._profile} if self._profile else profiles)
        uai, _, profile = value.partition("|")
        asked = self._school is not None or self._profile is not None
        return asked and self._school in {uai, None} and self._profile in {profile, None}


def walk(browser: Browser, answers: Answers, url: str) -> requests.Response:
    """Open an address and answer page after page, until one asks nothing that the answers know; return that one."""
    page = browser.get(url)
    for _ in range(_MOST_PAGES):
        guichet = _guichet_link(page, answers.guichet())
        if guichet:
            page = browser.get(guichet)
            continue
        code = _shown_code(page)
        found = [(form, values) for form in forms_of(page) if (values := answers.fill(form, code)) is not None]
        if not found or not page.ok:
            return page
        form, values = found[0]
        page = browser.submit(form, values)
    return page


def _guichet_link(page: requests.Response, name: str) -> str | None:
    return next((url for url, found in doors_of(page) if name and found == name), None)


def doors_of(page: requests.Response) -> list[tuple[str, str]]:
    """Return the address and the name of each guichet that a page offers."""
    if not page.ok or "html" not in page.headers.get("Content-Type", "") or not page.content.strip():
        return []
    tree = html.fromstring(page.content)
    tree.make_links_absolute(page.url)
    links = [str(url) for url in tree.xpath("//a/@href") if "/journey/guichet?" in str(url)]
    return [(url, parse_qs(urlsplit(url).query).get("name", [""])[0]) for url in links]


def _shown_code(page: requests.Response) -> str:
    if "html" not in page.headers.get("Content-Type", "") or not page.content.strip():
        return ""
    return str(html.fromstring(page.content).xpath("string(//*[@id='demo-code'])")).strip()
