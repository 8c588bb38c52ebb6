"""Owns accounts in SQL: found by login, person, contact or link; kept together with what is said of the change."""

from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from broker.core.account import Account, AccountState
from broker.core.account_event import JournalEntry
from broker.core.account_message import Message
from broker.core.refusals.account import AccountChanged
from broker.records.database import Database
from broker.records.sql_journal import write_entry
from broker.records.sql_outbox import read_moment, write_message
from broker.records.tables import ACCOUNTS


class SqlAccounts:
    """Keep accounts in a database (port `Accounts`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing was ever kept: a database that is there may hold something."""
        return False

    def find(self, issuer: str, login: str) -> Account | None:
        """Return the account of a login, whatever its letters' case."""
        return self._find_one(issuer, ACCOUNTS.c.login_key == login.strip().casefold())

    def find_of_person(self, issuer: str, person: str) -> Account | None:
        """Return the account that opens for a person of the directory."""
        return self._find_one(issuer, ACCOUNTS.c.person == person)

    def find_by_contact(self, issuer: str, contact: str) -> tuple[Account, ...]:
        """Return the active accounts that hold this e-mail or mobile number, in order of login."""
        held = or_(ACCOUNTS.c.mail_key == contact.strip().casefold(), ACCOUNTS.c.mobile == contact.strip())
        return tuple(account for account in self._find(issuer, held) if account.is_active)

    def find_by_link(self, issuer: str, link: str) -> Account | None:
        """Return the account linked to what another guichet calls the person."""
        return self._find_one(issuer, ACCOUNTS.c.link == link)

    def keep(self, account: Account, entry: JournalEntry, *messages: Message) -> Account:
        """Keep a new or changed account, its line in the journal and the messages, all or nothing."""
        kept = replace(account, version=account.version + 1)
        with self._database.writing() as connection:
            try:
                changed = _write(connection, kept)
            except IntegrityError:  # another has that login, person or link already
                raise AccountChanged(expected="one account per login and person") from None
            if not changed:
                raise AccountChanged(expected=f"version {account.version}")
            write_entry(connection, entry)
            for message in messages:
                write_message(connection, message)
        return kept

    def _find_one(self, issuer: str, condition: ColumnElement[bool]) -> Account | None:
        return next(iter(self._find(issuer, condition)), None)

    def _find(self, issuer: str, condition: ColumnElement[bool]) -> list[Account]:
        wanted = select(ACCOUNTS).where(ACCOUNTS.c.issuer == issuer, condition).order_by(ACCOUNTS.c.login_key)
        with self._database.reading() as connection:
            return [read_account(row) for row in connection.execute(wanted)]


def _write(connection: Connection, account: Account) -> bool:
    values = {
        "issuer": account.issuer,
        "login": account.login,
        "login_key": account.login.casefold(),
        "person": account.person,
        "project": account.project,
        "state": account.state.value,
        "password": account.password,
        "code_ends": account.code_ends,
        "mail": account.mail,
        "mail_key": account.mail.casefold() if account.mail else None,
        "mobile": account.mobile,
        "link": account.link,
        "version": account.version,
    }
    if account.version == 1:
        connection.execute(insert(ACCOUNTS).values(number=account.number, **values))
        return True
    former = (ACCOUNTS.c.number == account.number) & (ACCOUNTS.c.version == account.version - 1)
    return connection.execute(update(ACCOUNTS).where(former).values(**values)).rowcount == 1


def read_account(row: Row[Any]) -> Account:
    """Read an account from its row."""
    return Account(
        number=row.number,
        issuer=row.issuer,
        login=row.login,
        person=row.person,
        project=row.project,
        state=AccountState(row.state),
        password=row.password,
        code_ends=read_moment(row.code_ends) if row.code_ends else None,
        mail=row.mail,
        mobile=row.mobile,
        link=row.link,
        version=row.version,
    )
