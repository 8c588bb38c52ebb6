"""Owns the search of bytes for planted marks, in every writing in which one could hide."""

import base64
import binascii
import html
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote

from broker.proof.marks import WORDED, Planted

_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_BASE64 = re.compile(r"[A-Za-z0-9+/_=-]{8,}")


class MarkSearch:
    """Find which facts of one person stand in a text."""

    def __init__(self, planted: Mapping[str, Iterable[Planted]], derived: Mapping[str, str]) -> None:
        """Gather the marks; `derived` gives what is made of a key, by its name."""
        pairs = [(one, fact) for fact, values in planted.items() for one in values if one.mark]
        found = {one.mark: fact for one, fact in pairs if one.is_searched}
        self._worded = {mark: fact for mark, fact in found.items() if WORDED.findall(mark) == [mark]}
        self._anywhere = {mark: fact for mark, fact in found.items() if mark not in self._worded}
        self._anywhere |= {mark: name for name, mark in derived.items() if mark}
        self._whole: dict[str, set[str]] = {}
        for one, fact in pairs:
            if not one.is_searched:
                self._whole.setdefault(one.mark, set()).add(fact)

    def find(self, raw: str, texts: Iterable[str]) -> Iterator[frozenset[str]]:
        """Yield, for each mark found, the facts that it may come from: one, unless the mark is a common word.

        `raw` is the message as it travels, `texts` are those that a reader finds in it.
        """
        every = tuple(texts)
        for form in dict.fromkeys(_writings(raw, every)):
            for mark in set(WORDED.findall(form)) & self._worded.keys():
                yield frozenset({self._worded[mark]})
            for mark, fact in self._anywhere.items():
                if mark in form:
                    yield frozenset({fact})
        for text in every:
            found = self._whole.get(text.strip().lower())
            if found:
                yield frozenset(found)


def _writings(raw: str, texts: tuple[str, ...]) -> Iterator[str]:
    """Yield a message in lower case as it is, and with each way of writing a character otherwise undone."""
    yield raw.lower()
    if "&" in raw:
        yield html.unescape(raw).lower()
    if "\\u" in raw:
        yield _ESCAPED.sub(lambda found: chr(int(found[1], 16)), raw).lower()
    if "%" in raw:
        yield unquote(raw).lower()
    opened = " ".join(part for text in texts for part in _opened(text))
    if opened:
        yield opened.lower()


def _opened(text: str) -> Iterator[str]:
    """Yield what is written in base64 within a text: signatures and digests too, which decode to nothing readable."""
    for found in _BASE64.finditer(text):
        body = found[0].rstrip("=")
        try:
            octets = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_" if {"-", "_"} & set(body) else None)
        except (binascii.Error, ValueError):
            continue
        yield octets.decode("latin-1")
