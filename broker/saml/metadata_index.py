"""Owns the index of peers' metadata files: found by entityID, read one entity at a time, noticed when changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from broker.core.errors import MetadataRefused, Problem
from broker.core.refusals.metadata import MetadataAmbiguous, MetadataEntityOther, MetadataExpired, MetadataUnreadable
from broker.file_stamps import Seen, has_changed, see
from broker.flows.ports import Clock
from broker.saml.certificates import Certificate
from broker.saml.metadata_reader import parse_metadata, peer_of
from broker.saml.metadata_scan import EntityPlace, scan
from broker.saml.metadata_trust import AggregateTrust, check_aggregate
from broker.saml.names import md
from broker.saml.peer import Peer

_KEPT = 512


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """Hold what one look at the files found; `peers` remembers the entities read since."""

    seen: tuple[Seen, ...]
    places: dict[str, tuple[tuple[Path, EntityPlace], ...]]
    problems: tuple[Problem, ...]
    peers: dict[str, Peer] = field(default_factory=dict)


class MetadataIndex:
    """Find peers in metadata files: single entities or aggregates, named, or any `.xml` of a folder.

    `signers` holds, by file name, the certificate that must have signed that file. A file that is refused is
    a problem to show, and serves nobody.
    """

    def __init__(self, paths: tuple[Path, ...], clock: Clock, signers: Mapping[str, Certificate] | None = None) -> None:
        """Look at the files once."""
        self._paths = paths
        self._clock = clock
        self._signers = dict(signers or {})
        self._latest: dict[str, AggregateTrust] = {}
        self._lock = Lock()
        self._snapshot = self._look()

    def find(self, entity_id: str) -> Peer | None:
        """Return the peer of exactly that entityID, or None; raises MetadataRefused where its metadata is not right."""
        snapshot = self._fresh()
        places = snapshot.places.get(entity_id, ())
        if not places:
            return None
        if len(places) > 1:  # E109
            raise MetadataAmbiguous(received=", ".join(path.name for path, _place in places))
        peer = snapshot.peers.get(entity_id) or self._read(*places[0])
        end, now = peer.valid_until, self._clock.now()
        if end is not None and end <= now:
            raise MetadataExpired(expected=f"later than {now.isoformat()}", received=end.isoformat())
        if len(snapshot.peers) >= _KEPT:
            snapshot.peers.clear()
        snapshot.peers[entity_id] = peer
        return peer

    def entity_ids(self) -> tuple[str, ...]:
        """Return every entityID, in order."""
        return tuple(sorted(self._fresh().places))

    def problems(self) -> tuple[Problem, ...]:
        """Return what was wrong with files at the last look."""
        return self._fresh().problems

    def _fresh(self) -> _Snapshot:
        """Return the last look, or a new one when a file came, went or changed."""
        if has_changed(self._snapshot.seen):
            with self._lock:
                if has_changed(self._snapshot.seen):
                    self._snapshot = self._look()
        return self._snapshot

    def _look(self) -> _Snapshot:
        seen = see(self._paths)  # before the files are listed: what comes meanwhile is seen at the next look
        files = sorted(_files(self._paths))
        seen += see(files)
        places: dict[str, tuple[tuple[Path, EntityPlace], ...]] = {}
        problems = []
        for path in files:
            try:
                self._check_trust(path)
                with path.open("rb") as file:
                    found = list(scan(file))
                if not found:
                    raise MetadataUnreadable(expected="at least one EntityDescriptor")
            except MetadataRefused as refusal:
                problems.append(_problem(path, refusal))
            except OSError as error:
                problems.append(Problem(str(path), "file", f"cannot be read ({error.strerror})"))
            else:
                for place in found:
                    places[place.entity_id] = (*places.get(place.entity_id, ()), (path, place))
        return _Snapshot(seen, places, tuple(problems))

    def _check_trust(self, path: Path) -> None:
        """E107: where a signer is set for this file, its signature, its freshness, and never back."""
        certificate = self._signers.get(path.name)
        if certificate is None:
            return
        trust = self._latest.get(path.name, AggregateTrust(certificate))
        end = check_aggregate(path.read_bytes(), trust, now=self._clock.now())
        self._latest[path.name] = AggregateTrust(certificate, end)

    def _read(self, path: Path, place: EntityPlace) -> Peer:
        """Parse the bytes of one entity alone, in its scope; it must be the entity that was asked for (E108)."""
        with path.open("rb") as file:
            file.seek(place.offset)
            root = parse_metadata(place.scope.wrap(file.read(place.length)))
        if len(root) != 1 or root[0].tag != md("EntityDescriptor"):
            raise MetadataUnreadable(expected="an EntityDescriptor")
        if root[0].get("entityID") != place.entity_id:
            raise MetadataEntityOther(expected=place.entity_id, received=root[0].get("entityID", "")[:200])
        return peer_of(root[0], now=self._clock.now())


def _files(paths: tuple[Path, ...]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from path.glob("*.xml")
        elif path.exists():
            yield path


def _problem(path: Path, refusal: MetadataRefused) -> Problem:
    what = f"{refusal.code}: {refusal.rule.en} {refusal.received}".strip()
    return Problem(str(path), "metadata", what, refusal.remedy.en)
