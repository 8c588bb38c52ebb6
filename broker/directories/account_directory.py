"""Owns a directory under accounts: the same people, whose accounts' passwords take the place of the directory's."""

from collections.abc import Iterator

from broker.core.account import Account, AccountState
from broker.core.identity import Identity
from broker.core.refusals.account import AccountSuspended
from broker.core.school import School
from broker.flows.account_office import AccountOffice
from broker.flows.back_off import check_waiting, count_failure_of, end_waiting


class AccountDirectory:
    """Know the people of a directory, and which password opens each (port `Directory`)."""

    def __init__(self, office: AccountOffice) -> None:
        """Stand before the office's people."""
        self._office, self._people = office, office.people

    def find_person(self, kind: str, key: str, project: str | None) -> Identity | None:
        """Find by one key; see the port. Raise `AccountSuspended` for the login of a session that is still open."""
        person = self._people.find_person(kind, key, project)
        if person is not None and kind == "login" and not self._office.accounts.is_blank:
            self._check_not_suspended(person)
        return person

    def find_all(self, kind: str, key: str) -> tuple[Identity, ...]:
        """Return everybody found by a key; see the port."""
        return self._people.find_all(kind, key)

    def find_situations(self) -> tuple[Identity, ...]:
        """Return the people marked as a situation; see the port."""
        return self._people.find_situations()

    def find_people(self, *, starting: str = "", limit: int = 50) -> tuple[Identity, ...]:
        """Return people by login; see the port."""
        return self._people.find_people(starting=starting, limit=limit)

    def find_everybody(self) -> Iterator[Identity]:
        """Yield everybody; see the port."""
        return self._people.find_everybody()

    def find_schools(self) -> tuple[School, ...]:
        """Return the schools; see the port."""
        return self._people.find_schools()

    def find_school(self, uai: str) -> School | None:
        """Return one school; see the port."""
        return self._people.find_school(uai)

    def find_school_people(self, uai: str) -> tuple[Identity, ...]:
        """Return the people of a school; see the port."""
        return self._people.find_school_people(uai)

    def check_password(self, login: str, password: str, project: str | None = None) -> Identity | None:
        """Return the person whose password this is; the same work and wait for an unknown login (J205, J206).

        Raises `AccountWaits` after failures, and `AccountSuspended` for the right password of a suspended account.
        """
        office = self._office
        is_shared = office.demo_shared and office.is_shared(self._people.find_person("login", login, project))
        if not is_shared:
            check_waiting(office.store, office.issuer, login)
        person = self._check(login, password, project)
        if person is None and not is_shared:
            count_failure_of(office.store, office.issuer, login)
        elif person is not None:
            end_waiting(office.store, office.issuer, login)
        return person

    def _check(self, login: str, password: str, project: str | None) -> Identity | None:
        """Compare with both, the directory's and the account's, whoever it is: the time tells nothing."""
        office, by_directory = self._office, self._people.check_password(login, password, project)
        if office.accounts.is_blank:
            return by_directory
        account = office.accounts.find(office.issuer, login)
        own = [account.password] if account and account.password and account.code_ends is None else []
        by_account = office.is_password(password, own)
        if account is not None and by_account:
            return self._open(account)
        return by_directory if self._may_open(by_directory) else None

    def _may_open(self, person: Identity | None) -> bool:
        """Tell whether the directory's own password still opens for a person: no account has taken its place."""
        if person is None or self._office.is_shared(person):
            return person is not None
        account = self._office.accounts.find_of_person(self._office.issuer, person.login)
        if account is not None and account.password is None and account.state is AccountState.SUSPENDED:
            raise AccountSuspended(expected="an active account", received=account.state)
        return account is None or (account.is_active and account.password is None)

    def _check_not_suspended(self, person: Identity) -> None:
        account = self._office.accounts.find_of_person(self._office.issuer, person.login)
        if account is not None and account.state is AccountState.SUSPENDED:
            raise AccountSuspended(expected="an active account", received=account.state)

    def _open(self, account: Account) -> Identity | None:
        if not account.is_active:
            raise AccountSuspended(expected="an active account", received=account.state)
        return self._office.person_of(account)
