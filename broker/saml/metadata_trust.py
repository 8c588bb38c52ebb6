"""Owns the trust in a federation's document: its signature, its freshness, and that it never goes back (E107)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lxml import etree

from broker.core.errors import MessageRefused
from broker.core.refusals.metadata import (
    MetadataExpired,
    MetadataRolledBack,
    MetadataUnreadable,
    MetadataUnsigned,
    MetadataValidTooLong,
)
from broker.saml import names
from broker.saml.certificates import Certificate
from broker.saml.instants import read_duration, read_instant
from broker.saml.names import ds, md
from broker.saml.xml_tree import Element, parse_unlimited
from broker.saml.xmlsec_bridge import verify

_KEY_NAMESPACES = frozenset({names.DS, "http://www.w3.org/2009/xmldsig11#"})


@dataclass(frozen=True, slots=True)
class AggregateTrust:
    """Say who may have signed a document, how far ahead its end may lie, and the latest end already seen, if any."""

    signers: tuple[Certificate, ...]
    longest: timedelta
    latest_valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AggregateTerms:
    """Hold what a verified document says of itself: until when it counts, and after how long to look again."""

    valid_until: datetime
    cache_duration: timedelta | None


def check_aggregate(document: bytes, trust: AggregateTrust, *, now: datetime) -> AggregateTerms:
    """Return the terms of a document once its signature, freshness and order are verified.

    This builds the whole tree, which takes about five times the document in memory while it lasts.
    """
    root = check_signature_of_whole(document, trust.signers)
    terms = _read_terms(root)
    end, latest = terms.valid_until, trust.latest_valid_until
    if end <= now:
        raise MetadataExpired(expected=f"later than {now.isoformat()}", received=end.isoformat())
    if end > now + trust.longest:
        raise MetadataValidTooLong(expected=f"at most {trust.longest.days} days ahead", received=end.isoformat())
    if latest is not None and end < latest:
        raise MetadataRolledBack(expected=f"not before {latest.isoformat()}", received=end.isoformat())
    return terms


def check_signature_of_whole(document: bytes, signers: tuple[Certificate, ...]) -> Element:
    """Return the root once one of the signers has signed all of it."""
    try:
        root = parse_unlimited(document)
    except MessageRefused as refusal:
        raise MetadataUnreadable(expected=refusal.expected, received=refusal.received or refusal.code) from refusal
    signatures = root.findall(ds("Signature"))
    if root.tag not in {md("EntitiesDescriptor"), md("EntityDescriptor")} or len(signatures) != 1:
        raise MetadataUnsigned(received="no signature of the whole")
    _check_key_info(signatures[0])
    try:
        verify(root, signatures[0], signers)
    except MessageRefused as refusal:
        raise MetadataUnsigned(expected=refusal.expected, received=refusal.received or refusal.code) from refusal
    return root


def _check_key_info(signature: Element) -> None:
    """Refuse anything but keys where no signature reaches: an entity could hide there, and be found by a scan."""
    for info in signature.findall(ds("KeyInfo")):
        for element in info.iter():
            if etree.QName(element).namespace not in _KEY_NAMESPACES:
                raise MetadataUnsigned(received="something else than a key in KeyInfo, which nobody signs")


def _read_terms(root: Element) -> AggregateTerms:
    written = root.get("cacheDuration")
    try:
        end = read_instant(root.get("validUntil"), "validUntil")
        duration = read_duration(written, "cacheDuration") if written is not None else None
    except MessageRefused as refusal:
        raise MetadataUnsigned(expected=refusal.expected, received=refusal.received or refusal.code) from refusal
    return AggregateTerms(end, duration)
