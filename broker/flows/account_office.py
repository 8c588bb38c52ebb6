"""Owns what the flows of accounts share: the ports they call, who counts as shared, and how a change is written."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from broker.core.account import Account, AccountState
from broker.core.account_event import AccountEvent, Actor, JournalEntry
from broker.core.account_message import Channel, Message, MessageKind
from broker.core.fact_names import FactName
from broker.core.identity import Identity
from broker.core.profile import Profile
from broker.core.refusals.account import AccountSuspended
from broker.flows.ports import Clock, Directory, Store
from broker.flows.record_ports import Accounts, Journal, Outbox


@dataclass(frozen=True, slots=True)
class AccountOffice:
    """Gather what one issuer's accounts need.

    `people` is the directory beneath the accounts. `demo_shared` says that the people on the home page are everybody's,
    with one password. `desk_open` says that the helpdesk's screens and the outbox are shown.
    """

    issuer: str
    clock: Clock
    people: Directory
    store: Store
    accounts: Accounts
    outbox: Outbox
    journal: Journal
    hash_password: Callable[[str], str]
    is_password: Callable[[str, list[str]], bool]
    profiles: frozenset[Profile]
    demo_shared: bool
    desk_open: bool

    def is_shared(self, person: Identity | None) -> bool:
        """Tell whether a person is one of the home page's, whose account nobody may take from the others (J206)."""
        return self.demo_shared and person is not None and person.situation is not None

    def find_person(self, login: str) -> Identity | None:
        """Return the person of a directory login, if this issuer serves them."""
        person = self.people.find_person("login", login, None) if login else None
        return person if person and self.serves(person) else None

    def person_of(self, account: Account) -> Identity | None:
        """Return who an account opens for."""
        return self.people.find_person("login", account.person, account.project)

    def serves(self, person: Identity) -> bool:
        """Tell whether this issuer has accounts for people like this one."""
        return any(membership.profile in self.profiles for membership in person.memberships)

    def account_for(self, person: Identity) -> Account:
        """Return the person's account, or a new one under a login that is free: nothing is kept yet."""
        found = self.accounts.find_of_person(self.issuer, person.login)
        if found is not None:
            return found
        return Account(
            number=secrets.token_hex(8),
            issuer=self.issuer,
            login=self._free_login(person.login),
            person=person.login,
            project=person.key.project,
            state=AccountState.ACTIVE,
        )

    def usable_account_for(self, person: Identity) -> Account:
        """Return the same, unless it is suspended: then raise `AccountSuspended`."""
        account = self.account_for(person)
        if account.state is AccountState.SUSPENDED:
            raise AccountSuspended(expected="an active account", received=account.state)
        return account

    def entry(self, account: Account, actor: Actor, event: AccountEvent) -> JournalEntry:
        """Make a line of the journal."""
        return JournalEntry(self.clock.now(), self.issuer, account.number, actor, event)

    def message(  # noqa: PLR0913 - a message says all of this
        self,
        channel: Channel,
        kind: MessageKind,
        recipient: str,
        *,
        login: str = "",
        code: str = "",
        ends: datetime | None = None,
    ) -> Message:
        """Make a message for the outbox."""
        return Message(self.clock.now(), self.issuer, channel, kind, recipient, login, code, ends)

    def _free_login(self, login: str) -> str:
        free, number = login, 1
        while self.accounts.find(self.issuer, free) is not None:
            number += 1
            free = f"{login}{number}"
        return free


def knows_birth_date(person: Identity, day: str) -> bool:
    """Tell whether a day is the person's own birth date or a child's (facts/identity-providers.md 1.8)."""
    return _is_among(day, person.birth_date.values) or knows_child(person, day)


def knows_child(person: Identity, day: str) -> bool:
    """Tell whether a day is the birth date of one of a guardian's children."""
    return _is_among(day, person.fact(FactName.CHILD_BIRTH_DATES).values)


def is_guardian(person: Identity) -> bool:
    """Tell whether a person is some pupil's guardian."""
    return any(membership.profile is Profile.GUARDIAN for membership in person.memberships)


def _is_among(day: str, days: tuple[str, ...]) -> bool:
    return any(secrets.compare_digest(day.encode(), known.encode()) for known in days)


def full_name(person: Identity) -> str:
    """Return how a letter is addressed to a person."""
    return " ".join([*person.given_name.values[:1], *person.family_name.values[:1]])


def channel_of(contact: str) -> Channel:
    """Return by which way a contact is reached."""
    return Channel.MAIL if "@" in contact else Channel.SMS
