"""Connections are kept for the next use, and never past the process or the file that they were opened for."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from broker.core.refusals.account import RecordsUnavailable
from broker.records.opening import FILE_NAME, Records
from broker.records.records_settings import RecordsSettings
from tests.rights import a_subscription

_FORK = """
import os, sys
from pathlib import Path
from broker.records.opening import Records
from broker.records.records_settings import RecordsSettings
from tests.rights import a_subscription
records = Records(RecordsSettings(), Path(sys.argv[1]))
records.subscriptions.create(a_subscription("before"))
child = os.fork()
name = "parent" if child else "child"
for number in range(50):
    records.subscriptions.create(a_subscription(f"{name}-{number}"))
    assert records.subscriptions.find("before") is not None
if not child:
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
found = [records.subscriptions.find(f"{name}-{number}") for name in ("parent", "child") for number in range(50)]
assert None not in found
records.close()
"""


def test_a_process_that_is_forked_opens_its_own_connections(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-W", "error", "-c", _FORK, str(tmp_path)], check=True)  # noqa: S603 - our program


def test_records_that_were_taken_away_are_made_anew_where_they_are_written_next(tmp_path: Path) -> None:
    records = Records(RecordsSettings(), tmp_path)
    records.subscriptions.create(a_subscription("s1"))
    for file in tmp_path.glob(f"{FILE_NAME}*"):
        file.unlink()
    assert records.subscriptions.find("s1") is None
    records.subscriptions.create(a_subscription("s2"))
    records.close()
    again = Records(RecordsSettings(), tmp_path)
    assert [again.subscriptions.find(name) is not None for name in ("s1", "s2")] == [False, True]
    again.close()


def test_what_is_closed_leaves_one_whole_file_and_opens_again(tmp_path: Path) -> None:
    records = Records(RecordsSettings(), tmp_path)
    records.subscriptions.create(a_subscription("s1"))
    records.close()
    assert [file.name for file in tmp_path.iterdir()] == [FILE_NAME]
    assert records.subscriptions.find("s1") is not None
    records.close()


def test_nobody_but_its_owner_reads_the_file(tmp_path: Path) -> None:
    records = Records(RecordsSettings(), tmp_path)
    records.subscriptions.create(a_subscription("s1"))
    assert {file.name.removeprefix(FILE_NAME): stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {
        "": 0o600,
        "-shm": 0o600,
        "-wal": 0o600,
    }
    records.close()


def test_a_folder_that_is_not_there_closes_the_door(tmp_path: Path) -> None:
    with pytest.raises(RecordsUnavailable):
        Records(RecordsSettings(), tmp_path / "gone").subscriptions.create(a_subscription("s1"))


def test_a_file_that_becomes_no_database_closes_the_door(tmp_path: Path) -> None:
    records = Records(RecordsSettings(), tmp_path)
    records.subscriptions.create(a_subscription("s1"))
    records.close()
    (tmp_path / FILE_NAME).write_bytes(b"this is no database at all, and longer than a page's header" * 10)
    for act in (lambda: records.subscriptions.find("s1"), lambda: records.subscriptions.create(a_subscription("s2"))):
        with pytest.raises(RecordsUnavailable):
            act()
    records.close()
