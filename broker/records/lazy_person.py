"""Owns what is kept about a person before anything was kept: nothing, and its erasure makes no file."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from broker.core.identity import PersonKey
from broker.flows.person_ports import Erasure, Held, PersonRecords


@dataclass(frozen=True, slots=True)
class LazyPersonRecords:
    """Know and erase what is kept about one person (port `PersonRecords`)."""

    kept: Callable[[], PersonRecords | None]

    def held(self, person: PersonKey, login: str | None) -> Held:
        """Return what is kept."""
        kept = self.kept()
        return kept.held(person, login) if kept else Held()

    def erase(self, person: PersonKey, login: str | None, mark: str, at: datetime, actor: str) -> Erasure:
        """Take it out; nothing goes where there is nothing."""
        kept = self.kept()
        return kept.erase(person, login, mark, at, actor) if kept else Erasure(0, 0, 0, was_cut=False)
