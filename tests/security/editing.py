"""Owns the edits of a right answer before it is signed: what is said changes, the signature is good."""

from collections.abc import Callable
from datetime import timedelta

from lxml import etree

from tests.protocols.saml.saml_builders import NAMESPACES, SAML, Tree, copy_of, find, instant
from tests.security.attack import Build
from tests.security.forge import Visit

Edit = Callable[[Visit, Tree], None]
CONDITIONS = "//saml:Conditions"
SUBJECT = "//saml:Subject"
CONFIRMATION = "//saml:SubjectConfirmation"
DATA = "//saml:SubjectConfirmationData"
STATEMENT = "//saml:AuthnStatement"
ASSERTION = "saml:Assertion"


def edited(*edits: Edit) -> Build:
    """Build a right answer, edit it, and sign it."""

    def build(visit: Visit) -> Tree:
        response = visit.unsigned()
        for edit in edits:
            edit(visit, response)
        return visit.sign(response)

    return build


def put(path: str, name: str, value: str) -> Edit:
    """Set an attribute."""
    return lambda _visit, response: find(response, path).set(name, value)


def drop(path: str, name: str) -> Edit:
    """Take an attribute away."""

    def edit(_visit: Visit, response: Tree) -> None:
        del find(response, path).attrib[name]

    return edit


def say(path: str, text: str) -> Edit:
    """Set the text of an element; `{hub}` stands for the hub's entityID."""

    def edit(visit: Visit, response: Tree) -> None:
        find(response, path).text = text.replace("{hub}", visit.forge.hub_id)

    return edit


def remove(path: str) -> Edit:
    """Take an element away."""

    def edit(_visit: Visit, response: Tree) -> None:
        element = find(response, path)
        element.getparent().remove(element)

    return edit


def double(path: str) -> Edit:
    """Put a copy of an element right behind it."""

    def edit(_visit: Visit, response: Tree) -> None:
        element = find(response, path)
        element.addnext(copy_of(element))

    return edit


def add(path: str, written: str) -> Edit:
    """Append an element, written with the prefixes saml, samlp and xsi."""

    def edit(_visit: Visit, response: Tree) -> None:
        scope = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
        holder = etree.fromstring(f'<x {scope} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{written}</x>')
        find(response, path).append(holder[0])

    return edit


def moment(path: str, name: str, shift: timedelta) -> Edit:
    """Set a time, counted from the hub's question."""
    return lambda visit, response: find(response, path).set(name, instant(visit.asked_at + shift))


def shifted(shift: timedelta) -> Edit:
    """Shift every time of the answer, as a guichet would whose clock is wrong."""

    def edit(visit: Visit, response: Tree) -> None:
        soon = visit.asked_at + timedelta(minutes=5)
        for element in response.iter():
            for name in ("IssueInstant", "NotBefore", "AuthnInstant"):
                if name in element.attrib:
                    element.set(name, instant(visit.asked_at + shift))
            if "NotOnOrAfter" in element.attrib:
                element.set("NotOnOrAfter", instant(soon + shift))

    return edit


def attribute(name: str, *values: str, **others: str) -> Edit:
    """Add an attribute to those that name the person."""

    def edit(_visit: Visit, response: Tree) -> None:
        element = etree.SubElement(find(response, "//saml:AttributeStatement"), f"{{{SAML}}}Attribute", Name=name)
        element.attrib.update(others)
        for value in values:
            etree.SubElement(element, f"{{{SAML}}}AttributeValue").text = value

    return edit


def values(name: str, *wanted: str) -> Edit:
    """Replace the values of an attribute."""

    def edit(_visit: Visit, response: Tree) -> None:
        element = find(response, f"//saml:Attribute[@Name='{name}']")
        for old in list(element):
            element.remove(old)
        for value in wanted:
            etree.SubElement(element, f"{{{SAML}}}AttributeValue").text = value

    return edit
