"""Owns what the helpdesk, or a school for its own people, does to an account: reset, unlock, suspend, reassign."""

from dataclasses import dataclass, replace

from broker.core.account import Account, AccountState
from broker.core.account_event import AccountEvent, Actor
from broker.core.identity import Identity
from broker.core.refusals.account import AccountUnknown
from broker.flows.account_activation import notify
from broker.flows.account_changes import check_unshared
from broker.flows.account_office import AccountOffice
from broker.flows.back_off import end_waiting


@dataclass(frozen=True, slots=True)
class Desk:
    """Say who acts: the helpdesk for everybody, a school (by UAI) for its own people."""

    office: AccountOffice
    uai: str | None = None

    @property
    def actor(self) -> Actor:
        """Return who the journal says it was."""
        return Actor.HELPDESK if self.uai is None else Actor.SCHOOL

    def find(self, login: str) -> tuple[Identity, Account | None]:
        """Return a person and their account, by the login of either; raise `AccountUnknown` outside of its reach."""
        account = self.office.accounts.find(self.office.issuer, login)
        person = self.office.person_of(account) if account else self.office.find_person(login)
        if person is None or not self._reaches(person):
            raise AccountUnknown(expected="a login of this desk's people")
        return person, account or self.office.accounts.find_of_person(self.office.issuer, person.login)

    def send_notification(self, login: str) -> Account:
        """Send a provisional login and code: the first, or in place of a password that must open nothing any more."""
        person, account = self.find(login)
        event = AccountEvent.RESET if account and account.is_active else AccountEvent.NOTIFIED
        self._end_waiting(person, account)
        return notify(self.office, person, self.actor, event)

    def unlock(self, login: str) -> Account:
        """Let a login wait no longer after failures; the account is kept as it is, for the journal to name it."""
        person, account = self.find(login)
        self._end_waiting(person, account)
        return self._keep(account or self.office.account_for(person), AccountEvent.UNLOCKED)

    def suspend(self, login: str) -> Account:
        """Let an account open nothing until it is restored."""
        person, _ = self.find(login)
        check_unshared(self.office, person)
        suspended = replace(self.office.account_for(person), state=AccountState.SUSPENDED)
        return self._keep(suspended, AccountEvent.SUSPENDED)

    def restore(self, login: str) -> Account:
        """Let a suspended account open again, by the password that it had."""
        _, account = self.find(login)
        if account is None or account.state is not AccountState.SUSPENDED:
            raise AccountUnknown(expected="a suspended account")
        former = AccountState.ACTIVE if account.code_ends is None else AccountState.PROVISIONAL
        return self._keep(replace(account, state=former), AccountEvent.RESTORED)

    def reassign(self, login: str, to: str) -> Account:
        """Let an account open for another person of the directory: it had been given to the wrong record.

        What another guichet calls the former person is untied: their names at that guichet say nothing of the other.
        """
        former, account = self.find(login)
        person = self.office.find_person(to)
        if account is None or person is None or not self._reaches(person):
            raise AccountUnknown(expected="an account, and a directory login of this desk's people")
        check_unshared(self.office, former)
        check_unshared(self.office, person)
        given = replace(account, person=person.login, project=person.key.project, link=None)
        return self._keep(given, AccountEvent.REASSIGNED)

    def _reaches(self, person: Identity) -> bool:
        return self.uai is None or self.uai in {membership.uai for membership in person.memberships}

    def _end_waiting(self, person: Identity, account: Account | None) -> None:
        for login in {person.login, account.login if account else person.login}:
            for issuer in (self.office.issuer, f"{self.office.issuer}/activation"):
                end_waiting(self.office.store, issuer, login)

    def _keep(self, account: Account, event: AccountEvent) -> Account:
        return self.office.accounts.keep(account, self.office.entry(account, self.actor, event))
