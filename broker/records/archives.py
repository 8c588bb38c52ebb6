"""Owns the archives of what is no longer in use: one file a day and kind, that its owner alone reads."""

import os
import re
from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path

from broker.core.refusals.account import RecordsUnavailable
from broker.core.retention import DataKind

_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})-[0-9a-f]{16}\.jsonl")
_DRAFT = ".draft"


class ArchiveFolder:
    """Keep archives as files of a folder (port `Archives`)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, kind: DataKind, day: date, lines: Iterable[str]) -> None:
        """Write an archive of a day; the same lines are one archive, however often they come."""
        draft = self._folder / kind / f"{day.isoformat()}{_DRAFT}"
        try:
            draft.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            digest = _write(draft, lines)
            draft.replace(draft.with_name(f"{day.isoformat()}-{digest[:16]}.jsonl"))
            _settle(draft.parent)
        except OSError as error:
            raise RecordsUnavailable(cause=f"archive: {error.strerror}") from None

    def days(self, kind: DataKind) -> tuple[date, ...]:
        """Return the day of each archive of a kind, in order."""
        return tuple(sorted(day for day, _ in self._files(kind)))

    def destroy(self, kind: DataKind, before: date) -> int:
        """Destroy the archives of earlier days; return how many."""
        over = [file for day, file in self._files(kind) if day < before]
        for file in over:
            file.unlink(missing_ok=True)
        if over:
            _settle(self._folder / kind)
        return len(over)

    def _files(self, kind: DataKind) -> Iterator[tuple[date, Path]]:
        for file in (self._folder / kind).glob("*.jsonl"):
            found = _NAME.fullmatch(file.name)
            if found is not None:
                yield date.fromisoformat(found[1]), file


def _write(draft: Path, lines: Iterable[str]) -> str:
    """Write a file that only its owner reads, through to the disk; return the SHA-256 of its content."""
    digest = sha256()
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for line in lines:
            written = f"{line}\n".encode()
            digest.update(written)
            file.write(written)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _settle(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
