"""Owns logins: `first.last` in plain letters, then `first.last2` and so on, unique in one academy."""

import unicodedata

_SPELLED_OUT = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "ł": "l", "Ł": "l", "ø": "o", "ß": "ss", "ı": "i", "đ": "d"}
)


def plain(name: str) -> str:
    """Return a name in the letters a to z, words joined by hyphens; empty where none remains."""
    decomposed = unicodedata.normalize("NFKD", name.translate(_SPELLED_OUT)).lower()
    letters = (c if "a" <= c <= "z" else "-" if c in " -’'" else "" for c in decomposed)
    return "-".join(part for part in "".join(letters).split("-") if part)


class Logins:
    """Give each login once; memory grows with the names that exist, not with the people."""

    def __init__(self) -> None:
        """Start with no login given."""
        self._given: dict[str, int] = {}

    def take(self, stem: str) -> str:
        """Return the stem, or the stem with the next number."""
        before = self._given.get(stem, 0) + 1
        self._given[stem] = before
        return stem if before == 1 else f"{stem}{before}"
