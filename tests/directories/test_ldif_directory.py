"""Owns what is particular to people in a file: what is refused at load, and how fast it loads."""

import time
from pathlib import Path

import pytest

from broker.core.errors import ConfigurationError
from broker.directories.ldif_directory import LdifDirectory
from broker.directories.sandbox_academy import ACADEMY_FILE


def load(folder: Path, text: str | bytes) -> LdifDirectory:
    path = folder / "people.ldif"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return LdifDirectory(path)


def problem_of(folder: Path, text: str | bytes) -> str:
    with pytest.raises(ConfigurationError) as refused:
        load(folder, text)
    (problem,) = refused.value.problems
    return str(problem)


def test_three_thousand_people_load_in_a_quarter_of_a_second() -> None:
    def measure() -> float:
        start = time.process_time()
        LdifDirectory(ACADEMY_FILE)
        return time.process_time() - start

    assert min(measure() for _ in range(3)) < 0.25


def test_a_missing_file_is_a_clear_problem(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as refused:
        LdifDirectory(tmp_path / "absent.ldif")
    assert "absent.ldif: file: the file cannot be read (No such file or directory)" in str(refused.value)


def test_a_file_that_is_not_utf_8_is_a_clear_problem(tmp_path: Path) -> None:
    assert "not UTF-8 at byte 19" in problem_of(tmp_path, b"dn: uid=1,dc=x\nsn: \xe9\n")


def test_a_person_without_identifier_is_named_by_line(tmp_path: Path) -> None:
    text = "dn: uid=1,dc=x\nsn: A\n\ndn: uid=2,dc=x\nENTPersonLogin: a\n"
    assert "line 4: a person without ENTPersonGARIdentifiant" in problem_of(tmp_path, text)


def test_one_dn_twice_is_named_by_both_lines(tmp_path: Path) -> None:
    text = "dn: uid=1,dc=x\nsn: A\n\ndn: UID=1, dc=x\nsn: B\n"
    assert "line 4: the DN is that of line 1 already" in problem_of(tmp_path, text)


def test_no_people_at_all_is_an_empty_directory(tmp_path: Path) -> None:
    directory = load(tmp_path, "")
    assert directory.find_people() == ()
    assert directory.find_schools() == ()
    assert directory.find_situations() == ()
