"""Owns the reading of one entity out of the bytes in which a scan found it."""

from datetime import datetime

from broker.core.refusals.metadata import MetadataEntityOther, MetadataUnreadable
from broker.saml.metadata_reader import parse_metadata, peer_of
from broker.saml.metadata_scan import EntityPlace
from broker.saml.names import md
from broker.saml.peer import Peer


def read_entity(place: EntityPlace, octets: bytes, now: datetime) -> Peer:
    """Parse the bytes of one entity alone, in its scope; it must be the entity that was asked for (E108)."""
    root = parse_metadata(place.scope.wrap(octets))
    if len(root) != 1 or root[0].tag != md("EntityDescriptor"):
        raise MetadataUnreadable(expected="an EntityDescriptor")
    if root[0].get("entityID") != place.entity_id:
        raise MetadataEntityOther(expected=place.entity_id, received=root[0].get("entityID", "")[:200])
    return peer_of(root[0], now=now)
