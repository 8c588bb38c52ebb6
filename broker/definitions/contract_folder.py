"""Owns the contracts in force: those of several folders, read again when a file changes.

A file that is wrong is a problem and no contract: the others go on. Nothing shadows: of two files that clash,
the first counts (folders in the order given, then by name) and the second is a problem.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from broker.core.contract import Contract
from broker.core.errors import ConfigurationError, Problem
from broker.definitions.contract_index import ContractIndex, build_index
from broker.definitions.contract_reader import read_contract
from broker.definitions.table_reader import label_of
from broker.definitions.workspace import DATA
from broker.file_stamps import Seen, Stamp, Watch, current_look, see, stamp_now, stamp_of


@dataclass(frozen=True, slots=True)
class _Read:
    """Hold what one file gave, and how the file looked before and after it was read."""

    stamp: Stamp
    contract: Contract | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """Hold everything of one moment."""

    watch: Watch
    reads: Mapping[Path, _Read]
    problems: tuple[Problem, ...]
    index: ContractIndex


class ContractFolder:
    """Find the contracts of folders of TOML files; `urls` gives the base URL of each `{name}` placeholder."""

    def __init__(self, folders: Iterable[Path], urls: Mapping[str, str]) -> None:
        self._folders = tuple(folders)
        self._urls = urls
        self._lock = Lock()
        self._looked: object | None = None  # the look in which nothing had changed, held so that it is no other
        self._snapshot = self._read({})

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

    def refresh(self) -> None:
        """Read again the files that changed; when nothing did, that is one `stat` per folder and file, once a look.

        Those shipped with the sandbox are looked at once a second.
        """
        look = current_look()
        if look is not None and look is self._looked:
            return
        if self._snapshot.watch.has_changed():
            with self._lock:
                self._snapshot = self._read(self._snapshot.reads)
        self._looked = look

    def check(self) -> None:
        """Raise ConfigurationError with every problem of every file, when there is one."""
        if self.problems:
            raise ConfigurationError(self.problems)

    def _read(self, before: Mapping[Path, _Read]) -> _Snapshot:
        folders = see(self._folders)
        reads: dict[Path, _Read] = {}
        for file in (file for folder in self._folders for file in sorted(folder.glob("*.toml"))):
            known = before.get(file)
            reads[file] = known if known and known.stamp == stamp_of(str(file)) else _read_file(file, self._urls)
        index, clashes = build_index((label_of(file), read.contract) for file, read in reads.items() if read.contract)
        own = (problem for read in reads.values() for problem in read.problems)
        files = ((str(file), read.stamp) for file, read in reads.items())
        return _Snapshot(
            watch=Watch((*folders, *files), DATA),
            reads=reads,
            problems=(*_find_missing(folders), *own, *clashes),
            index=index,
        )


def _find_missing(folders: tuple[Seen, ...]) -> Iterator[Problem]:
    for folder, stamp in folders:
        if stamp is None:
            yield Problem(label_of(Path(folder)), "folder", "it does not exist", "make it, or name another")


def _read_file(file: Path, urls: Mapping[str, str]) -> _Read:
    """Read one file; one that changes meanwhile is being written, and no contract yet."""
    stamp = stamp_now(str(file))
    try:
        contract = read_contract(file, urls)
    except ConfigurationError as error:
        return _Read(stamp, None, error.problems)
    if stamp_now(str(file)) != stamp:
        return _Read(None, None, (Problem(label_of(file), "file", "it is being written", "wait a moment"),))
    return _Read(stamp, contract, ())
