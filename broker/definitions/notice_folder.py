"""Owns the notices in force: those of several folders, read again when a file changes, and those drawn from contracts.

Closed where a file is wrong: its resource has no other notice than that which its contract gives, and is not displayed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock

from broker.core.contract import Contract
from broker.core.errors import Problem
from broker.core.rights.drawn_notice import draw_notice
from broker.core.rights.notice import Notice
from broker.definitions.notice_families import gather
from broker.definitions.notice_reader import NoticeRead, read_notice
from broker.definitions.workspace import DATA
from broker.file_stamps import Stamp, Watch, current_look, see, stamp_now, stamp_of
from broker.flows.ports import Contracts

THUMBNAILS = "/thumbnails"


@dataclass(frozen=True, slots=True)
class _Reading:
    """Hold what the files of one moment gave; `wrong` are the resources whose notice cannot be relied upon."""

    watch: Watch = field(default_factory=lambda: Watch((), DATA))
    reads: Mapping[Path, tuple[Stamp, NoticeRead]] = field(default_factory=dict)
    notices: Mapping[str, Notice] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    wrong: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _View:
    """Hold every notice of one moment, and what they were made from."""

    reading: _Reading
    contracts: tuple[Contract, ...]
    by_resource: Mapping[str, Notice]
    ordered: tuple[Notice, ...]


class NoticeFolder:
    """Know the notices of folders of TOML files and of an issuer's contracts (port `Notices`)."""

    def __init__(self, folders: Iterable[Path], urls: Mapping[str, str], contracts: Contracts, issuer: str) -> None:
        """Look into folders, which need not be there; `urls` gives the base URL of each `{name}` placeholder."""
        self._folders = tuple(folders)
        self._urls = urls
        self._contracts, self._issuer = contracts, issuer
        self._thumbnails = f"{urls[issuer]}{THUMBNAILS}"
        self._lock = Lock()
        self._looked: object | None = None  # the look in which nothing had changed, held so that it is no other
        self._reading = self._read(_Reading())
        self._view: _View | None = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return what is wrong in the folders now, file by file."""
        return self._refresh().problems

    def find(self, resource: str) -> Notice | None:
        """Return the notice of a resource."""
        return self._look().by_resource.get(resource)

    def all(self) -> tuple[Notice, ...]:
        """Return every notice, in order of resource."""
        return self._look().ordered

    def daughters(self, mother: str) -> tuple[Notice, ...]:
        """Return the notices of a family's daughters, in order of resource."""
        return tuple(notice for notice in self._look().ordered if notice.mother == mother) if mother else ()

    def _look(self) -> _View:
        """Return every notice as things stand, made anew only where a file changed."""
        reading, contracts = self._refresh(), self._contracts.all(self._issuer)
        view = self._view
        if view is None or view.reading is not reading or view.contracts is not contracts:
            view = self._view = self._make_view(reading, contracts)
        return view

    def _refresh(self) -> _Reading:
        look = current_look()
        if look is not None and look is self._looked:
            return self._reading
        if self._reading.watch.has_changed():
            with self._lock:
                self._reading = self._read(self._reading)
        self._looked = look
        return self._reading

    def _make_view(self, reading: _Reading, contracts: tuple[Contract, ...]) -> _View:
        found = dict(reading.notices)
        for contract in contracts:
            own = found.get(contract.resource)
            if own is None:
                is_known = contract.resource not in reading.wrong
                thumbnail = f"{self._thumbnails}/{contract.name}.svg"
                found[contract.resource] = draw_notice(contract, thumbnail, displayable=is_known)
            elif not own.url:
                found[contract.resource] = replace(own, url=contract.access_url)
        ordered = tuple(found[resource] for resource in sorted(found))
        return _View(reading, contracts, found, ordered)

    def _read(self, before: _Reading) -> _Reading:
        folders = see(self._folders)
        reads: dict[Path, tuple[Stamp, NoticeRead]] = {}
        for file in (file for folder in self._folders for file in sorted(folder.glob("*.toml"))):
            known = before.reads.get(file)
            is_same = known is not None and known[0] == stamp_of(str(file))
            reads[file] = known if known and is_same else self._read_file(file, known[1] if known else None)
        notices, problems, wrong = gather(read for _, read in reads.values())
        files = tuple((str(file), stamp) for file, (stamp, _) in reads.items())
        return _Reading(Watch((*folders, *files), DATA), reads, notices, problems, wrong)

    def _read_file(self, file: Path, before: NoticeRead | None) -> tuple[Stamp, NoticeRead]:
        """Read one file; one that names no resource now is still about that which it named before."""
        stamp = stamp_now(str(file))
        read = read_notice(file, self._urls, self._thumbnails)
        if not read.resource and before is not None:
            read = replace(read, resource=before.resource)
        return (stamp if stamp_now(str(file)) == stamp else None), read
