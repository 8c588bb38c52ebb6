"""Owns the reading of one entity's metadata into a checked `Peer`."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from broker.core.errors import MessageRefused
from broker.core.refusals.condition import InstantMalformed
from broker.core.refusals.message import SchemaInvalid
from broker.core.refusals.metadata import (
    MetadataEndpointForbidden,
    MetadataEndpointMissing,
    MetadataExpired,
    MetadataKeyMissing,
    MetadataUnreadable,
)
from broker.core.sentence import Sentence
from broker.saml import names
from broker.saml.certificates import Certificate, read_certificate
from broker.saml.instants import read_instant
from broker.saml.names import ds, md
from broker.saml.peer import Consumer, Endpoint, Peer, RequestedAttribute
from broker.saml.pysaml2_bridge import HTTP_POST, HTTP_REDIRECT
from broker.saml.schema import check_metadata
from broker.saml.whole_numbers import read_whole_number
from broker.saml.xml_tree import Element, parse, text_of

ENTITY_CAP = 1024 * 1024
_TRUE = frozenset({"true", "1"})
_LANGUAGE = f"{{{names.XML}}}lang"
_DISPLAY_NAME = f"{{{names.MDUI}}}DisplayName"


def read_peer(xml: bytes, *, now: datetime) -> Peer:
    """Read a document that describes exactly one entity; refuse what is expired, weak or not to the schema."""
    root = parse_metadata(xml)
    entities = [root] if root.tag == md("EntityDescriptor") else list(root.iter(md("EntityDescriptor")))
    if len(entities) != 1:
        raise MetadataUnreadable(expected="one EntityDescriptor", received=f"{len(entities)}")
    return peer_of(entities[0], now=now)


def parse_metadata(xml: bytes) -> Element:
    """Parse metadata under the caps of an entity; what is refused is refused as metadata."""
    try:
        return parse(xml, ENTITY_CAP)
    except MessageRefused as refusal:
        raise MetadataUnreadable(expected=refusal.expected, received=refusal.received or refusal.code) from refusal


def peer_of(entity: Element, *, now: datetime) -> Peer:
    """Read an EntityDescriptor element, with what its ancestors say of validity."""
    check_metadata(entity)
    services, guichets = _roles(entity, "SPSSODescriptor"), _roles(entity, "IDPSSODescriptor")
    roles = services + guichets
    if not roles:
        raise MetadataEndpointMissing(received="no SAML 2.0 role")
    valid_until = _check_validity(entity, roles, now)
    signing = _keys(roles, "signing")
    consumers = tuple(_consumers(services))
    sign_on = tuple(_endpoints(guichets, "SingleSignOnService"))
    _check_usable(services, guichets, consumers, sign_on)
    encryption = _keys(services, "encryption")
    if guichets and not signing:  # a service may do without: it cannot sign its requests then
        raise MetadataKeyMissing
    return Peer(
        entity_id=entity.get("entityID", ""),
        is_service=bool(services),
        is_guichet=bool(guichets),
        signing_keys=signing,
        encryption_certificate=next((key for key in encryption if key.kind == "RSA"), None),
        sign_on=sign_on,
        sign_out=tuple(_endpoints(services, "SingleLogoutService")),
        guichet_sign_out=tuple(_endpoints(guichets, "SingleLogoutService")),
        consumers=consumers,
        authn_requests_signed=_says(services, "AuthnRequestsSigned"),
        want_authn_requests_signed=_says(guichets, "WantAuthnRequestsSigned"),
        want_assertions_signed=_says(services, "WantAssertionsSigned"),
        name_id_formats=tuple(dict.fromkeys(text_of(found).strip() for found in _all(roles, "NameIDFormat"))),
        requested_attributes=tuple(_requested(services)),
        display_names=tuple(dict.fromkeys(_named(roles, _DISPLAY_NAME) or _named(roles, md("ServiceName")))),
        organisation_names=tuple(_named([entity], md("OrganizationDisplayName"))),
        valid_until=valid_until,
        warnings=tuple(_warnings(signing + encryption, services, now)),
    )


def _roles(entity: Element, name: str) -> list[Element]:
    return [
        role for role in entity.findall(md(name)) if names.SAMLP in role.get("protocolSupportEnumeration", "").split()
    ]


def _check_validity(entity: Element, roles: list[Element], now: datetime) -> datetime | None:
    ends: list[datetime] = []
    for element in (*roles, entity, *entity.iterancestors()):
        written = element.get("validUntil")
        if written is not None:
            try:
                ends.append(read_instant(written, "validUntil"))
            except InstantMalformed as refusal:
                raise MetadataUnreadable(expected=refusal.expected, received=refusal.received) from refusal
    end = min(ends, default=None)
    if end is not None and end <= now:
        raise MetadataExpired(expected=f"later than {now.isoformat()}", received=end.isoformat())
    return end


def _all(elements: list[Element], name: str) -> list[Element]:
    return [found for element in elements for found in element.findall(md(name))]


def _keys(roles: list[Element], use: str) -> tuple[Certificate, ...]:
    """Return the certificates of one use; a KeyDescriptor without use serves for both (SAML metadata 2.4.1.1)."""
    found: dict[str, Certificate] = {}
    for descriptor in _all(roles, "KeyDescriptor"):
        if descriptor.get("use", use) == use:
            for written in descriptor.iter(ds("X509Certificate")):
                certificate = read_certificate(text_of(written))
                found.setdefault(certificate.fingerprint, certificate)
    return tuple(found.values())


def _endpoints(roles: list[Element], name: str) -> Iterator[Endpoint]:
    for element in _all(roles, name):
        answers = _checked_location(element, "ResponseLocation") if element.get("ResponseLocation") else ""
        yield Endpoint(element.get("Binding", ""), _checked_location(element), answers)


def _consumers(services: list[Element]) -> Iterator[Consumer]:
    """Yield the HTTP-POST ones: no other binding carries an assertion (facts/gar.md 4.2)."""
    for element in _all(services, "AssertionConsumerService"):
        location = _checked_location(element)
        if element.get("Binding") == HTTP_POST:
            yield Consumer(_index(element), location, element.get("isDefault", "") in _TRUE)


def _index(element: Element) -> int:
    try:
        return read_whole_number(element.get("index", "0"), "index")
    except SchemaInvalid as refusal:
        raise MetadataUnreadable(expected=refusal.expected, received=refusal.received) from refusal


def _checked_location(element: Element, attribute: str = "Location") -> str:
    location: str = element.get(attribute, "")
    try:
        parts = urlsplit(location)
        _port = parts.port
    except ValueError as error:
        raise MetadataEndpointForbidden(received=location[:120]) from error
    plain = location.isascii() and location.isprintable() and not {" ", "\\", "#"} & set(location)
    if not plain or parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise MetadataEndpointForbidden(received=location[:120])
    return location


def _check_usable(
    services: list[Element], guichets: list[Element], consumers: tuple[Consumer, ...], sign_on: tuple[Endpoint, ...]
) -> None:
    if services and not consumers:
        raise MetadataEndpointMissing(expected="AssertionConsumerService HTTP-POST")
    if guichets and not any(endpoint.binding in {HTTP_REDIRECT, HTTP_POST} for endpoint in sign_on):
        raise MetadataEndpointMissing(expected="SingleSignOnService HTTP-Redirect or HTTP-POST")


def _says(roles: list[Element], wish: str) -> bool:
    return any(role.get(wish, "") in _TRUE for role in roles)


def _requested(services: list[Element]) -> Iterator[RequestedAttribute]:
    for service in services:
        for element in service.iter(md("RequestedAttribute")):
            yield RequestedAttribute(
                element.get("Name", ""), element.get("FriendlyName", ""), element.get("isRequired", "") in _TRUE
            )


def _named(elements: list[Element], tag: str) -> list[tuple[str, str]]:
    return [
        (found.get(_LANGUAGE, ""), text_of(found).strip())
        for element in elements
        for found in element.iter(tag)
        if text_of(found).strip()
    ]


def _warnings(certificates: tuple[Certificate, ...], services: list[Element], now: datetime) -> Iterator[Sentence]:
    for certificate in dict.fromkeys(certificates):
        if certificate.not_after <= now:  # E114: SAML does not look at dates, people should know
            day, start = certificate.not_after.date().isoformat(), certificate.fingerprint[:16]
            yield Sentence(
                f"Le certificat {start}… a expiré le {day} ; SAML n’en tient pas compte, renouvelez-le.",
                f"The certificate {start}… expired on {day}; SAML does not mind, renew it.",
            )
    others = {element.get("Binding") for element in _all(services, "AssertionConsumerService")} - {HTTP_POST}
    if others:
        yield Sentence(
            "Seules les adresses AssertionConsumerService HTTP-POST servent ici.",
            "Only AssertionConsumerService addresses by HTTP-POST are used here.",
        )
    if services and not any(True for _ in _all(services, "KeyDescriptor")):
        yield Sentence(
            "Sans certificat, les demandes ne peuvent pas être vérifiées.",
            "Without a certificate, requests cannot be verified.",
        )
