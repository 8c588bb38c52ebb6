"""Owns the SAML side of a proof: where a service's metadata is not registered, a stand-in receives the message.

Whether a service is registered changes where a response goes and whether it is encrypted, not what is in it.
"""

from dataclasses import dataclass

from broker.core.errors import MetadataRefused
from broker.saml.peer import Consumer, Peer
from broker.saml.side import SamlSide


@dataclass(frozen=True, slots=True)
class ProvingSide(SamlSide):
    """Find every service that a contract names."""

    def find_peer(self, entity_id: str) -> Peer:
        """Return the service as its metadata describes it, else one that takes assertions in the clear."""
        return self.find_registered(entity_id) or _stand_in(entity_id)

    def find_registered(self, entity_id: str) -> Peer | None:
        """Return a service of our own files and federations; no query service is asked over the network."""
        try:
            found = self.peers.find(entity_id)
        except MetadataRefused:
            return None
        return found if found is not None and found.is_service and found.consumers else None


def _stand_in(entity_id: str) -> Peer:
    consumer = Consumer(0, f"https://stand-in.invalid/{len(entity_id)}", default=True)
    return Peer(entity_id, True, False, (), None, consumers=(consumer,))  # noqa: FBT003 - a service, and no guichet
