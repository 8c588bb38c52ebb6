"""Owns the ageing of records that may hold nothing yet: none of their rows is old, and nothing is opened to say so."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from broker.core.retention import DataKind
from broker.flows.retention_ports import Ageing


class LazyAgeing:
    """Know how old rows are (port `Ageing`); `find` gives None while there are no records."""

    def __init__(self, find: Callable[[], Ageing | None]) -> None:
        self._find = find

    def count(self, kind: DataKind, before: date) -> tuple[int, int]:
        """Return how many rows of a kind there are, and of these how many are older than a day."""
        kept = self._find()
        return (0, 0) if kept is None else kept.count(kind, before)

    @contextmanager
    def removing(self, kind: DataKind, before: date) -> Iterator[Iterator[str]]:
        """Give the rows older than a day as lines of text; they are taken out once they were all read, or none is."""
        kept = self._find()
        if kept is None:
            yield iter(())
            return
        with kept.removing(kind, before) as lines:
            yield lines
