"""Those who write to a SQLite file at once share a commit, and each learns what became of their own part."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event, text

from broker.core.refusals.account import RecordsUnavailable
from broker.records.shared_commits import SharedCommits

_PATIENCE_SECONDS = 10


@pytest.fixture
def said() -> list[str]:
    """Hold every statement that was said to SQLite."""
    return []


@pytest.fixture
def engine(tmp_path: Path, said: list[str]) -> Iterator[Engine]:
    options = {"check_same_thread": False}
    engine = create_engine(f"sqlite:///{tmp_path}/a.sqlite", isolation_level="AUTOCOMMIT", connect_args=options)

    def listen(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own
        connection.execute("PRAGMA foreign_keys=ON").close()
        connection.set_trace_callback(said.append)

    event.listen(engine, "connect", listen)
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE parents (number INTEGER PRIMARY KEY)"))
        pointing = "REFERENCES parents(number) DEFERRABLE INITIALLY DEFERRED"
        connection.execute(text(f"CREATE TABLE children (parent INTEGER {pointing})"))
    yield engine
    engine.dispose()


class _Together:
    """Write several parts that meet in one transaction: the first holds it open until the others wait to join."""

    def __init__(self, engine: Engine) -> None:
        self.commits = SharedCommits(engine)

    def write(self, *parts: str) -> list[Future[None]]:
        entered, go_on = Event(), Event()
        with ThreadPoolExecutor(len(parts)) as pool:
            first = pool.submit(self._write, parts[0], entered, go_on)
            assert entered.wait(_PATIENCE_SECONDS)
            others = [pool.submit(self._write, part, Event(), go_on) for part in parts[1:]]
            while self.commits.waiting < len(others):
                Event().wait(0.001)
            go_on.set()
            return [first, *others]

    def _write(self, part: str, entered: Event, go_on: Event) -> None:
        with self.commits.writing() as connection:
            connection.execute(text(part))
            entered.set()
            assert go_on.wait(_PATIENCE_SECONDS)
            if part.endswith("-- fails"):
                raise LookupError


def _count(engine: Engine, table: str = "parents") -> int:
    with engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())  # noqa: S608 - ours


def _insert(number: int) -> str:
    return f"INSERT INTO parents VALUES ({number})"  # noqa: S608 - a number


def test_who_writes_at_once_commits_once(engine: Engine, said: list[str]) -> None:
    for written in _Together(engine).write(*map(_insert, range(6))):
        written.result()
    assert _count(engine) == 6
    assert said.count("COMMIT") == said.count("BEGIN IMMEDIATE") == 1


def test_a_part_that_fails_is_undone_alone(engine: Engine) -> None:
    parts = [_insert(1), f"{_insert(2)} -- fails", _insert(3)]
    one, two, three = _Together(engine).write(*parts)
    one.result()
    three.result()
    with pytest.raises(LookupError):
        two.result()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT number FROM parents")).scalars().all() == [1, 3]


def test_a_commit_that_fails_is_told_to_everybody_in_it(engine: Engine) -> None:
    orphan = "INSERT INTO children VALUES (7)"  # refused at the commit, not before
    for written in _Together(engine).write(_insert(1), orphan, f"{_insert(2)} -- fails"):
        with pytest.raises(RecordsUnavailable):
            written.result()
    assert _count(engine) == _count(engine, "children") == 0
    with SharedCommits(engine).writing() as connection:
        connection.execute(text(_insert(1)))
    assert _count(engine) == 1


def test_what_sqlite_rolls_back_by_itself_is_told_to_everybody_in_it(engine: Engine) -> None:
    rolled_back = "INSERT OR ROLLBACK INTO parents VALUES (1)"
    one, two = _Together(engine).write(_insert(1), rolled_back)
    for written in (one, two):
        with pytest.raises(RecordsUnavailable):
            written.result()
    assert _count(engine) == 0


def test_each_alone_commits_alone(engine: Engine, said: list[str]) -> None:
    commits = SharedCommits(engine)
    for number in range(3):
        with commits.writing() as connection:
            connection.execute(text(_insert(number)))
        assert said.count("COMMIT") == number + 1


def test_a_file_that_another_holds_is_refused_and_serves_again(engine: Engine, tmp_path: Path) -> None:
    impatient = create_engine(
        f"sqlite:///{tmp_path}/a.sqlite", isolation_level="AUTOCOMMIT", connect_args={"timeout": 0}
    )
    commits = SharedCommits(impatient)
    with SharedCommits(engine).writing() as holding:
        holding.execute(text(_insert(1)))
        with pytest.raises(RecordsUnavailable), commits.writing():
            pytest.fail("two write at once")
    with commits.writing() as connection:
        connection.execute(text(_insert(2)))
    impatient.dispose()
    assert _count(engine) == 2
