"""Owns the folder in which an installation keeps its proofs: one file each, by time, and the latest again."""

import fcntl
import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.reduction import DupFd
from pathlib import Path
from typing import IO, Protocol

_NAME = re.compile(r"proof-[0-9TZ]{16}\.json")
LATEST = "latest.json"


@dataclass(frozen=True, slots=True)
class Progress:
    """Hold how far a proof that runs is."""

    done: int
    total: int


class _Handed(Protocol):
    """Be an open file on its way to another process."""

    def detach(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Turn:
    """Hold the place to run a proof in; given to a process that is spawned, that process holds it too."""

    file: IO[bytes]

    def __reduce__(self) -> "tuple[Callable[[_Handed], Turn], tuple[_Handed]]":
        """Hand over the lock itself: it is of the open file, not of the process."""
        return _take_over, (DupFd(self.file.fileno()),)


def _take_over(handed: _Handed) -> Turn:
    return Turn(os.fdopen(handed.detach(), "a+b"))


@dataclass(frozen=True, slots=True)
class KeptProofs:
    """Keep proofs in one folder, and let one run at a time."""

    folder: Path

    def keep(self, envelope: str, now: datetime) -> Path:
        """Write a proof under its moment, and as the latest; readers see a whole file or none."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"proof-{now:%Y%m%dT%H%M%SZ}.json"
        for each in (path, self.folder / LATEST):
            part = each.with_suffix(f".{os.getpid()}.part")
            part.write_text(f"{envelope}\n", encoding="utf-8")
            part.replace(each)
        return path

    def names(self) -> tuple[str, ...]:
        """Return the names of the proofs, the latest first."""
        found = (file.name for file in self.folder.glob("proof-*.json") if _NAME.fullmatch(file.name))
        return tuple(sorted(found, reverse=True))

    def read(self, name: str) -> str | None:
        """Return a proof by its name, None where there is none of that name."""
        if _NAME.fullmatch(name) is None:
            return None
        try:
            return (self.folder / name).read_text(encoding="utf-8")
        except OSError:
            return None

    def take_turn(self, total: int = 0) -> Turn | None:
        """Take the one place to run a proof in, None where another holds it; it is free once nobody does."""
        self.folder.mkdir(parents=True, exist_ok=True)
        file = (self.folder / "running.lock").open("a+b")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return None
        self.note(Progress(0, total))
        return Turn(file)

    @contextmanager
    def running(self, total: int) -> Iterator[bool]:
        """Hold the one place to run a proof in; False where another holds it."""
        turn = self.take_turn(total)
        if turn is None:
            yield False
            return
        with turn.file:
            yield True

    def note(self, progress: Progress) -> None:
        """Write how far the running proof is, for whoever looks from another process."""
        part = self.folder / f"running.{os.getpid()}.part"
        part.write_text(json.dumps([progress.done, progress.total]), encoding="utf-8")
        part.replace(self.folder / "running.json")

    def find_progress(self) -> Progress | None:
        """Return how far the running proof is; None where none runs."""
        try:
            with (self.folder / "running.lock").open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return None
        except OSError:
            return self._read_progress()
        return None

    def _read_progress(self) -> Progress:
        try:
            done, total = json.loads((self.folder / "running.json").read_text(encoding="utf-8"))
            return Progress(int(done), int(total))
        except (OSError, ValueError, TypeError):
            return Progress(0, 0)
