"""Owns the entities of one federation's kept aggregate: verified once, found by entityID, read one at a time."""

import os
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO

from broker.core.errors import MetadataRefused
from broker.core.refusals.metadata import MetadataAmbiguous, MetadataExpired, MetadataUnreadable
from broker.file_stamps import Stamp
from broker.flows.ports import Clock
from broker.saml.certificates import Certificate
from broker.saml.federations.kept_copy import KeptCopy
from broker.saml.federations.members import Member, read_member
from broker.saml.metadata_entity import read_entity
from broker.saml.metadata_scan import EntityPlace, scan
from broker.saml.metadata_trust import check_signature_of_whole
from broker.saml.peer import Peer

_KEPT = 512


class _OpenDocument:
    """Hold the very file that was verified: another may take its name meanwhile."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        weakref.finalize(self, os.close, descriptor)

    def read(self, place: EntityPlace) -> bytes:
        return os.pread(self._descriptor, place.length, place.offset)


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """Hold what was verified; `peers` remembers the entities read since."""

    stamps: tuple[Stamp, Stamp]
    document: _OpenDocument | None = None
    places: Mapping[str, tuple[EntityPlace, ...]] = field(default_factory=dict)
    refusal: MetadataRefused | None = None
    peers: dict[str, Peer] = field(default_factory=dict)
    members: tuple[Member, ...] = ()


class KeptAggregate:
    """Find entities in a kept copy; what the copy is changes only when `reload` is called."""

    def __init__(
        self, copy: KeptCopy, signers: tuple[Certificate, ...], clock: Clock, *, lists_members: bool = False
    ) -> None:
        """Read the copy once; its members are listed only where somebody chooses among them."""
        self._copy, self._signers, self._clock, self._lists = copy, signers, clock, lists_members
        self._snapshot = self._load()

    @property
    def refusal(self) -> MetadataRefused | None:
        """Return why the copy serves nobody, if so."""
        return self._snapshot.refusal

    @property
    def is_empty(self) -> bool:
        """Tell whether no entity is known."""
        return not self._snapshot.places

    def __len__(self) -> int:
        """Return how many entities are known."""
        return len(self._snapshot.places)

    def __contains__(self, entity_id: str) -> bool:
        return entity_id in self._snapshot.places

    @property
    def members(self) -> tuple[Member, ...]:
        """Return the guichets among which people choose, the same object until the copy is another."""
        return self._snapshot.members

    def reload(self) -> None:
        """Read the copy again when it is another."""
        if self._snapshot.stamps != self._copy.stamps():
            self._snapshot = self._load()

    def find(self, entity_id: str) -> Peer | None:
        """Return an entity, or None; raises MetadataRefused where its metadata is not right, or no longer."""
        snapshot = self._snapshot
        places = snapshot.places.get(entity_id, ())
        if not places or snapshot.document is None:
            return None
        if len(places) > 1:  # E109
            raise MetadataAmbiguous(received=self._copy.document.name)
        now = self._clock.now()
        peer = snapshot.peers.get(entity_id)
        if peer is None:
            peer = read_entity(places[0], snapshot.document.read(places[0]), now)
            _remember(snapshot.peers, peer)
        check_not_over(peer, now)
        return peer

    def _load(self) -> _Snapshot:
        """Read and verify the document; one that is past its end is known still, so that refusals can say so."""
        stamps = self._copy.stamps()
        try:
            with self._copy.document.open("rb") as file:
                content = file.read()
                descriptor = os.dup(file.fileno())
        except FileNotFoundError:
            return _Snapshot(stamps)
        except OSError as error:
            return _Snapshot(stamps, refusal=MetadataUnreadable(received=error.strerror or "unreadable"))
        document = _OpenDocument(descriptor)
        try:
            if not self._copy.is_sealed(content, self._signers):
                check_signature_of_whole(content, self._signers)
            places = find_places(content)
            return _Snapshot(stamps, document, places, members=self._members(document, places) if self._lists else ())
        except MetadataRefused as refusal:
            return _Snapshot(stamps, refusal=refusal)

    @staticmethod
    def _members(document: _OpenDocument, places: Mapping[str, tuple[EntityPlace, ...]]) -> tuple[Member, ...]:
        """Read the members; an entity described twice is nobody's to choose (E109)."""
        single = (found[0] for found in places.values() if len(found) == 1)
        read = (read_member(place, document.read(place)) for place in single)
        return tuple(member for member in read if member is not None)


def find_places(content: bytes) -> dict[str, tuple[EntityPlace, ...]]:
    """Return where each entity of a document lies, by entityID; refuses a document without any."""
    places: dict[str, tuple[EntityPlace, ...]] = {}
    for place in scan(BytesIO(content)):
        places[place.entity_id] = (*places.get(place.entity_id, ()), place)
    if not places:
        raise MetadataUnreadable(expected="at least one EntityDescriptor")
    return places


def check_not_over(peer: Peer, now: datetime) -> None:
    """Refuse an entity past the earliest end that its metadata states."""
    if peer.valid_until is not None and peer.valid_until <= now:
        raise MetadataExpired(expected=f"later than {now.isoformat()}", received=peer.valid_until.isoformat())


def _remember(peers: dict[str, Peer], peer: Peer) -> None:
    if len(peers) >= _KEPT:
        peers.clear()
    peers[peer.entity_id] = peer
