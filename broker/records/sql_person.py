"""Owns what the database holds about one person, and its erasure in one transaction with the act's own line."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, false, func, or_, select

from broker.core.account import Account
from broker.core.identity import PersonKey
from broker.core.journal.act import Act, ActKind
from broker.core.rights.assignment import TargetKind
from broker.flows.person_ports import Erasure, Held
from broker.records.database import Database
from broker.records.forgetting import forget
from broker.records.rights_tables import ASSIGNMENTS, DELEGATES, LICENCES, SUBSCRIPTIONS
from broker.records.sql_accounts import read_account
from broker.records.sql_acts import take_turn, write_act
from broker.records.sql_assignments import read_assignment, read_licence
from broker.records.sql_journal_people import cut_person
from broker.records.tables import ACCOUNTS, OUTBOX

ERASED = "person.erased"


class SqlPersonRecords:
    """Know and erase what is kept about one person (port `PersonRecords`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def held(self, person: PersonKey, login: str | None) -> Held:
        """Return what is kept: accounts and messages by the login, where it is given, the rest by the key."""
        licences = _licences_of(person)
        with self._database.snapshot() as connection:
            assigned = select(ASSIGNMENTS, SUBSCRIPTIONS.c.id.label("of")).join_from(ASSIGNMENTS, SUBSCRIPTIONS)
            taken = select(LICENCES, SUBSCRIPTIONS.c.id.label("of")).join_from(LICENCES, SUBSCRIPTIONS)
            delegate = select(DELEGATES.c.uai).where(_delegate(person)).order_by(DELEGATES.c.uai)
            found = [] if login is None else _read_accounts(connection, person, login)
            count = select(func.count()).select_from(OUTBOX).where(_messages_of(found))
            return Held(
                accounts=tuple(found),
                licences=tuple(read_licence(row, row.of) for row in connection.execute(taken.where(licences))),
                assignments=tuple(
                    read_assignment(row) for row in connection.execute(assigned.where(_assignments_of(person)))
                ),
                delegate_of=tuple(connection.scalars(delegate)),
                messages=connection.execute(count).scalar() or 0,
            )

    def erase(self, person: PersonKey, login: str | None, mark: str, at: datetime, actor: str) -> Erasure:
        """Take out rights and what ties journal lines to the person; by the login, accounts and messages too."""
        with self._database.writing() as connection:
            rights = forget(connection, person)
            messages = accounts = 0
            if login is not None:
                found = _read_accounts(connection, person, login)
                messages = connection.execute(delete(OUTBOX).where(_messages_of(found))).rowcount
                accounts = connection.execute(delete(ACCOUNTS).where(_accounts_of(person, login))).rowcount
            take_turn(connection)  # after the other locks: so it is everywhere
            erased = Erasure(rights, accounts, messages, cut_person(connection, mark))
            if erased.is_any:
                write_act(connection, Act(at, "", ActKind.ADMINISTRATION, ERASED, actor))
        return replace(erased, is_wiped=self._database.wipe())


def _read_accounts(connection: Connection, person: PersonKey, login: str) -> list[Account]:
    wanted = select(ACCOUNTS).where(_accounts_of(person, login)).order_by(ACCOUNTS.c.issuer)
    return [read_account(row) for row in connection.execute(wanted)]


def _licences_of(person: PersonKey) -> ColumnElement[bool]:
    return (LICENCES.c.person == person.identifier) & (LICENCES.c.project == person.project)


def _assignments_of(person: PersonKey) -> ColumnElement[bool]:
    by_name = (ASSIGNMENTS.c.code == person.identifier) & (ASSIGNMENTS.c.project == person.project)
    return (ASSIGNMENTS.c.kind == TargetKind.PERSON.value) & by_name


def _delegate(person: PersonKey) -> ColumnElement[bool]:
    return (DELEGATES.c.person == person.identifier) & (DELEGATES.c.project == person.project)


def _accounts_of(person: PersonKey, login: str) -> ColumnElement[bool]:
    return (ACCOUNTS.c.person == login) & (ACCOUNTS.c.project == person.project)


def _messages_of(accounts: Sequence[Account]) -> ColumnElement[bool]:
    """Return which messages tell an account's login, or went to where it says that the person is reached."""
    mine: list[ColumnElement[bool]] = [false()]
    for account in accounts:
        reached = [one for one in (account.mail, account.mobile) if one]
        told = or_(OUTBOX.c.login == account.login, OUTBOX.c.recipient.in_(reached))
        mine.append((OUTBOX.c.issuer == account.issuer) & told)
    return or_(*mine)
