"""Owns the folding of text, so that a search finds what is written with other accents or letters of another case."""

import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "’": "'"})


def fold(text: str) -> str:
    """Return the text without accents, in lower case, its ligatures undone."""
    parted = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in parted if not unicodedata.combining(sign)).translate(_LIGATURES)
