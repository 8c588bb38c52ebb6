"""What is done to the journal behind our back is found and placed, over SQLite and over a real PostgreSQL."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy import Connection

from broker.core.journal.chain import FIELDS, FIRST, digest_after
from broker.core.journal.commitment import Told
from broker.core.journal.receipt import check_receipt, check_values
from broker.core.refusals.journal import JournalUnavailable, LineUnknown
from broker.definitions.settings import Settings
from broker.definitions.workspace import Workspace
from broker.journaling import JournalGround
from broker.keys.journal_key import HeadSigner, journal_key_ring, read_signed_head
from broker.keys.rotation import announce, remove_current, retire, use
from broker.records.act_tables import ACTS
from broker.records.database import Database
from broker.records.opening import Records
from broker.records.records_settings import RecordsSettings
from tests.builders import NOON, HandClock
from tests.journal import MARK, a_disclosure, a_released, a_told

_EVERY, _LINES = 5, 23


@pytest.fixture
def ground(url: str | None, records: Records, tmp_path: Path) -> JournalGround:
    workspace = Workspace(tmp_path / "workspace")
    workspace.prepare()
    settings = Settings(records=RecordsSettings(url=url, seal_every=_EVERY))
    return JournalGround(settings, workspace, records, HandClock(NOON))


@pytest.fixture
def filled(ground: JournalGround) -> JournalGround:
    desk = ground.make_desk()
    for number in range(_LINES):
        if number % 2:
            desk.record_administration(f"test.{number}", actor="operator")
        else:
            line = desk.acts.append(a_released(number), a_disclosure(told=_told(number)))
            desk.sealing.seal_if_due(line.position)
    return ground


def _told(number: int) -> Told:
    return replace(a_told(), decided_at=a_released(number).at)


@contextmanager
def _behind_our_back(database: Database) -> Iterator[Connection]:
    """Write into the journal with its rules out of the way, as whoever holds the database can."""
    with database.writing() as connection:
        if connection.dialect.name == "postgresql":
            for table in ("acts", "journal_heads"):
                connection.execute(sqlalchemy.text(f"DROP TRIGGER {table}_append_only ON {table}"))
        else:
            for table in ("acts", "journal_heads"):
                for change in ("update", "delete"):
                    connection.execute(sqlalchemy.text(f"DROP TRIGGER {table}_no_{change}"))
        yield connection


def _shift(connection: Connection, beyond: int, by: int) -> None:
    """Give later lines other positions, so that there is no gap, or room for one more."""
    away = sqlalchemy.text("UPDATE acts SET position = -position WHERE position > :beyond")
    connection.execute(away, {"beyond": beyond})
    connection.execute(sqlalchemy.text("UPDATE acts SET position = -position + :by WHERE position < 0"), {"by": by})


def _remove(connection: Connection) -> None:
    connection.execute(sqlalchemy.text("DELETE FROM acts WHERE position = 7"))


def _close_up(connection: Connection) -> None:
    _remove(connection)
    _shift(connection, 7, -1)


def _insert(connection: Connection) -> None:
    _shift(connection, 7, 1)
    copied = ACTS.c.position + 5
    columns = [copied, *(column for column in ACTS.columns if column.name != "position")]
    row = sqlalchemy.select(*columns).where(ACTS.c.position == 3)
    connection.execute(sqlalchemy.insert(ACTS).from_select(list(ACTS.columns), row))


def _exchange(connection: Connection) -> None:
    moving = sqlalchemy.text("UPDATE acts SET position = :there WHERE position = :here")
    for here, there in ((7, -7), (8, 7), (-7, 8)):
        connection.execute(moving, {"here": here, "there": there})


def _sql(statement: str) -> Callable[[Connection], object]:
    return lambda connection: connection.execute(sqlalchemy.text(statement))


_DONE: dict[str, tuple[Callable[[Connection], object], list[tuple[str, int, int]]]] = {
    "changed": (_sql("UPDATE acts SET released = 'NOM' WHERE position = 7"), [("changed", 7, 7)]),
    "digest changed": (_sql("UPDATE acts SET digest = 'x' WHERE position = 23"), [("changed", 23, 23)]),
    "digest in the middle": (_sql("UPDATE acts SET digest = 'x' WHERE position = 7"), [("changed", 7, 7)]),
    "removed": (_remove, [("removed", 7, 7)]),
    "removed and closed up": (_close_up, [("removed", 7, 7)]),
    "inserted": (_insert, [("inserted", 8, 8)]),
    "reordered": (_exchange, [("reordered", 7, 8)]),
    "tail removed": (_sql("DELETE FROM acts WHERE position > 17"), [("removed", 18, 20)]),
    "head removed": (_sql("DELETE FROM journal_heads WHERE number = 2"), [("head_missing", 6, 10)]),
    "last heads removed": (_sql("DELETE FROM journal_heads WHERE number > 2"), [("head_missing", 11, 23)]),
    "head changed": (
        _sql(
            "UPDATE journal_heads SET envelope = (SELECT envelope FROM journal_heads WHERE number = 1) WHERE number = 2"
        ),
        [("head_forged", 6, 6)],
    ),
}


def test_a_journal_that_nobody_touched_is_whole(filled: JournalGround) -> None:
    verdict = filled.make_review().check()
    assert verdict.is_whole
    assert (verdict.lines, verdict.heads, verdict.sealed) == (_LINES, 4, 20)


@pytest.mark.parametrize("done", _DONE)
def test_what_was_done_is_found_and_placed(filled: JournalGround, database: Database, done: str) -> None:
    do, found = _DONE[done]
    with _behind_our_back(database) as connection:
        do(connection)
    verdict = filled.make_review().check()
    assert [(one.fault.value, one.first, one.last) for one in verdict.findings][:1] == found


def _rewrite(connection: Connection) -> None:
    """Write every line anew, chained, and take out every head: no key is needed for that."""
    connection.execute(sqlalchemy.text("DELETE FROM journal_heads"))
    columns = [ACTS.c[name] for name in FIELDS]
    digest = FIRST
    for row in connection.execute(sqlalchemy.select(*columns).order_by(ACTS.c.position)).all():
        fields = ["another" if name == "what" else value for name, value in zip(FIELDS, row, strict=True)]
        digest = digest_after(digest, fields)
        changed = sqlalchemy.update(ACTS).where(ACTS.c.position == row.position)
        connection.execute(changed.values(what="another", digest=digest))


@pytest.mark.parametrize(
    ("do", "found"),
    [
        (_rewrite, [("head_missing", 1, 8), ("rewritten", 8, 8)]),
        (_sql("DELETE FROM journal_heads"), [("head_missing", 1, 8)]),
        (_sql("DELETE FROM journal_heads WHERE number = 2"), [("head_missing", 6, 8)]),
        (_sql("DELETE FROM acts"), [("removed", 1, 8)]),
    ],
)
def test_a_short_journal_is_held_to_the_last_head_outside_the_database(
    ground: JournalGround, database: Database, do: Callable[[Connection], object], found: list[tuple[str, int, int]]
) -> None:
    desk = ground.make_desk()
    for number in range(8):
        desk.record_administration(f"test.{number}", actor="operator")
    desk.sealing.seal()
    desk.record_administration("test.8", actor="operator")
    assert ground.make_review().check().is_whole
    with _behind_our_back(database) as connection:
        do(connection)
    findings = ground.make_review().check().findings
    assert [(one.fault.value, one.first, one.last) for one in findings] == found


def test_what_was_sealed_outlives_the_change_of_keys(filled: JournalGround) -> None:
    ring, desk = journal_key_ring(filled.workspace.keys), filled.make_desk()
    before = filled.make_review().find_receipt(3)
    for step in (announce, use, retire, remove_current):
        step(ring)
        desk.record_key_step(step.__name__, issuer="gar", use="journal")
    assert filled.make_review().check().is_whole
    keys = [key.verifier for key in ring.keys.published]
    assert read_signed_head(before.envelope, keys) is None, "by a key that is no more"
    known = HeadSigner(ring).known_verifiers()
    assert list(known[: len(keys)]) == keys
    assert read_signed_head(before.envelope, known) is not None, "whose public half was kept"
    after = filled.make_review().find_receipt(27)
    assert check_receipt(after, read_signed_head(after.envelope, keys)) is None
    again = filled.make_review().find_receipt(3)
    assert again.key == before.key, "what a key of ours has signed goes with its public half, whatever became of it"


def test_a_head_by_a_stranger_counts_for_nothing(filled: JournalGround, tmp_path: Path) -> None:
    stranger = replace(filled, workspace=Workspace(tmp_path / "stranger"))
    stranger.workspace.prepare()
    stranger.make_review().sealing.seal()
    found = filled.make_review().check().findings
    assert [(one.fault.value, one.first, one.last) for one in found] == [("head_forged", 21, 23)]


def test_each_line_has_a_receipt_that_is_checked_alone(filled: JournalGround) -> None:
    review = filled.make_review()
    for position in range(1, _LINES + 1):
        receipt = review.find_receipt(position)
        keys = [key.verifier for key in journal_key_ring(filled.workspace.keys).keys.published]
        assert check_receipt(receipt, read_signed_head(receipt.envelope, keys)) is None
        if position % 2:
            told = _told(position - 1)
            assert check_values(receipt, told.subject, dict(told.attributes)) is None
    (by_journey,) = review.find_receipts("j4")
    assert by_journey.said("position") == 5
    for refused in (lambda: review.find_receipt(99), lambda: review.find_receipts("nowhere")):
        with pytest.raises(LineUnknown):
            refused()


def test_a_person_who_was_cut_off_leaves_receipts_that_open_nothing(filled: JournalGround) -> None:
    assert filled.records.journal_people.cut(MARK)
    receipt = filled.make_review().find_receipt(3)
    keys = [key.verifier for key in journal_key_ring(filled.workspace.keys).keys.published]
    assert check_receipt(receipt, read_signed_head(receipt.envelope, keys)) is None
    told = _told(2)
    assert receipt.nonce == ""
    assert check_values(receipt, told.subject, dict(told.attributes)) is not None


def test_nothing_is_written_down_where_the_database_is_not_there(ground: JournalGround, tmp_path: Path) -> None:
    away = replace(ground, records=Records(RecordsSettings(), tmp_path / "nowhere"))
    with pytest.raises(JournalUnavailable):
        away.make_desk().record_administration("test", actor="operator")
    away.make_desk().note_administration("test", actor="operator")
