"""Owns the writing of plain XML elements, without attributes: of text, of elements, or repeated."""

from collections.abc import Mapping
from html import escape

from broker.webservices.described_resource import Said
from broker.webservices.forms import without_controls

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def write_elements(said: Mapping[str, Said]) -> str:
    """Return the elements of these names, in order; a sequence is an element repeated, none of it where it is empty."""
    return "".join(_write(name, value) for name, value in said.items())


def write_text(text: str) -> str:
    """Return text as it stands in XML, without what XML cannot say."""
    return escape(without_controls(text), quote=False)


def _write(name: str, value: Said) -> str:
    if isinstance(value, str):
        return f"<{name}>{write_text(value)}</{name}>"
    if isinstance(value, Mapping):
        return f"<{name}>{write_elements(value)}</{name}>"
    return "".join(_write(name, one) for one in value)
