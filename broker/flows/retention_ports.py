"""Owns the ports of retention: rows that age, and the archives that they go to."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from typing import Protocol

from broker.core.retention import DataKind


class Ageing(Protocol):
    """Know how old rows are. Raises `RecordsUnavailable`."""

    def count(self, kind: DataKind, before: date) -> tuple[int, int]:
        """Return how many rows of a kind there are, and of these how many are older than a day."""
        ...

    def removing(self, kind: DataKind, before: date) -> AbstractContextManager[Iterator[str]]:
        """Give the rows older than a day as lines of text; they are taken out once they were all read, or none is."""
        ...


class Archives(Protocol):
    """Keep archives: files that their owner alone reads, each whole or not there."""

    def write(self, kind: DataKind, day: date, lines: Iterable[str]) -> None:
        """Write an archive of a day; the same lines are one archive, however often they come."""
        ...

    def days(self, kind: DataKind) -> tuple[date, ...]:
        """Return the day of each archive of a kind, in order."""
        ...

    def destroy(self, kind: DataKind, before: date) -> int:
        """Destroy the archives of earlier days; return how many."""
        ...
