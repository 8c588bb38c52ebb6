"""A process that is killed in mid-write loses nothing that it had acknowledged, and leaves everything in order."""

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy

from broker.records.database import Database
from broker.records.opening import Records
from tests.rights import assert_in_order

_KILLS = 12


@pytest.fixture
def program(url: str | None, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.records.killed_writer", url or "", str(tmp_path)]
    with subprocess.Popen(  # noqa: S603 - our own program
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, start_new_session=True
    ) as started:
        yield started
        os.killpg(started.pid, signal.SIGKILL)  # with its writer, whatever became of the test


def test_what_was_acknowledged_outlives_a_kill_at_any_moment(
    records: Records, database: Database, program: subprocess.Popen[str]
) -> None:
    said: list[str] = []
    for _ in range(_KILLS):
        said += _kill_one(program)
        _assert_kept(records, said)
        assert_in_order(database)
        with database.reading() as connection:
            if connection.dialect.name == "sqlite":
                assert connection.execute(sqlalchemy.text("PRAGMA integrity_check")).scalars().all() == ["ok"]
    kinds = {line.split()[0] for line in said}
    assert {"created", "assigned", "withdrawn", "deleted"} <= kinds


def _kill_one(program: subprocess.Popen[str]) -> list[str]:
    """Let a writer work, kill it after so many lines, and return all that it said."""
    assert program.stdin is not None
    assert program.stdout is not None
    program.stdin.write("go\n")
    word, _, number = program.stdout.readline().partition(" ")
    assert word == "writer"
    lines = [program.stdout.readline().strip() for _ in range(20 + secrets.randbelow(100))]
    os.kill(int(number), signal.SIGKILL)
    lines += iter(lambda: program.stdout.readline().strip(), "ended")  # type: ignore[union-attr]  # checked above
    return lines


def _assert_kept(records: Records, said: list[str]) -> None:
    """Assert that what was acknowledged is there; what was being done when the kill came may be done or not."""
    tried, done = _names(said, tried=True), _names(said, tried=False)
    for name in done["created"]:
        found = records.subscriptions.find(name)
        assert found is not None or name in tried["deleted"], name
        assert found is None or name not in done["deleted"], name
    for name in done["assigned"]:
        found = records.assignments.find(name)
        gone = tried["withdrawn"] | {f"{own}-{end}" for own in tried["deleted"] for end in "ab"}
        assert found is not None or name in gone, name
        assert found is None or name not in done["withdrawn"], name


def _names(said: list[str], *, tried: bool) -> dict[str, set[str]]:
    names: dict[str, set[str]] = {kind: set() for kind in ("created", "assigned", "withdrawn", "deleted")}
    for line in said:
        words = line.split()
        if (words[0] == "trying") is tried:
            names[words[-2]].add(words[-1])
    return names
