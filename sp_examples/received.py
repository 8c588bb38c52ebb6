"""Owns what a resource keeps of an accepted answer, and how the raw assertion is laid out for reading."""

from dataclasses import dataclass
from typing import Any

from lxml import etree

_ASSERTION = "{urn:oasis:names:tc:SAML:2.0:assertion}Assertion"


@dataclass(frozen=True, slots=True, repr=False)
class Received:
    """Hold one accepted answer. It has no repr: its values belong on the person's own page, not in a log."""

    attributes: dict[str, list[str]]
    name_id: str
    issuer: str
    in_response_to: str
    relay_state: str
    encrypted: bool
    assertion: str

    def as_json(self) -> dict[str, object]:
        """Return the same for scripts."""
        return {
            "attributes": self.attributes,
            "name_id": self.name_id,
            "issuer": self.issuer,
            "in_response_to": self.in_response_to,
            "assertion": self.assertion,
        }

    def readable_assertion(self) -> str:
        """Return the assertion with line breaks and indentation, which its signature does not survive."""
        parser = etree.XMLParser(remove_blank_text=True, resolve_entities=False, no_network=True)
        root = etree.fromstring(self.assertion.encode(), parser)
        etree.cleanup_namespaces(root, keep_ns_prefixes=["xs", "xsd", "xsi"])
        etree.indent(root)
        return str(etree.tostring(root, encoding="unicode"))


def read_attributes(assertion: Any) -> dict[str, list[str]]:  # noqa: ANN401  pysaml2 has no types
    """Return name → values exactly as sent, in their order; pysaml2's own `ava` would rename and strip."""
    attributes: dict[str, list[str]] = {}
    for statement in assertion.attribute_statement:
        for attribute in statement.attribute:
            values = attributes.setdefault(attribute.name, [])
            values.extend(value.text or "" for value in attribute.attribute_value)
    return attributes


def find_assertion_xml(document: str, assertion_id: str) -> str:
    """Return the text of the assertion with this ID in a verified, decrypted document."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for node in etree.fromstring(document.encode(), parser).iter(_ASSERTION):
        if node.get("ID") == assertion_id:
            return str(etree.tostring(node, encoding="unicode", with_tail=False))
    raise AssertionError("a verified assertion is in its own document")
