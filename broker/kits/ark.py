"""Owns ARKs as publishers write them, and the name that one gives to a resource's files."""

import re
import unicodedata

from broker.core.sentence import Sentence

_ARK = re.compile(r"ark:/[0-9]{5,9}/[A-Za-z0-9._~/=+@*$-]{1,900}")
ARK_HINT = Sentence(
    "ark:/NAAN/nom, où NAAN est de cinq à neuf chiffres (ark:/12345/mien)",
    "ark:/NAAN/name, where NAAN is five to nine digits (ark:/12345/mine)",
)


def is_ark(text: str) -> bool:
    """Tell whether a text is an ARK."""
    return _ARK.fullmatch(text) is not None


def name_from(ark: str) -> str:
    """Return a name for files from the end of an ARK."""
    plain = unicodedata.normalize("NFKD", ark.rpartition("/")[2]).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
