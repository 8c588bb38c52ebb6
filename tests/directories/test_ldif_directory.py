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


def test_unusual_records_are_read_like_the_others(tmp_path: Path) -> None:
    plain = "dn: uid=1,dc=x\nENTPersonLogin: a\nENTPersonGARIdentifiant: i\nsn: Éa b\nmail: a@b\n"
    unusual = (
        "dn: uid=1,dc=x\nentpersonlogin: a\n# said twice\nENTPersonGARIdentifiant;lang-fr: i\n"
        "sn:: w4lhIGI=\nmail: a@\n b\n"
    )
    (expected,) = load(tmp_path, plain).find_people()
    assert load(tmp_path, unusual).find_people() == (expected,)
    assert load(tmp_path, unusual.replace("\n", "\r\n")).find_people() == (expected,)


def test_a_value_over_two_lines_stays_one_value(tmp_path: Path) -> None:
    hidden = "QQpFTlRQZXJzb25Mb2dpbjogYg=="  # A, an end of line, ENTPersonLogin: b
    text = f"dn: uid=1,dc=x\nENTPersonLogin: a\nENTPersonGARIdentifiant: i\nsn:: {hidden}\n"
    directory = load(tmp_path, text)
    (person,) = directory.find_people()
    assert person.family_name.values == ("A\nENTPersonLogin: b",)
    assert directory.find_person("login", "b", None) is None


def test_people_beyond_the_first_piece_of_a_file_are_found_whatever_their_letters(tmp_path: Path) -> None:
    people = "".join(
        f"dn: uid={n},dc=x\nENTPersonLogin: p{n}\nENTPersonGARIdentifiant: i{n}\nsn: é{'é' * (n % 7)}\n\n"
        for n in range(15_000)
    )
    directory = load(tmp_path, people)
    for number in (0, 7_499, 14_999):
        person = directory.find_person("login", f"p{number}", None)
        assert person is not None
        assert person.family_name.values == ("é" * (1 + number % 7),)


def test_what_nobody_reads_is_not_kept(tmp_path: Path) -> None:
    text = "dn: uid=1,dc=x\nENTPersonLogin: a\nENTPersonGARIdentifiant: i\nENTPersonAdresse: 1 rue Inventée\n"
    entry = load(tmp_path, text).find_child("uid=1,dc=x")
    assert entry is not None
    assert dict(entry.attributes) == {"ENTPersonLogin": ["a"], "ENTPersonGARIdentifiant": ["i"]}
