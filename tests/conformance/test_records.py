"""Owns what the durable records do alike, over SQLite and over a real PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from broker.core.account import Account, AccountState
from broker.core.account_event import AccountEvent, Actor, JournalEntry
from broker.core.account_message import Channel, Message, MessageKind
from broker.core.refusals.account import AccountChanged, RecordsUnavailable
from broker.records.database import NEWEST, Database, alembic_config
from broker.records.opening import Records
from broker.records.records_settings import RecordsSettings
from broker.records.schema import SCHEMA
from tests.builders import NOON


def an_account(**changes: object) -> Account:
    account = Account("n1", "educonnect", "Lou.Marelle", "lou.marelle", "P0", AccountState.ACTIVE, "{hash}")
    return replace(account, **changes)  # type: ignore[arg-type]  # any field of the type


def an_entry(number: str = "n1", event: AccountEvent = AccountEvent.ACTIVATED) -> JournalEntry:
    return JournalEntry(NOON, "educonnect", number, Actor.PERSON, event)


def a_message(code: str = "123456") -> Message:
    return Message(NOON, "educonnect", Channel.SMS, MessageKind.CODE, "+33612345678", code=code, ends=NOON)


def test_an_account_is_found_again_as_it_was_kept(records: Records) -> None:
    account = an_account(mail="Lou@famille.example", mobile="+33612345678", link="fc-1", code_ends=NOON)
    kept = records.keep(account, an_entry())
    assert kept == replace(account, version=1)
    assert records.find("educonnect", " lou.MARELLE ") == kept
    assert records.find_of_person("educonnect", "lou.marelle") == kept
    assert records.find_by_link("educonnect", "fc-1") == kept
    for contact in ("lou@FAMILLE.example", "+33612345678"):
        assert records.find_by_contact("educonnect", contact) == (kept,)


def test_nothing_is_found_at_another_issuer_or_by_another_name(records: Records) -> None:
    records.keep(an_account(link="fc-1", mail="lou@famille.example"), an_entry())
    assert records.find("ailleurs", "lou.marelle") is None
    assert records.find("educonnect", "lou%") is None
    assert records.find_by_link("ailleurs", "fc-1") is None
    assert records.find_by_contact("ailleurs", "lou@famille.example") == ()
    assert records.find_by_contact("educonnect", "") == ()


def test_a_change_that_another_has_overtaken_changes_nothing_at_all(records: Records) -> None:
    first = records.keep(an_account(), an_entry())
    records.keep(replace(first, mail="un@famille.example"), an_entry())
    with pytest.raises(AccountChanged):
        records.keep(replace(first, mail="deux@famille.example"), an_entry(), a_message())
    found = records.find("educonnect", "lou.marelle")
    assert found is not None
    assert found.mail == "un@famille.example"
    assert len(records.read("educonnect")) == 2
    assert records.latest("educonnect") == ()


def test_two_accounts_share_neither_login_nor_person_nor_link(records: Records) -> None:
    records.keep(an_account(link="fc-1"), an_entry())
    for other in (
        an_account(number="n2", person="autre", login="lou.marelle"),
        an_account(number="n2", login="autre"),
        an_account(number="n2", login="autre", person="autre", link="fc-1"),
    ):
        with pytest.raises(AccountChanged):
            records.keep(other, an_entry("n2"))
    assert len(records.read("educonnect")) == 1


def test_one_of_many_changes_at_once_wins(records: Records) -> None:
    account = records.keep(an_account(), an_entry())

    def change(number: int) -> bool:
        try:
            records.keep(replace(account, mail=f"m{number}@famille.example"), an_entry())
        except AccountChanged:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(change, range(8))) == 1
    assert records.is_whole()
    assert len(records.read("educonnect")) == 2


def test_the_journal_is_read_newest_first_and_of_one_account(records: Records) -> None:
    lines = [replace(an_entry(f"n{number % 2}"), at=NOON + timedelta(seconds=number)) for number in range(5)]
    for line in lines:
        records.append(line)
    assert records.read("educonnect") == tuple(reversed(lines))
    assert records.read("educonnect", "n1") == (lines[3], lines[1])
    assert records.read("educonnect", limit=2) == (lines[4], lines[3])
    assert records.read("ailleurs") == ()
    assert records.is_whole()


@pytest.mark.parametrize("statement", ["UPDATE acts SET actor = 'school'", "DELETE FROM acts"])
def test_the_database_itself_refuses_to_change_the_journal(
    records: Records, database: Database, statement: str
) -> None:
    records.append(an_entry())
    with pytest.raises(RecordsUnavailable), database.writing() as connection:
        connection.execute(sqlalchemy.text(statement))
    with database.reading() as connection:
        assert connection.execute(sqlalchemy.text("SELECT actor FROM acts")).scalars().all() == ["person"]


def test_a_line_changed_behind_the_databases_back_breaks_the_chain(records: Records, database: Database) -> None:
    for number in ("n1", "n2"):
        records.append(an_entry(number))
    assert records.is_whole()
    with database.writing() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        rule = "DROP TRIGGER acts_no_update" if is_sqlite else "DROP TRIGGER acts_append_only ON acts"
        connection.execute(sqlalchemy.text(rule))
        connection.execute(sqlalchemy.text("UPDATE acts SET what = 'suspended' WHERE position = 1"))
    assert not records.is_whole()


def test_the_outbox_keeps_the_latest_messages_only(records: Records) -> None:
    for number in range(205):
        records.put(a_message(f"{number:06d}"))
    found = records.latest("educonnect", 500)
    assert len(found) == 200
    assert found[0] == a_message("000204")
    assert records.latest("ailleurs") == ()


def test_the_migrations_make_the_tables_that_are_used(database: Database) -> None:
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SCHEMA) == []
    assert ScriptDirectory.from_config(alembic_config()).get_current_head() == NEWEST


def test_what_was_kept_outlives_the_process(records: Records, url: str | None, tmp_path: Path) -> None:
    kept = records.keep(an_account(), an_entry())
    again = Records(RecordsSettings(url=url), tmp_path)
    assert again.find("educonnect", "lou.marelle") == kept
    again.close()


def test_no_value_shows_in_a_representation() -> None:
    account = an_account(mail="lou@famille.example", mobile="+33612345678", link="fc-1")
    for shown in (repr(account), repr(a_message()), repr(an_entry())):
        for value in ("lou", "marelle", "+336", "fc-1", "123456", "{hash}"):
            assert value not in shown.lower()


@pytest.mark.parametrize("url", [pytest.param("postgresql", marks=pytest.mark.live)], indirect=True)
def test_a_server_that_ended_its_connections_is_asked_again(url: str, records: Records) -> None:
    kept = records.keep(an_account(), an_entry())
    engine = sqlalchemy.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    others += " AND backend_type = 'client backend'"
    with engine.connect() as connection:
        connection.execute(sqlalchemy.text(others))
    engine.dispose()
    with pytest.raises(RecordsUnavailable):  # a connection that was just used is not tried first
        records.find("educonnect", "lou.marelle")
    assert records.find("educonnect", "lou.marelle") == kept
