"""Owns the port of what the records hold about one person: shown to them, and erased."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from broker.core.account import Account
from broker.core.identity import PersonKey
from broker.core.rights.assignment import Assignment, Licence


@dataclass(frozen=True, slots=True)
class Held:
    """Hold what is kept about a person; `messages` are how many lines of the outbox are theirs."""

    accounts: tuple[Account, ...] = field(default=(), repr=False)
    licences: tuple[Licence, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    delegate_of: tuple[str, ...] = ()
    messages: int = 0


@dataclass(frozen=True, slots=True)
class Erasure:
    """Say what went: lines of rights, accounts with their messages, and whether journal lines were cut off.

    `is_wiped` tells whether no trace is left in the database's file; where it was being read, that comes later.
    """

    rights: int
    accounts: int
    messages: int
    was_cut: bool
    is_wiped: bool = True

    @property
    def is_any(self) -> bool:
        """Tell whether anything went."""
        return bool(self.rights or self.accounts or self.messages or self.was_cut)


class PersonRecords(Protocol):
    """Know and erase what is kept about one person. Raises `RecordsUnavailable`."""

    def held(self, person: PersonKey, login: str | None) -> Held:
        """Return what is kept: accounts and messages by the login, where it is given, the rest by the key."""
        ...

    def erase(self, person: PersonKey, login: str | None, mark: str, at: datetime, actor: str) -> Erasure:
        """Take out rights and what ties journal lines to the person; by the login, accounts and messages too.

        All or nothing, and with the act's own line in the journal, which names nobody; none where nothing went.
        """
        ...
