"""Owns the writing of the aggregate that the sandbox publishes: shaped as RENATER's, signed, of invented members."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Literal

from lxml import etree

from broker.saml import names
from broker.saml.federations.members import CATEGORY, SUPPORT
from broker.saml.instants import write_instant
from broker.saml.keys import SigningKey
from broker.saml.names import ds, md, saml
from broker.saml.xml_tree import Element, parse, serialize
from broker.saml.xmlsec_bridge import sign

VALIDITY = timedelta(days=9)  # facts/identity-providers.md 5
_CERTIFICATION = "urn:oasis:names:tc:SAML:attribute:assurance-certification"
_URI = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"
_NAMESPACES = {
    "md": names.MD,
    "ds": names.DS,
    "saml": names.SAML,
    "mdui": names.MDUI,
    "mdrpi": names.MDRPI,
    "mdattr": names.MDATTR,
    "shibmd": names.SHIBMD,
}
_ROLES = {"guichet": "SPSSODescriptor", "service": "IDPSSODescriptor"}  # what each leaves out


@dataclass(frozen=True, slots=True)
class Registration:
    """Hold what a federation says of one member: its part in it, its domains, its categories, its certifications."""

    part: Literal["guichet", "service"] = "guichet"
    scopes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()
    certifications: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Aggregate:
    """Hold what one document is made of; `members` are (metadata, registration) pairs."""

    name: str
    authority: str
    members: tuple[tuple[bytes, Registration], ...]


def aggregate_id(parts: Iterable[bytes], today: date) -> str:
    """Return the ID of the document of one day made of these parts: the same day and parts make the same document."""
    digest = sha256(today.isoformat().encode())
    for part in parts:
        digest.update(sha256(part).digest())
    return f"_{digest.hexdigest()[:40]}"


def write_aggregate(aggregate: Aggregate, document_id: str, key: SigningKey, today: date) -> bytes:
    """Write the signed document of a day; it counts for nine days (facts/identity-providers.md 5)."""
    root = etree.Element(md("EntitiesDescriptor"), nsmap=_NAMESPACES)
    root.set("ID", document_id)
    root.set("Name", aggregate.name)
    root.set("validUntil", write_instant(datetime.combine(today, time(), UTC) + VALIDITY))
    root.set("cacheDuration", "PT1H")
    for metadata, registration in aggregate.members:
        root.append(_entity(metadata, registration, aggregate.authority))
    sign(root, key, 0)
    return serialize(root)


def _entity(metadata: bytes, registration: Registration, authority: str) -> Element:
    """Return an entity as the federation registers it: without its own signature, end and other part."""
    entity = parse(metadata)
    for left_out in (*entity.findall(ds("Signature")), *entity.findall(md(_ROLES[registration.part]))):
        entity.remove(left_out)
    for attribute in ("ID", "validUntil"):
        entity.attrib.pop(attribute, None)
    entity.insert(0, _extensions(registration, authority))
    role = entity.find(md("IDPSSODescriptor"))
    if role is not None:
        for scope in registration.scopes:
            written = etree.SubElement(role.find(md("Extensions")), f"{{{names.SHIBMD}}}Scope", regexp="false")
            written.text = scope
    return entity


def _extensions(registration: Registration, authority: str) -> Element:
    extensions = etree.Element(md("Extensions"))
    etree.SubElement(extensions, f"{{{names.MDRPI}}}RegistrationInfo", registrationAuthority=authority)
    found = (
        (CATEGORY, registration.categories),
        (SUPPORT, registration.supports),
        (_CERTIFICATION, registration.certifications),
    )
    if any(values for _name, values in found):
        holder = etree.SubElement(extensions, f"{{{names.MDATTR}}}EntityAttributes")
        for name, values in found:
            _attribute(holder, name, values)
    return extensions


def _attribute(holder: Element, name: str, values: tuple[str, ...]) -> None:
    if values:
        attribute = etree.SubElement(holder, saml("Attribute"), Name=name, NameFormat=_URI)
        for value in values:
            etree.SubElement(attribute, saml("AttributeValue")).text = value
