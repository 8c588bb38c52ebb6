"""Owns the one way from bytes to a tree: UTF-8, no DTD, capped, without comments, IDs unique.

Comments and processing instructions are dropped while parsing, so that the text of an element is all its
text; canonicalisation without comments gives the same octets, so that signatures still verify.
"""

import re
from typing import TypeAlias

from lxml import etree

from broker.core.refusals.message import (
    CharactersForbidden,
    DocumentTypeForbidden,
    IdentifierRepeated,
    MessageTooLarge,
    XmlMalformed,
    XmlTooComplex,
)

Element: TypeAlias = etree._Element  # noqa: SLF001 - lxml has no public name for the type of an element

MESSAGE_CAP = 256 * 1024
_DEPTH_CAP = 64
_ELEMENT_CAP = 20_000
_ATTRIBUTE_CAP = 20_000
_DECLARATION = re.compile(
    rb"""<\?xml\s+version\s*=\s*["']1\.0["'](?:\s+encoding\s*=\s*["']utf-8["'])?"""
    rb"""(?:\s+standalone\s*=\s*["'](?:yes|no)["'])?\s*\?>""",
    re.IGNORECASE,
)
_NAMESPACE = re.compile(rb"""xmlns(?::[^\s=]+)?\s*=\s*("[^"]*"|'[^']*')""")
_ABSOLUTE = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*:.")
_NONE = (b'""', b"''")
_TOO_DEEP = etree.XPath("boolean(" + "/*" * (_DEPTH_CAP + 1) + ")")
_ELEMENTS = etree.XPath("count(//*)")
_ATTRIBUTES = etree.XPath("count(//@*)")
_IDS = etree.XPath("//@ID")


def parse(data: bytes, cap: int = MESSAGE_CAP) -> Element:
    """Return the root of the tree, or refuse: the caps are checked before anything is believed.

    Sources: security-catalogue.md A015, A025–A028, A030, D098–D100, D103, D104, D106.
    """
    root = _parse_checked(data, cap)
    _check_size(root)
    return root


def _parse_checked(data: bytes, cap: int) -> Element:
    _check_bytes(data, cap)
    parser = _parser()
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise XmlMalformed(received=f"line {error.lineno or 0}") from error
    if len(parser.error_log):  # even a warning: the XML of a peer is beyond doubt or refused
        raise XmlMalformed(received=f"line {parser.error_log[0].line}: {parser.error_log[0].type_name}")
    if root.getroottree().docinfo.internalDTD is not None:
        raise DocumentTypeForbidden
    _check_namespaces(data, root)
    ids = _IDS(root)
    if len(ids) != len(set(ids)):  # A015
        raise IdentifierRepeated
    return root


def _check_bytes(data: bytes, cap: int) -> None:
    if len(data) > cap:  # D104: before parsing
        raise MessageTooLarge(expected=f"at most {cap} bytes", received=f"{len(data)} bytes")
    if data.startswith(b"\xef\xbb\xbf"):  # D103
        raise CharactersForbidden(received="byte order mark")
    if b"\x00" in data:  # D106; UTF-16 and UTF-32 too
        raise CharactersForbidden(received="NUL byte")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CharactersForbidden(received=f"byte {error.start} is not UTF-8") from error
    start = data.lstrip(b" \t\r\n")
    if start.startswith(b"<?xml") and start[5:6].isspace() and _DECLARATION.match(data) is None:
        raise CharactersForbidden(expected='<?xml version="1.0" encoding="UTF-8"?>', received="another XML declaration")
    if b"<!DOCTYPE" in data:  # D098–D100: not even parsed
        raise DocumentTypeForbidden


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
        huge_tree=False,
        recover=False,
        collect_ids=False,  # A016: xml:id is no ID here
    )


def _check_namespaces(data: bytes, root: Element) -> None:
    """A030: a relative namespace URI makes canonicalisation fail; the tree is walked only where the bytes look so."""
    if all(_ABSOLUTE.match(match[1].strip(b"\"'")) or match[1] in _NONE for match in _NAMESPACE.finditer(data)):
        return
    for element in root.iter():
        for uri in element.nsmap.values():
            if uri and _ABSOLUTE.match(uri.encode()) is None:
                raise XmlMalformed(expected="absolute namespace URIs", received=f"line {element.sourceline}")


def _check_size(root: Element) -> None:
    """D104: what a small message may hold."""
    if _TOO_DEEP(root):
        raise XmlTooComplex(expected=f"depth at most {_DEPTH_CAP}")
    if _ELEMENTS(root) > _ELEMENT_CAP or _ATTRIBUTES(root) > _ATTRIBUTE_CAP:
        raise XmlTooComplex(expected=f"at most {_ELEMENT_CAP} elements and {_ATTRIBUTE_CAP} attributes")


def text_of(element: Element | None) -> str:
    """Return the whole text of an element, or nothing when there is no element or it has children."""
    if element is None or len(element):
        return ""
    return element.text or ""


def serialize(element: Element) -> bytes:
    """Write an element as UTF-8 without an XML declaration."""
    written: bytes = etree.tostring(element, encoding="UTF-8", xml_declaration=False, with_tail=False)
    return written


def parse_unlimited(data: bytes) -> Element:
    """Return the root of a large document whose signature is about to be verified: every rule but the caps."""
    return _parse_checked(data, len(data))
