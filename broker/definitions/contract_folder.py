"""Owns the contracts in force: those of several folders, read again when a file changes.

A file that is wrong is a problem and no contract: the others go on. Nothing shadows: of two files that clash,
the first counts (folders in the order given, then by name) and the second is a problem. A file of a later folder with
the name, issuer and resource of one before is no clash: it is the next working copy of that contract. With a register,
what counts of each contract is the version in force.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from broker.core.contract import Contract
from broker.core.errors import ConfigurationError, Problem
from broker.definitions.contract_copies import find_working_copies
from broker.definitions.contract_index import ContractIndex, build_index
from broker.definitions.contract_reader import WorkingCopy, read_working_copy
from broker.definitions.contract_register import ContractRegister, Standing
from broker.definitions.table_reader import label_of
from broker.definitions.workspace import DATA
from broker.file_stamps import Seen, Stamp, Watch, current_look, see, stamp_now, stamp_of


@dataclass(frozen=True, slots=True)
class _Read:
    """Hold what one file gave, and how the file looked before and after it was read."""

    stamp: Stamp
    working: WorkingCopy | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """Hold everything of one moment."""

    watch: Watch
    reads: Mapping[Path, _Read]
    problems: tuple[Problem, ...]
    index: ContractIndex
    standings: Mapping[str, Standing]


class ContractFolder:
    """Find the contracts of folders of TOML files; `urls` gives the base URL of each `{name}` placeholder."""

    def __init__(
        self, folders: Iterable[Path], urls: Mapping[str, str], register: ContractRegister | None = None
    ) -> None:
        self._folders = tuple(folders)
        self._urls = urls
        self._register = register
        self._lock = Lock()
        self._looked: object | None = None  # the look in which nothing had changed, held so that it is no other
        self._snapshot = self._read({}, {})
        if register is not None:
            register.end_beginning()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return what is wrong in the folders now, file by file."""
        self.refresh()
        return self._snapshot.problems

    def by_entity(self, issuer: str, entity_id: str) -> tuple[Contract, ...]:
        """Return the contracts of one service at one issuer, by any of its names."""
        self.refresh()
        return self._snapshot.index.by_entity.get((issuer, entity_id), ())

    def find_service(self, issuer: str, address: str) -> str | None:
        """Return the registered CAS service under which an address falls."""
        self.refresh()
        services = self._snapshot.index.services.get(issuer)
        return services.find(address) if services else None

    def by_resource(self, issuer: str, resource: str) -> Contract | None:
        """Return the contract of a resource by its ARK."""
        self.refresh()
        return self._snapshot.index.by_resource.get((issuer, resource))

    def all(self, issuer: str) -> tuple[Contract, ...]:
        """Return every contract of a service at one issuer, by name: the same tuple while nothing changes."""
        self.refresh()
        return self._snapshot.index.by_issuer.get(issuer, ())

    def pages(self, issuer: str) -> tuple[Contract, ...]:
        """Return the contracts of an issuer's own pages, by name."""
        self.refresh()
        return self._snapshot.index.pages.get(issuer, ())

    def standings(self) -> Mapping[str, Standing]:
        """Return where each contract stands, by name: its working copy, and what is in force of it."""
        self.refresh()
        return self._snapshot.standings

    def refresh(self) -> None:
        """Read again the files that changed; when nothing did, that is one `stat` per folder and file, once a look.

        Those shipped with the sandbox are looked at once a second.
        """
        look = current_look()
        if look is not None and look is self._looked:
            return
        if self._snapshot.watch.has_changed():
            with self._lock:
                self._snapshot = self._read(self._snapshot.reads, self._snapshot.standings)
        self._looked = look

    def check(self) -> None:
        """Raise ConfigurationError with every problem of every file, when there is one."""
        if self.problems:
            raise ConfigurationError(self.problems)

    def _read(self, before: Mapping[Path, _Read], stood: Mapping[str, Standing]) -> _Snapshot:
        folders = see(self._folders)
        reads: dict[Path, _Read] = {}
        for file in (file for folder in self._folders for file in sorted(folder.glob("*.toml"))):
            known = before.get(file)
            reads[file] = known if known and known.stamp == stamp_of(str(file)) else _read_file(file, self._urls)
        copies = find_working_copies((file, read.working) for file, read in reads.items())
        index, clashes = build_index((one.label, one.contract) for _, one in copies)
        kept = {id(one) for one in index.by_resource.values()}
        standings = {
            one.contract.name: self._stand(file, one, reads[file].stamp, stood)
            for file, one in copies
            if id(one.contract) in kept
        }
        if self._register is not None:
            holding = ((one.working.label, one.in_force) for one in standings.values() if one.in_force)
            index, more = build_index(holding)
            clashes = (*clashes, *more, *(problem for one in standings.values() for problem in one.problems))
        own = (problem for read in reads.values() for problem in read.problems)
        unsettled = {str(file) for file, one in copies if not _is_settled(standings.get(one.contract.name))}
        files = ((str(file), None if str(file) in unsettled else read.stamp) for file, read in reads.items())
        return _Snapshot(
            watch=Watch((*folders, *files), DATA),
            reads=reads,
            problems=(*_find_missing(folders), *own, *clashes),
            index=index,
            standings=standings,
        )

    def _stand(self, file: Path, working: WorkingCopy, stamp: Stamp, stood: Mapping[str, Standing]) -> Standing:
        """Return where a contract stands: as before while its working copy is the same."""
        known = stood.get(working.contract.name)
        if known is not None and known.working is working and known.settled:
            return known
        if self._register is None:
            return Standing(working, working.contract)
        return self._register.settle(working, lambda: stamp_now(str(file)) == stamp)


def _is_settled(standing: Standing | None) -> bool:
    return standing is None or standing.settled


def _find_missing(folders: tuple[Seen, ...]) -> Iterator[Problem]:
    for folder, stamp in folders:
        if stamp is None:
            yield Problem(label_of(Path(folder)), "folder", "it does not exist", "make it, or name another")


def _read_file(file: Path, urls: Mapping[str, str]) -> _Read:
    """Read one file; one that changes meanwhile is being written, and no contract yet."""
    stamp = stamp_now(str(file))
    try:
        working = read_working_copy(file, urls)
    except ConfigurationError as error:
        return _Read(stamp, None, error.problems)
    if stamp_now(str(file)) != stamp:
        return _Read(None, None, (Problem(label_of(file), "file", "it is being written", "wait a moment"),))
    return _Read(stamp, working, ())
