"""Owns the showing of a message as it travelled: whatever the binding, its XML, indented, if there is any."""

from lxml import etree

from broker.core.errors import MessageRefused
from broker.saml.bindings import inflate, read_base64
from broker.saml.xml_tree import parse


def readable_message(message: str) -> str:
    """Return the indented XML of a message in XML, base64 or deflated base64; else the message as it is."""
    for candidate in _decodings(message):
        try:
            tree = parse(candidate)
        except MessageRefused:
            continue
        etree.indent(tree)
        indented: str = etree.tostring(tree, encoding="unicode")
        return indented
    return message


def _decodings(message: str) -> list[bytes]:
    """Return what the message could be, most likely first."""
    found = [message.encode()]
    try:
        octets = read_base64("".join(message.split()))
    except MessageRefused:
        return found
    try:
        return [*found, octets, inflate(octets)]
    except MessageRefused:
        return [*found, octets]
