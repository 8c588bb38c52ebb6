"""Owns one attempt on a resource: a new browser, an order for what is to be altered, and the walk of a person."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests
from lxml import html

from broker.core.identity import Identity
from broker.core.issuer import Issuer
from broker.core.profile import Profile
from broker.core.starvation import Cut
from broker.lab.answers import Answers, Wishes, walk
from broker.lab.attempt import Attempt, Ending
from broker.lab.browser import Browser
from broker.lab.criteria import Criteria

ORDER_PATH = "/lab/order"  # where a browser makes an order its own by `?token=…`, and is told what became of it
_TIMEOUT_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Visitor:
    """Say who walks, from where, and by whom they sign on: `issuer` answers the resource."""

    issuers: tuple[Issuer, ...]
    issuer: Issuer
    person: Identity
    password: str
    wishes: Wishes
    start: str
    authorities: str

    def answers(self) -> Answers:
        """Return the person's answers for one walk."""
        return Answers(self.issuers, self.person, self.password, self.wishes)

    def who(self, url: str) -> str:
        """Name who answers at an address; of one not ours by its host alone: the rest may say who the person is."""
        ours = next((issuer.name for issuer in self.issuers if url.startswith(f"{issuer.url}/")), None)
        return ours or urlsplit(url).netloc

    def is_ours(self, url: str) -> bool:
        """Tell whether the sandbox answers at an address."""
        return any(url.startswith(f"{issuer.url}/") for issuer in self.issuers)


@dataclass(frozen=True, slots=True)
class _Became:
    """Hold what became of an order; where none was needed, as of one that was used."""

    used: bool = True
    altered: tuple[str, ...] = ()
    profile: Profile | None = None


@dataclass(frozen=True, slots=True)
class Probe:
    """Attempt sign-ons on one resource; `place` gives the token of an order that alters the next one."""

    visitor: Visitor
    criteria: Criteria
    place: Callable[[tuple[Cut, ...]], str]

    def attempt(self, cuts: tuple[Cut, ...]) -> Attempt:
        """Sign on once in a new browser, with these alterations, and tell how it ended."""
        browser = Browser.trusting(self.visitor.authorities)
        try:
            if cuts:
                self._order(browser, {"token": self.place(cuts)}).raise_for_status()
            page = walk(browser, self.visitor.answers(), self.visitor.start)
            became = self._what_became(browser) if cuts else _Became()
        except requests.RequestException as error:
            address = str(getattr(error.request, "url", "") or self.visitor.start)
            return Attempt(cuts, Ending.SILENT, where=self.visitor.who(address))
        return self._judge(cuts, page, self.criteria.unmet(page, browser.http.cookies.keys()), became)

    def _judge(
        self, cuts: tuple[Cut, ...], page: requests.Response, unmet: tuple[str, ...], became: "_Became"
    ) -> Attempt:
        """Tell how an attempt ended: where no release was altered that should have been, nothing follows of it."""
        code = _refusal_of(page) if self.visitor.is_ours(page.url) else ""
        if code:
            ending = Ending.REFUSED
        elif not became.used or (unmet and self.visitor.is_ours(page.url)):
            ending = Ending.STOPPED
        else:
            ending = Ending.FAILURE if unmet else Ending.SUCCESS
        where = self.visitor.who(page.url)
        return Attempt(cuts, ending, where, page.status_code, unmet, code, became.altered, became.profile)

    def _what_became(self, browser: Browser) -> "_Became":
        found = self._order(browser, {}).json()
        profile = Profile(found["profile"]) if found.get("profile") else None
        return _Became(bool(found.get("used")), tuple(found.get("altered", ())), profile)

    def _order(self, browser: Browser, query: dict[str, str]) -> requests.Response:
        return browser.http.get(f"{self.visitor.issuer.url}{ORDER_PATH}", params=query, timeout=_TIMEOUT_SECONDS)


def _refusal_of(page: requests.Response) -> str:
    if "html" not in page.headers.get("Content-Type", "") or not page.content.strip():
        return ""
    return str(html.fromstring(page.content).xpath("string(//*[@id='refusal-code'])")).strip()
