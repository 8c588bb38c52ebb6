"""Owns the quick reading of an LDIF block in which nothing is unusual; what is, is left to `ldif_reader`."""

import base64
import binascii
from collections.abc import Mapping

from broker.directories.sdet_entries import Entry

_UNUSUAL = ("\n ", "\n#", ":<", "\0")
_NEVER_INSIDE = frozenset({"dn", "changetype", "version"})


class PlainReader:
    """Read the attributes of `names` (how each is spelled, by lower case) where they are spelled so."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """Remember which names are read."""
        self._known = frozenset(names)
        self._kept = frozenset(names.values())
        self._ignored: set[str] = set()

    def read(self, text: str) -> Entry | None:
        """Return the entry, or None where anything in it wants a closer look."""
        if not text.startswith("dn: ") or any(mark in text for mark in _UNUSUAL):
            return None
        dn, *lines = text.split("\n")
        attributes: dict[str, list[str]] = {}
        for line in lines:
            name, separator, text = line.partition(": ")
            is_clear = name[-1:] != ":"
            name, value = (name, text) if is_clear else (name[:-1], _decode(text))
            if name in self._kept:
                if not separator or value is None or value[:1] in {" ", ""}:
                    return None
                attributes.setdefault(name, []).append(value)
            elif name not in self._ignored and not self._ignore(name):
                return None
        return Entry(dn[4:], attributes) if "=" in dn and dn[4:5] != " " else None

    def _ignore(self, name: str) -> bool:
        """Tell whether nobody reads an attribute, whatever its case, and remember it."""
        if not name.isalnum() or not name.isascii() or name.lower() in self._known | _NEVER_INSIDE:
            return False
        self._ignored.add(name)
        return True


def _decode(value: str) -> str | None:
    try:
        return base64.b64decode(value, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
