"""Owns the ports of durable records: the accounts that a guichet keeps, its outbox and its journal."""

from typing import Protocol

from broker.core.account import Account
from broker.core.account_event import JournalEntry
from broker.core.account_message import Message


class Accounts(Protocol):
    """Keep accounts for as long as they live. Raises `RecordsUnavailable` when it cannot answer."""

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing was ever kept, so that no password need be compared with an account's."""
        ...

    def find(self, issuer: str, login: str) -> Account | None:
        """Return the account of a login, whatever its letters' case."""
        ...

    def find_of_person(self, issuer: str, person: str) -> Account | None:
        """Return the account that opens for a person of the directory."""
        ...

    def find_by_contact(self, issuer: str, contact: str) -> tuple[Account, ...]:
        """Return the active accounts that hold this e-mail or mobile number, in order of login."""
        ...

    def find_by_link(self, issuer: str, link: str) -> Account | None:
        """Return the account linked to what another guichet calls the person."""
        ...

    def keep(self, account: Account, entry: JournalEntry, *messages: Message) -> Account:
        """Keep a new or changed account, its line in the journal and the messages, all or nothing.

        Returns the account as kept; raises `AccountChanged` when another change came first.
        """
        ...


class Outbox(Protocol):
    """Keep the latest messages that a guichet would have sent."""

    def put(self, message: Message) -> None:
        """Add one message."""
        ...

    def latest(self, issuer: str, limit: int = 50) -> tuple[Message, ...]:
        """Return the latest messages, newest first."""
        ...


class Journal(Protocol):
    """Keep every change for good: lines are added, and never changed nor taken out."""

    def append(self, entry: JournalEntry) -> None:
        """Add one line."""
        ...

    def read(self, issuer: str, account: str | None = None, limit: int = 100) -> tuple[JournalEntry, ...]:
        """Return the latest lines, newest first, of one account or of all."""
        ...

    def is_whole(self) -> bool:
        """Tell whether each line still follows from the one before."""
        ...
