"""Owns whom we talk to: our own issuers' keys and metadata, the workspace's metadata, and that of federations."""

from collections.abc import Iterable
from pathlib import Path

from broker.core.errors import ConfigurationError, MetadataRefused, Problem
from broker.core.issuer import Issuer
from broker.core.refusals.metadata import MetadataAmbiguous
from broker.core.refusals.rotation import SigningKeyUnavailable
from broker.flows.ports import Clock
from broker.keys.key_ring import KeyRing, Keys
from broker.saml.federations.federations import Federations
from broker.saml.keys import SigningKey, signing_key_ring
from broker.saml.metadata_index import MetadataIndex
from broker.saml.metadata_problems import problem_of
from broker.saml.metadata_reader import read_peer
from broker.saml.metadata_writer import write_metadata
from broker.saml.peer import Peer


class Peers:
    """Find peers by entityID: our own issuers, the workspace's files (read again when they change), federations."""

    def __init__(
        self,
        issuers: Iterable[Issuer],
        keys: Path,
        folders: Iterable[Path],
        clock: Clock,
        federations: Federations | None = None,
    ) -> None:
        """Make the keys that are missing (first start) and describe our own issuers."""
        self._clock = clock
        self.federations = federations or Federations((), lambda _issuer, _entity_id: False)
        found = tuple(issuers)
        self._rings = {issuer.name: _prepared(signing_key_ring(issuer, keys, clock)) for issuer in found}
        self._own = {issuer.entity_id: issuer for issuer in found}
        self._read: dict[str, tuple[Keys[SigningKey], Peer]] = {}
        self._index = MetadataIndex(tuple(folders), clock)

    def keys_of(self, issuer: str) -> Keys[SigningKey]:
        """Return the keys of one of our issuers as they are now; refused where the current one cannot be read."""
        try:
            return self._rings[issuer].keys
        except ConfigurationError as error:
            raise SigningKeyUnavailable(cause=str(error)) from error

    def key_of(self, issuer: str) -> SigningKey:
        """Return the key that signs for one of our issuers now."""
        return self.keys_of(issuer).current

    def find(self, entity_id: str, issuer: str = "") -> Peer | None:
        """Return a peer by its exact entityID, or None; raises MetadataRefused where its metadata is not right.

        With the name of the issuer that wants to know, a query service is asked too, if a contract names the entity.
        """
        own = self._own.get(entity_id)
        if own is not None:
            return self._find_own(own)
        peer, federations = self._index.find(entity_id), self.federations.describing(entity_id)
        if len(federations) + (peer is not None) > 1:  # E109: nothing shadows
            names = [federation.settings.name for federation in federations]
            raise MetadataAmbiguous(received=", ".join([*(["a file of the workspace"] if peer else []), *names]))
        if federations and federations[0].aggregate is not None:
            return federations[0].aggregate.find(entity_id)
        return peer or self.federations.query(entity_id, issuer)

    def describes(self, entity_id: str) -> bool:
        """Tell whether a file of the workspace or a federation's aggregate describes an entity, rightly or not."""
        return entity_id in self._index.entity_ids() or bool(self.federations.describing(entity_id))

    def _find_own(self, issuer: Issuer) -> Peer:
        """Describe one of our issuers as its metadata does, anew when its keys have changed."""
        keys = self.keys_of(issuer.name)
        known = self._read.get(issuer.entity_id)
        if known is not None and known[0] is keys:
            return known[1]
        now = self._clock.now()
        peer = read_peer(write_metadata(issuer, keys, now), now=now)
        self._read[issuer.entity_id] = (keys, peer)
        return peer

    def names(self) -> tuple[str, ...]:
        """Return the entityIDs of the metadata dropped into the workspace."""
        return self._index.entity_ids()

    def service_names(self) -> tuple[str, ...]:
        """Return those of them that are services and whose metadata is right."""
        return tuple(name for name in self.names() if self._is_service(name))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return what is wrong with our keys and with metadata: files, the entities in them, federations."""
        rings = (problem for ring in self._rings.values() for problem in ring.problems)
        return (*rings, *self._index.problems(), *self._entity_problems(), *self.federations.problems)

    def _is_service(self, name: str) -> bool:
        try:
            peer = self._index.find(name)
        except MetadataRefused:
            return False
        return peer is not None and peer.is_service

    def _entity_problems(self) -> Iterable[Problem]:
        for name in self.names():
            try:
                self._index.find(name)
            except MetadataRefused as refusal:
                yield problem_of(name, refusal)


def _prepared(ring: KeyRing[SigningKey]) -> KeyRing[SigningKey]:
    """Return the ring once its current key is there and can be read."""
    ring.prepare()
    assert ring.keys
    return ring
