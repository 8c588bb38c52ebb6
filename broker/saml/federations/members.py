"""Owns who the members of a federation's aggregate are, as people choose among them, and what each may speak for."""

from collections.abc import Iterator
from dataclasses import dataclass

from broker.core.sentence import Sentence
from broker.saml import names
from broker.saml.metadata_reader import parse_metadata
from broker.saml.metadata_scan import EntityPlace
from broker.saml.names import md, saml
from broker.saml.xml_tree import Element, text_of

CATEGORY = "http://macedir.org/entity-category"
SUPPORT = "http://macedir.org/entity-category-support"
HIDDEN = "http://refeds.org/category/hide-from-discovery"
_LANGUAGE = f"{{{names.XML}}}lang"
_TRUE = frozenset({"true", "1"})
_ROLE = b"IDPSSODescriptor"


@dataclass(frozen=True, slots=True)
class Member:
    """Describe one guichet of a federation: `scopes` are domains, `categories` those that it supports (RFC 8409)."""

    entity_id: str
    title: Sentence
    scopes: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()


def read_member(place: EntityPlace, octets: bytes) -> Member | None:
    """Read an entity of a verified aggregate; None for a service, and for a guichet that wants not to be shown.

    Its schema, keys and addresses are looked at only once somebody has chosen it: an aggregate has thousands.
    """
    if _ROLE not in octets:
        return None
    entity = parse_metadata(place.scope.wrap(octets))[0]
    role = entity.find(md("IDPSSODescriptor"))
    if role is None or HIDDEN in _attribute(entity, CATEGORY):
        return None
    return Member(
        entity_id=place.entity_id,
        title=_title(role, entity, place.entity_id),
        scopes=frozenset(_scopes(entity, role)),
        categories=frozenset(_attribute(entity, SUPPORT)),
    )


def _title(role: Element, entity: Element, entity_id: str) -> Sentence:
    """Return the names of the guichet, else of its organisation, else its entityID; one language stands for another."""
    for found in (role.iter(f"{{{names.MDUI}}}DisplayName"), entity.iter(md("OrganizationDisplayName"))):
        texts = {name.get(_LANGUAGE, ""): text_of(name).strip()[:200] for name in found if text_of(name).strip()}
        if texts:
            first = next(iter(texts.values()))
            return Sentence(texts.get("fr", texts.get("en", first)), texts.get("en", texts.get("fr", first)))
    return Sentence(entity_id, entity_id)


def _scopes(entity: Element, role: Element) -> Iterator[str]:
    """Yield the domains; a scope that is a regular expression counts for nothing: it could fit more than it shows."""
    for extensions in (*entity.findall(md("Extensions")), *role.findall(md("Extensions"))):
        for scope in extensions.iter(f"{{{names.SHIBMD}}}Scope"):
            if scope.get("regexp", "") not in _TRUE and text_of(scope).strip():
                yield text_of(scope).strip()


def _attribute(entity: Element, name: str) -> set[str]:
    """Return the values of an entity attribute (SAML metadata extension for entity attributes 2.1)."""
    found = (
        attribute
        for extensions in entity.findall(md("Extensions"))
        for holder in extensions.iter(f"{{{names.MDATTR}}}EntityAttributes")
        for attribute in holder.findall(saml("Attribute"))
    )
    return {
        text_of(value).strip()
        for attribute in found
        if attribute.get("Name") == name
        for value in attribute.findall(saml("AttributeValue"))
    }
