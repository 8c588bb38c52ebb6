"""Owns the index of peers' metadata files: found by entityID, read one entity at a time, noticed when changed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from broker.core.errors import MetadataRefused, Problem
from broker.core.refusals.metadata import MetadataAmbiguous, MetadataExpired, MetadataUnreadable
from broker.file_stamps import Seen, has_changed, see
from broker.flows.ports import Clock
from broker.saml.metadata_entity import read_entity
from broker.saml.metadata_problems import problem_of
from broker.saml.metadata_scan import EntityPlace, scan
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

    A file that is refused is a problem to show, and serves nobody. Nothing is asked of signatures here: whoever
    can write these files is trusted. What comes from elsewhere comes through `federations`.
    """

    def __init__(self, paths: tuple[Path, ...], clock: Clock) -> None:
        """Look at the files once."""
        self._paths = paths
        self._clock = clock
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
                with path.open("rb") as file:
                    found = list(scan(file))
                if not found:
                    raise MetadataUnreadable(expected="at least one EntityDescriptor")
            except MetadataRefused as refusal:
                problems.append(problem_of(str(path), refusal))
            except OSError as error:
                problems.append(Problem(str(path), "file", f"cannot be read ({error.strerror})"))
            else:
                for place in found:
                    places[place.entity_id] = (*places.get(place.entity_id, ()), (path, place))
        return _Snapshot(seen, places, tuple(problems))

    def _read(self, path: Path, place: EntityPlace) -> Peer:
        with path.open("rb") as file:
            file.seek(place.offset)
            return read_entity(place, file.read(place.length), self._clock.now())


def _files(paths: tuple[Path, ...]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from path.glob("*.xml")
        elif path.exists():
            yield path
