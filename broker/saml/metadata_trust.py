"""Owns the trust in a federation's aggregate: its signature, its freshness, and that it never goes back (E107)."""

from dataclasses import dataclass
from datetime import datetime

from broker.core.errors import MessageRefused
from broker.core.refusals.metadata import MetadataExpired, MetadataRolledBack, MetadataUnsigned
from broker.saml.certificates import Certificate
from broker.saml.instants import read_instant
from broker.saml.names import ds, md
from broker.saml.xml_tree import parse_unlimited
from broker.saml.xmlsec_bridge import verify


@dataclass(frozen=True, slots=True)
class AggregateTrust:
    """Hold the certificate that must have signed an aggregate, and the latest end already seen, if any."""

    certificate: Certificate
    latest_valid_until: datetime | None = None


def check_aggregate(document: bytes, trust: AggregateTrust, *, now: datetime) -> datetime:
    """Return the aggregate's validUntil once its signature, freshness and order are verified.

    This builds the whole tree, which takes about ten times the document in memory while it lasts.
    """
    root = parse_unlimited(document)
    signatures = root.findall(ds("Signature"))
    if root.tag not in {md("EntitiesDescriptor"), md("EntityDescriptor")} or len(signatures) != 1:
        raise MetadataUnsigned(received="no signature of the whole")
    try:
        verify(root, signatures[0], (trust.certificate,))
        end = read_instant(root.get("validUntil"), "validUntil")
    except MessageRefused as refusal:
        raise MetadataUnsigned(expected=refusal.expected, received=refusal.received or refusal.code) from refusal
    if end <= now:
        raise MetadataExpired(expected=f"later than {now.isoformat()}", received=end.isoformat())
    if trust.latest_valid_until is not None and end < trust.latest_valid_until:
        raise MetadataRolledBack(
            expected=f"not before {trust.latest_valid_until.isoformat()}", received=end.isoformat()
        )
    return end
