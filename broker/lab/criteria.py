"""Owns what success looks like at a resource, as its publisher says: an address, a status, texts, cookies."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import requests
from lxml import html


@dataclass(frozen=True, slots=True)
class Criteria:
    """Say when a sign-on has succeeded; all that is said must hold, and of `failure_texts` none may stand there.

    `url` is how the last page's address begins.
    """

    url: str = ""
    status: int | None = None
    texts: tuple[str, ...] = ()
    cookies: tuple[str, ...] = ()
    failure_texts: tuple[str, ...] = ()

    @property
    def says_something(self) -> bool:
        """Tell whether there is anything by which a success is known; a failure's text alone tells of none."""
        return bool(self.url or self.status or self.texts or self.cookies)

    def unmet(self, page: requests.Response, cookies: Collection[str]) -> tuple[str, ...]:
        """Return what does not hold of the last page and the browser's cookies, in the caller's own words."""
        return tuple(self._unmet(page, cookies))

    def words(self) -> tuple[str, ...]:
        """Return every criterion in words, for the evidence."""
        found = [f"address {self.url}…"] if self.url else []
        found += [f"status {self.status}"] if self.status else []
        found += [f"text {text!r}" for text in self.texts]
        found += [f"cookie {name}" for name in self.cookies]
        return (*found, *(f"no text {text!r}" for text in self.failure_texts))

    def _unmet(self, page: requests.Response, cookies: Collection[str]) -> Iterator[str]:
        shown = _text_of(page)
        if self.url and not page.url.startswith(self.url):
            yield f"address {self.url}…"
        if self.status and page.status_code != self.status:
            yield f"status {self.status}"
        yield from (f"text {text!r}" for text in self.texts if text not in shown)
        yield from (f"cookie {name}" for name in self.cookies if name not in cookies)
        yield from (f"no text {text!r}" for text in self.failure_texts if text in shown)


def _text_of(page: requests.Response) -> str:
    """Return a page as it was written and, of HTML, as it is read, with its spaces as one."""
    if "html" not in page.headers.get("Content-Type", "") or not page.content.strip():
        return page.text
    read = html.fromstring(page.content).text_content()
    return f"{page.content.decode('utf-8', 'replace')}\n{' '.join(read.split())}"
