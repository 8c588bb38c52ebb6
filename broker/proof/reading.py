"""Owns the reading of messages as a service would, by parsers that know nothing of what wrote them."""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from broker.proof.carrier import Carried, Encoding

_SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"
_SAML_1 = "{urn:oasis:names:tc:SAML:1.0:assertion}"
_CAS = "{http://www.yale.edu/tp/cas}"
# What messages say of the sign-on itself, whatever leaves of the person.
_OF_CAS = frozenset({"authenticationDate", "longTermAuthenticationRequestTokenUsed", "isFromNewLogin"})
_OF_OIDC = frozenset(
    {"iss", "sub", "aud", "exp", "iat", "auth_time", "acr", "sid", "session_expiry", "amr"}
    | {"id", "client_id", "service"}
)
Values = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Read:
    """Hold what a message says: its attributes, whom it is about, and every text that stands anywhere in it."""

    attributes: Mapping[str, tuple[str, ...]] = field(repr=False)
    subjects: tuple[str, ...] = field(repr=False)
    texts: tuple[str, ...] = field(repr=False)


def read(message: Carried) -> Read:
    """Read one message."""
    if message.encoding is Encoding.CAS_TEXT:
        return _read_text(message.text)
    if message.encoding in {Encoding.USERINFO, Encoding.ID_TOKEN, Encoding.CAS_JSON}:
        return _read_json(message.text, message.encoding)
    return _read_xml(message.text, message.encoding)


def decoded(wire: bytes) -> str:
    """Return what travels as text: of a signed token, its payload."""
    text = wire.decode("utf-8", "replace")
    parts = text.split(".")
    if text.startswith("eyJ") and len(parts) > 1:
        padded = parts[1] + "=" * (-len(parts[1]) % 4)
        return base64.urlsafe_b64decode(padded).decode("utf-8", "replace")
    return text


def _read_xml(text: str, encoding: Encoding) -> Read:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(text.encode(), parser)
    find = {Encoding.SAML: _of_saml, Encoding.CAS_SAML: _of_saml_1, Encoding.CAS_XML: _of_cas}[encoding]
    attributes, subjects = find(root)
    texts = (*root.itertext(), *(str(value) for element in root.iter() for value in element.attrib.values()))
    return Read(attributes, subjects, tuple(map(str, texts)))


def _of_saml(root: etree._Element) -> tuple[Values, tuple[str, ...]]:
    found: Values = {}
    for attribute in root.iter(f"{_SAML}Attribute"):
        values = tuple(_text(value) for value in attribute.iter(f"{_SAML}AttributeValue"))
        found[attribute.get("Name", "")] = (*found.get(attribute.get("Name", ""), ()), *values)
    return found, tuple(_text(name) for name in root.iter(f"{_SAML}NameID"))


def _of_saml_1(root: etree._Element) -> tuple[Values, tuple[str, ...]]:
    found: Values = {}
    for attribute in root.iter(f"{_SAML_1}Attribute"):
        values = tuple(_text(value) for value in attribute.iter(f"{_SAML_1}AttributeValue"))
        found[attribute.get("AttributeName", "")] = values
    return found, tuple(_text(name) for name in root.iter(f"{_SAML_1}NameIdentifier"))


def _of_cas(root: etree._Element) -> tuple[Values, tuple[str, ...]]:
    found: Values = {}
    for attributes in root.iter(f"{_CAS}attributes"):
        for element in attributes:
            name = str(element.tag).removeprefix(_CAS)
            if name not in _OF_CAS:
                found[name] = (*found.get(name, ()), _text(element))
    return found, tuple(_text(user) for user in root.iter(f"{_CAS}user"))


def _text(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))


def _read_json(text: str, encoding: Encoding) -> Read:
    document = json.loads(text)
    texts = tuple(_leaves(document))
    if encoding is Encoding.CAS_JSON:
        success = document["serviceResponse"]["authenticationSuccess"]
        said = {name: value for name, value in success["attributes"].items() if name not in _OF_CAS}
        return Read(_listed(said), (str(success["user"]),), texts)
    said = {name: value for name, value in document.items() if name not in _OF_OIDC}
    subjects = tuple(str(document[name]) for name in ("sub", "id") if name in document)
    return Read(_listed(said), subjects, texts)


def _listed(said: Mapping[str, object]) -> Values:
    return {name: tuple(map(str, value)) if isinstance(value, list) else (str(value),) for name, value in said.items()}


def _leaves(found: object) -> Iterator[str]:
    if isinstance(found, dict):
        for name, value in found.items():
            yield str(name)
            yield from _leaves(value)
    elif isinstance(found, list):
        for value in found:
            yield from _leaves(value)
    else:
        yield str(found)


def _read_text(text: str) -> Read:
    lines = text.splitlines()
    return Read({f"line {number}": (line,) for number, line in enumerate(lines[2:], 3)}, tuple(lines[1:2]), (text,))
