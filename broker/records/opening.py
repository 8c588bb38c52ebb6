"""Owns the opening of the durable records: their libraries are imported when something is first kept or looked for."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from broker.core.account import Account
from broker.core.account_event import JournalEntry
from broker.core.account_message import Message
from broker.core.errors import ConfigurationError, Problem
from broker.core.refusals.account import RecordsUnavailable
from broker.core.rights.seeds import Seeds
from broker.flows.journal_ports import Acts, Heads, JournalPeople
from broker.flows.person_ports import PersonRecords
from broker.flows.record_ports import Accounts, Journal, Outbox
from broker.flows.report_ports import Reports
from broker.flows.retention_ports import Ageing
from broker.flows.rights_ports import AccessCounts, Assignments, Rights, Subscriptions
from broker.records.lazy_acts import LazyActs, LazyHeads, LazyJournalPeople
from broker.records.lazy_ageing import LazyAgeing
from broker.records.lazy_person import LazyPersonRecords
from broker.records.lazy_reports import LazyReports
from broker.records.lazy_rights import LazyAccessCounts, LazyAssignments, LazyRights, LazySubscriptions
from broker.records.records_settings import RecordsSettings

if TYPE_CHECKING:
    from broker.records.database import Database
    from broker.records.sql_seeding import SqlSeeding

FILE_NAME = "records.sqlite"


@dataclass(frozen=True, slots=True)
class _Opened:
    accounts: Accounts
    outbox: Outbox
    journal: Journal
    subscriptions: Subscriptions
    assignments: Assignments
    rights: Rights
    access_counts: AccessCounts
    reports: Reports
    ageing: Ageing
    acts: Acts
    journal_people: JournalPeople
    heads: Heads
    person_records: PersonRecords
    seeding: "SqlSeeding"
    database: "Database"


class Records:
    """Hold accounts, outbox and journal (ports `Accounts`, `Outbox`, `Journal`) and rights, opened when needed.

    A sandbox in which nothing was ever kept never makes the file, and pays for none of it.
    """

    def __init__(self, settings: RecordsSettings, folder: Path, find_seeds: Callable[[], Seeds] | None = None) -> None:
        """Say where they are; only a database of one's own is asked at once, so that a wrong address stops the start.

        `find_seeds` gives what new records of rights start with, when rights are first looked for. Raises
        ConfigurationError when the database does not answer.
        """
        self._url, self._file = settings.url, folder / FILE_NAME
        self._find_seeds, self._seeding = find_seeds, Lock()
        if self._url is not None:
            _check(self._url)

    def find(self, issuer: str, login: str) -> Account | None:
        """Return the account of a login, whatever its letters' case."""
        return None if self.is_blank else self._opened.accounts.find(issuer, login)

    def find_of_person(self, issuer: str, person: str) -> Account | None:
        """Return the account that opens for a person of the directory."""
        return None if self.is_blank else self._opened.accounts.find_of_person(issuer, person)

    def find_by_contact(self, issuer: str, contact: str) -> tuple[Account, ...]:
        """Return the active accounts that hold this e-mail or mobile number, in order of login."""
        return () if self.is_blank else self._opened.accounts.find_by_contact(issuer, contact)

    def find_by_link(self, issuer: str, link: str) -> Account | None:
        """Return the account linked to what another guichet calls the person."""
        return None if self.is_blank else self._opened.accounts.find_by_link(issuer, link)

    def keep(self, account: Account, entry: JournalEntry, *messages: Message) -> Account:
        """Keep a new or changed account, its line in the journal and the messages, all or nothing."""
        return self._opened.accounts.keep(account, entry, *messages)

    def put(self, message: Message) -> None:
        """Add one message."""
        self._opened.outbox.put(message)

    def latest(self, issuer: str, limit: int = 50) -> tuple[Message, ...]:
        """Return the latest messages, newest first."""
        return () if self.is_blank else self._opened.outbox.latest(issuer, limit)

    def append(self, entry: JournalEntry) -> None:
        """Add one line."""
        self._opened.journal.append(entry)

    def read(self, issuer: str, account: str | None = None, limit: int = 100) -> tuple[JournalEntry, ...]:
        """Return the latest lines, newest first, of one account or of all."""
        return () if self.is_blank else self._opened.journal.read(issuer, account, limit)

    def is_whole(self) -> bool:
        """Tell whether each line still follows from the one before."""
        return self.is_blank or self._opened.journal.is_whole()

    @property
    def subscriptions(self) -> Subscriptions:
        """Return the subscriptions."""
        return LazySubscriptions(
            lambda: kept.subscriptions if (kept := self._kept()) else None, lambda: self._seeded().subscriptions
        )

    @property
    def assignments(self) -> Assignments:
        """Return the assignments, licences and delegates."""
        return LazyAssignments(
            lambda: kept.assignments if (kept := self._kept()) else None, lambda: self._seeded().assignments
        )

    @property
    def rights(self) -> Rights:
        """Return what the decision on rights asks."""
        return LazyRights(lambda: kept.rights if (kept := self._kept()) else None)

    @property
    def access_counts(self) -> AccessCounts:
        """Return the counts of accesses."""
        return LazyAccessCounts(
            lambda: None if self.is_blank else self._opened.access_counts, lambda: self._opened.access_counts
        )

    @property
    def reports(self) -> Reports:
        """Return the assignment reports."""
        return LazyReports(lambda: None if self.is_blank else self._opened.reports, lambda: self._opened.reports)

    @property
    def ageing(self) -> Ageing:
        """Return how old the rows are."""
        return LazyAgeing(lambda: None if self.is_blank else self._opened.ageing)

    @property
    def acts(self) -> Acts:
        """Return the journal's lines."""
        return LazyActs(lambda: None if self.is_blank else self._opened.acts, lambda: self._opened.acts)

    @property
    def journal_people(self) -> JournalPeople:
        """Return who the journal's references are."""
        return LazyJournalPeople(lambda: None if self.is_blank else self._opened.journal_people)

    @property
    def heads(self) -> Heads:
        """Return the journal's signed heads."""
        return LazyHeads(lambda: None if self.is_blank else self._opened.heads, lambda: self._opened.heads)

    @property
    def person_records(self) -> PersonRecords:
        """Return what is kept about one person."""
        return LazyPersonRecords(lambda: None if self.is_blank else self._opened.person_records)

    def export(self) -> Iterator[str]:
        """Yield everything as lines of text, without their ends, as it is at one moment: personal values too."""
        from broker.records.exporting import export_lines  # noqa: PLC0415 - as in _open

        yield from export_lines(None if self.is_blank else self._opened.database)

    def take_in(self, lines: Iterable[str], name: str) -> Mapping[str, int]:
        """Put there what was exported, and return how many rows by table; `name` is the text's, for the problems.

        Raises ConfigurationError with each problem and its line: where anything is there already, among others.
        """
        from broker.records.importing import import_lines  # noqa: PLC0415 - as in _open

        return import_lines(self._opened.database, lines, name)

    def close(self) -> None:
        """Close what was opened; the next use opens it again."""
        opened = self.__dict__.pop("_opened", None)
        if opened is not None:
            opened.database.close()

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing was ever kept."""
        return self._url is None and not self._file.exists()

    def _kept(self) -> _Opened | None:
        """Return the records of rights, with what they start with; None where there is nothing."""
        return None if self.is_blank and self._find_seeds is None else self._seeded()

    def _seeded(self) -> _Opened:
        if self._find_seeds is not None:
            with self._seeding:  # whoever comes meanwhile waits: half a start would be another answer
                if self._find_seeds is not None:
                    self._opened.seeding.plant(self._find_seeds)
                    self._find_seeds = None
        return self._opened

    @cached_property
    def _opened(self) -> _Opened:
        return _open(self._url or f"sqlite:///{self._file}")


def _open(url: str) -> _Opened:
    from broker.records.database import Database  # noqa: PLC0415 - SQLAlchemy, for whoever keeps something only
    from broker.records.sql_access_counts import SqlAccessCounts  # noqa: PLC0415 - likewise
    from broker.records.sql_accounts import SqlAccounts  # noqa: PLC0415 - likewise
    from broker.records.sql_acts import SqlActs  # noqa: PLC0415 - likewise
    from broker.records.sql_ageing import SqlAgeing  # noqa: PLC0415 - likewise
    from broker.records.sql_assignments import SqlAssignments  # noqa: PLC0415 - likewise
    from broker.records.sql_heads import SqlHeads  # noqa: PLC0415 - likewise
    from broker.records.sql_journal import SqlJournal  # noqa: PLC0415 - likewise
    from broker.records.sql_journal_people import SqlJournalPeople  # noqa: PLC0415 - likewise
    from broker.records.sql_outbox import SqlOutbox  # noqa: PLC0415 - likewise
    from broker.records.sql_person import SqlPersonRecords  # noqa: PLC0415 - likewise
    from broker.records.sql_reports import SqlReports  # noqa: PLC0415 - likewise
    from broker.records.sql_rights import SqlRights  # noqa: PLC0415 - likewise
    from broker.records.sql_seeding import SqlSeeding  # noqa: PLC0415 - likewise
    from broker.records.sql_subscriptions import SqlSubscriptions  # noqa: PLC0415 - likewise

    database = Database(url)
    return _Opened(
        accounts=SqlAccounts(database),
        outbox=SqlOutbox(database),
        journal=SqlJournal(database),
        subscriptions=SqlSubscriptions(database),
        assignments=SqlAssignments(database),
        rights=SqlRights(database),
        access_counts=SqlAccessCounts(database),
        reports=SqlReports(database),
        ageing=SqlAgeing(database),
        acts=SqlActs(database),
        journal_people=SqlJournalPeople(database),
        heads=SqlHeads(database),
        person_records=SqlPersonRecords(database),
        seeding=SqlSeeding(database),
        database=database,
    )


def _check(url: str) -> None:
    from broker.records.database import Database  # noqa: PLC0415 - likewise

    database = Database(url)
    try:
        database.check()
    except RecordsUnavailable as refusal:
        what = f"the database does not answer ({refusal.cause})"
        raise ConfigurationError((Problem("preau.toml", "records.url", what, refusal.remedy.en),)) from None
    finally:
        database.close()
