"""Owns the contracts in force: those of several folders, read again when a file changes.

A file that is wrong is a problem and no contract: the others go on. Nothing shadows: of two files that clash,
the first counts (folders in the order given, then by name) and the second is a problem.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from threading import Lock

from broker.core.contract import Contract
from broker.core.errors import ConfigurationError, Problem
from broker.definitions.contract_index import ContractIndex, build_index
from broker.definitions.contract_reader import label_of, read_contract

Stamp = tuple[int, int, int] | None
_LOOKED_AT = 16


@dataclass(frozen=True, slots=True)
class _Read:
    """Hold what one file gave, and how the file looked before and after it was read."""

    stamp: Stamp
    contract: Contract | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """Hold everything of one moment."""

    folders: Mapping[Path, Stamp]
    files: Mapping[Path, _Read]
    problems: tuple[Problem, ...]
    index: ContractIndex


class ContractFolder:
    """Find the contracts of folders of TOML files; `urls` gives the base URL of each `{name}` placeholder."""

    def __init__(self, folders: Iterable[Path], urls: Mapping[str, str]) -> None:
        self._folders = tuple(folders)
        self._urls = urls
        self._lock = Lock()
        self._turn = 0
        self._snapshot = self._read({})

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return what is wrong in the folders now, file by file."""
        self.refresh()
        return self._snapshot.problems

    def by_entity(self, issuer: str, entity_id: str) -> tuple[Contract, ...]:
        """Return the contracts of one service at one issuer."""
        return self._current().by_entity.get((issuer, entity_id), ())

    def by_resource(self, issuer: str, resource: str) -> Contract | None:
        """Return the contract of a resource by its ARK."""
        return self._current().by_resource.get((issuer, resource))

    def all(self, issuer: str) -> tuple[Contract, ...]:
        """Return every contract at one issuer, by name."""
        return tuple(contract for contract in self._current().by_name if contract.issuer == issuer)

    def refresh(self) -> None:
        """Read again the files that changed; when nothing did, this costs one `stat` per folder and file."""
        if self._changed(self._snapshot.files):
            with self._lock:
                self._snapshot = self._read(self._snapshot.files)

    def check(self) -> None:
        """Raise ConfigurationError with every problem of every file, when there is one."""
        if self.problems:
            raise ConfigurationError(self.problems)

    def _current(self) -> ContractIndex:
        """Return the contracts as they are; of very many files, each look-up looks at some, in turn."""
        files = self._snapshot.files
        if len(files) > _LOOKED_AT:
            start = self._turn if self._turn < len(files) else 0
            self._turn = start + _LOOKED_AT
            files = dict(islice(files.items(), start, self._turn))
        if self._changed(files):
            self.refresh()
        return self._snapshot.index

    def _changed(self, files: Mapping[Path, _Read]) -> bool:
        folders = self._snapshot.folders
        return any(_stamp(folder) != stamp for folder, stamp in folders.items()) or any(
            _stamp(file) != read.stamp for file, read in files.items()
        )

    def _read(self, before: Mapping[Path, _Read]) -> _Snapshot:
        folders = {folder: _stamp(folder) for folder in self._folders}
        files: dict[Path, _Read] = {}
        for folder in self._folders:
            for file in sorted(folder.glob("*.toml")):
                known = before.get(file)
                files[file] = known if known and known.stamp == _stamp(file) else _read_file(file, self._urls)
        read = [(label_of(file), found.contract) for file, found in files.items() if found.contract is not None]
        index, clashes = build_index(read)
        own = (problem for found in files.values() for problem in found.problems)
        return _Snapshot(folders, files, (*_find_missing(folders), *own, *clashes), index)


def _find_missing(folders: Mapping[Path, Stamp]) -> Iterator[Problem]:
    for folder, stamp in folders.items():
        if stamp is None:
            yield Problem(label_of(folder), "folder", "it does not exist", "make it, or name another")


def _stamp(path: Path) -> Stamp:
    """Return what changes when a file or a folder does; None when it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _read_file(file: Path, urls: Mapping[str, str]) -> _Read:
    """Read one file; one that changes meanwhile is being written, and no contract yet."""
    stamp = _stamp(file)
    try:
        contract = read_contract(file, urls)
    except ConfigurationError as error:
        return _Read(stamp, None, error.problems)
    if _stamp(file) != stamp:
        return _Read(None, None, (Problem(label_of(file), "file", "it is being written", "wait a moment"),))
    return _Read(stamp, contract, ())
