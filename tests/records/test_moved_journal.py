"""The lines of accounts of an earlier version move into the one journal, chained anew; a broken chain is said to be."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy
from alembic import command

from broker.core.journal.act import ActKind
from broker.core.journal.search import ActSearch
from broker.records.database import alembic_config
from broker.records.opening import FILE_NAME, Records
from broker.records.records_settings import RecordsSettings
from broker.records.sql_journal import is_chain_whole
from tests.builders import NOON

_OLD = (("n1", "person", "activated"), ("n2", "helpdesk", "suspended"), ("n1", "school", "reset"))


@pytest.fixture
def earlier(tmp_path: Path) -> Callable[..., Path]:
    """Make a database of the third version, with lines of which one may not follow."""

    def make(broken: int | None = None) -> Path:
        engine = sqlalchemy.create_engine(f"sqlite:///{tmp_path / FILE_NAME}")
        with engine.begin() as connection:
            config = alembic_config()
            config.attributes["connection"] = connection
            command.upgrade(config, "0003")
            previous = "0" * 64
            for position, (account, actor, event) in enumerate(_OLD, start=1):
                said = (previous, NOON.isoformat(), "educonnect", account, actor, event)
                digest = hashlib.sha256("\n".join(said).encode()).hexdigest()
                row = {"p": position, "at": NOON.isoformat(), "n": account, "a": actor, "e": event, "d": digest}
                row |= {"e": "unlocked"} if position == broken else {}
                text = "INSERT INTO journal VALUES (:p, :at, 'educonnect', :n, :a, :e, :d)"
                connection.execute(sqlalchemy.text(text), row)
                previous = digest
        engine.dispose()
        return tmp_path

    return make


def test_lines_of_accounts_move_in_their_order(earlier: Callable[..., Path]) -> None:
    records = Records(RecordsSettings(), earlier())
    lines = records.acts.search(ActSearch())
    moved = [(line.position, line.act.reference, line.act.actor, line.act.what) for line in reversed(lines)][:3]
    assert moved == [(place, account, actor, event) for place, (account, actor, event) in enumerate(_OLD, start=1)]
    assert (lines[0].act.kind, lines[0].act.what) == (ActKind.ADMINISTRATION, "journal.moved")
    assert [entry.event for entry in records.read("educonnect", "n1")] == ["reset", "activated"]
    assert [entry.at for entry in records.read("educonnect")] == [NOON] * 3
    assert records.is_whole()
    records.close()


def test_a_chain_that_was_broken_is_not_made_whole_in_silence(earlier: Callable[..., Path]) -> None:
    records = Records(RecordsSettings(), earlier(broken=2))
    assert records.acts.search(ActSearch(limit=1))[0].act.what == "journal.moved_broken"
    records.close()


def test_a_new_database_has_no_line(tmp_path: Path) -> None:
    engine = sqlalchemy.create_engine(f"sqlite:///{tmp_path / FILE_NAME}")
    with engine.begin() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        assert is_chain_whole(connection)
        assert connection.execute(sqlalchemy.text("SELECT count(*) FROM acts")).scalar() == 0
    engine.dispose()
