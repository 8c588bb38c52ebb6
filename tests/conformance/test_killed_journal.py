"""A process that is killed while it writes into the journal loses no line that it had acknowledged, nor the chain."""

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from broker.core.journal.line_check import LineCheck
from broker.core.journal.search import ActSearch
from broker.records.opening import Records

_KILLS = 8


@pytest.fixture
def program(url: str | None, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.records.killed_journal", url or "", str(tmp_path)]
    with subprocess.Popen(  # noqa: S603 - our own program
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, start_new_session=True
    ) as started:
        yield started
        os.killpg(started.pid, signal.SIGKILL)  # with its writer, whatever became of the test


def test_what_was_acknowledged_stays_in_one_whole_chain(records: Records, program: subprocess.Popen[str]) -> None:
    said: dict[int, str] = {}
    for _ in range(_KILLS):
        said |= _kill_one(program)
        lines = LineCheck(records.acts.rows())
        kept = dict(lines.read())
        assert lines.findings == []
        assert {position: kept.get(position) for position in said} == said
        assert sorted(kept) == list(range(1, len(kept) + 1))
    named = {line.about for line in records.acts.search(ActSearch(limit=10_000)) if line.id}
    assert all(records.journal_people.find_secret(reference) for reference in named)


def _kill_one(program: subprocess.Popen[str]) -> dict[int, str]:
    """Let a writer work, kill it after so many lines, and return all that it said."""
    assert program.stdin is not None
    assert program.stdout is not None
    program.stdin.write("go\n")
    word, _, number = program.stdout.readline().partition(" ")
    assert word == "writer"
    lines = [program.stdout.readline().strip() for _ in range(10 + secrets.randbelow(60))]
    os.kill(int(number), signal.SIGKILL)
    lines += iter(lambda: program.stdout.readline().strip(), "ended")  # type: ignore[union-attr]  # checked above
    return {int(position): digest for position, _, digest in (line.partition(" ") for line in lines)}
