"""Owns whom we talk to: our own issuers' keys and metadata, and the metadata dropped into the workspace."""

from collections.abc import Iterable
from pathlib import Path

from broker.core.errors import MetadataRefused, Problem
from broker.core.issuer import Issuer
from broker.flows.ports import Clock
from broker.saml.keys import SigningKey, find_signing_key, generate_signing_key, write_signing_key
from broker.saml.metadata_index import MetadataIndex
from broker.saml.metadata_reader import read_peer
from broker.saml.metadata_writer import write_metadata
from broker.saml.peer import Peer

_KEY_DAYS = 1095


class Peers:
    """Find peers by entityID: first our own issuers, then the workspace's files, read again when they change."""

    def __init__(self, issuers: Iterable[Issuer], keys: Path, folders: Iterable[Path], clock: Clock) -> None:
        """Make the keys that are missing (first start) and describe our own issuers."""
        self._clock = clock
        found = tuple(issuers)
        self._keys = {issuer.name: _signing_key(issuer, keys, clock) for issuer in found}
        self._own = {issuer.entity_id: issuer for issuer in found}
        self._read: dict[str, Peer] = {}
        self._index = MetadataIndex(tuple(folders), clock)

    def key_of(self, issuer: str) -> SigningKey:
        """Return the signing key of one of our issuers."""
        return self._keys[issuer]

    def find(self, entity_id: str) -> Peer | None:
        """Return a peer by its exact entityID, or None; raises MetadataRefused where its metadata is not right."""
        own = self._own.get(entity_id)
        if own is None:
            return self._index.find(entity_id)
        if entity_id not in self._read:
            now = self._clock.now()
            self._read[entity_id] = read_peer(write_metadata(own, self._keys[own.name], now), now=now)
        return self._read[entity_id]

    def names(self) -> tuple[str, ...]:
        """Return the entityIDs of the metadata dropped into the workspace."""
        return self._index.entity_ids()

    def service_names(self) -> tuple[str, ...]:
        """Return those of them that are services and whose metadata is right."""
        return tuple(name for name in self.names() if self._is_service(name))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return what is wrong with the workspace's metadata: files, then the entities in them."""
        return (*self._index.problems(), *self._entity_problems())

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
                what = f"{refusal.code}: {refusal.rule.en} {refusal.received}".strip()
                yield Problem(name, "metadata", what, refusal.remedy.en)


def _signing_key(issuer: Issuer, folder: Path, clock: Clock) -> SigningKey:
    found = find_signing_key(folder, issuer.name)
    if found is None:
        found = generate_signing_key(issuer.title.fr, now=clock.now(), days=_KEY_DAYS)
        write_signing_key(folder, issuer.name, found)
    return found
