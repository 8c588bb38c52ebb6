"""Owns what one issuer needs to speak SAML: its own names and keys, and its peers."""

from dataclasses import dataclass

from broker.core.issuer import Issuer
from broker.flows.ports import Clock
from broker.keys.key_ring import Keys
from broker.saml.keys import SigningKey
from broker.saml.peer import Peer
from broker.saml.peers import Peers


@dataclass(frozen=True, slots=True)
class SamlSide:
    """Gather one issuer's SAML side."""

    issuer: Issuer
    peers: Peers
    clock: Clock

    @property
    def keys(self) -> Keys[SigningKey]:
        """Return its keys as they are now: they change while it runs."""
        return self.peers.keys_of(self.issuer.name)

    @property
    def key(self) -> SigningKey:
        """Return the key that signs now."""
        return self.keys.current

    def find_peer(self, entity_id: str) -> Peer | None:
        """Return a peer as this issuer may know it: a federation is asked for those whom its contracts name."""
        return self.peers.find(entity_id, self.issuer.name)
