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

    def words(self) -> tuple[str, ...]:
        """Return every criterion as `name=value`, for the evidence."""
        return tuple(words for words, _ in self._judged("", "", 0, ()))

    def unmet(self, page: requests.Response, cookies: Collection[str]) -> tuple[str, ...]:
        """Return, in the same words, what does not hold of the last page and the browser's cookies."""
        judged = self._judged(_text_of(page), page.url, page.status_code, cookies)
        return tuple(words for words, holds in judged if not holds)

    def _judged(self, shown: str, url: str, status: int, cookies: Collection[str]) -> Iterator[tuple[str, bool]]:
        if self.url:
            yield f"url={self.url}", url.startswith(self.url)
        if self.status:
            yield f"status={self.status}", status == self.status
        yield from ((f"text={text}", text in shown) for text in self.texts)
        yield from ((f"cookie={name}", name in cookies) for name in self.cookies)
        yield from ((f"failure-text={text}", text not in shown) for text in self.failure_texts)


def _text_of(page: requests.Response) -> str:
    """Return a page as it was written and, of HTML, as it is read, with its spaces as one."""
    if "html" not in page.headers.get("Content-Type", "") or not page.content.strip():
        return page.text
    read = html.fromstring(page.content).text_content()
    return f"{page.content.decode('utf-8', 'replace')}\n{' '.join(read.split())}"
