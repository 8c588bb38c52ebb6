"""Owns how people search by words: accents and case apart, every word somewhere."""

import unicodedata
from collections.abc import Iterable


def searchable(*texts: str) -> str:
    """Return texts as one, in the form in which words are looked for."""
    spread = unicodedata.normalize("NFKD", " ".join(texts).casefold())
    return "".join(sign for sign in spread if not unicodedata.combining(sign))


def holds_every(words: Iterable[str], text: str) -> bool:
    """Tell whether a searchable text holds each of these words, searchable themselves."""
    return all(word in text for word in words)
