"""Owns how LDIF is read: the forms of RFC 2849, and a line number for each thing that is wrong."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.core.errors import ConfigurationError
from broker.directories.layouts import SDET
from broker.directories.ldif_reader import read_ldif
from broker.directories.population.ldif_lines import write_line


def read_one(text: str) -> dict[str, list[str]]:
    (record,) = read_ldif(text, "people.ldif", SDET.canonical_names)
    return dict(record.entry.attributes)


def test_folded_lines_are_joined_and_comments_left_out() -> None:
    text = "version: 1\n# a comment\n  that goes on\ndn: uid=1,dc=x\nsn: Ma\n rti\n n\n# another\nmail: a@b\n"
    assert read_one(text) == {"sn": ["Martin"], "mail": ["a@b"]}


def test_base64_values_and_names_of_any_case_are_read() -> None:
    encoded = base64.b64encode("Œdipe".encode()).decode()
    assert read_one(f"dn: uid=1,dc=x\nGIVENNAME:: {encoded}\nsn;lang-fr: O\n") == {"givenName": ["Œdipe"], "sn": ["O"]}


def test_windows_line_ends_and_many_empty_lines_are_accepted() -> None:
    text = "\r\n\r\ndn: uid=1,dc=x\r\nsn: A\r\n\r\n\r\n\r\ndn: uid=2,dc=x\r\nsn: B\r\n"
    records = read_ldif(text, "people.ldif", SDET.canonical_names)
    assert [(r.line, r.entry.values("sn")) for r in records] == [(3, ["A"]), (8, ["B"])]


def test_an_attribute_that_nobody_reads_is_not_kept() -> None:
    assert read_one("dn: uid=1,dc=x\nsn: A\nhomePhone: 0100000000\njpegPhoto:: /9j/4AAQ\n") == {"sn": ["A"]}


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("dn: uid=1,dc=x\nsn: A\n\nsn: B\n", "line 4", "does not start with 'dn:'"),
        ("dn: uid=1,dc=x\nsn A\n", "line 2", "no 'attribute: value' line"),
        ("dn: uid=1,dc=x\nsn: A\n b\n c\nmail:: ***\n", "line 5", "base64"),
        ("dn: uid=1,dc=x\nsn:: /w==\n", "line 2", "base64"),
        ("dn: uid=1,dc=x\nsn:< file:///etc/hostname\n", "line 2", "by URL"),
        ("dn: uid=1,dc=x\nchangetype: modify\n", "line 2", "changetype"),
        ("dn: uid=1,dc=x\nsn: A\ndn: uid=2,dc=x\n", "line 3", "'dn'"),
        ("dn: nobody\nsn: A\n", "line 1", "DN is malformed"),
    ],
)
def test_a_wrong_line_is_named_with_what_to_change(text: str, where: str, what: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        read_ldif(text, "people.ldif", SDET.canonical_names)
    (problem,) = refused.value.problems
    assert problem.file == "people.ldif"
    assert problem.where == where
    assert what in problem.what


def test_every_wrong_record_is_reported_at_once_but_not_without_end() -> None:
    with pytest.raises(ConfigurationError) as refused:
        read_ldif("sn: A\n\ndn: uid=2,dc=x\nsn: B\n\nsn: C\n", "people.ldif", SDET.canonical_names)
    assert [problem.where for problem in refused.value.problems] == ["line 1", "line 6"]
    with pytest.raises(ConfigurationError) as refused:
        read_ldif("sn: A\n\n" * 500, "people.ldif", SDET.canonical_names)
    assert len(refused.value.problems) == 20


def test_no_problem_shows_a_value() -> None:
    with pytest.raises(ConfigurationError) as refused:
        read_ldif("dn: uid=1,dc=x\nsn Secret\nmail:: Secret!\n", "people.ldif", SDET.canonical_names)
    assert "Secret" not in str(refused.value)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1))
def test_whatever_is_written_is_read_again(value: str) -> None:
    assert read_one(f"dn: uid=1,dc=x\n{write_line('sn', value)}")["sn"] == [value]
