"""Owns what becomes of records written as text and read back, from SQLite to PostgreSQL and the other way round."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from broker.core.errors import ConfigurationError
from broker.core.rights.assignment_report import AssignmentReport
from broker.records.database import NEWEST, Database
from broker.records.exporting import export_lines
from broker.records.opening import Records
from broker.records.records_settings import RecordsSettings
from broker.records.schema import TABLES
from tests.builders import NOON
from tests.conformance.test_records import a_message, an_account, an_entry
from tests.journal import a_disclosure, a_head, a_released
from tests.rights import (
    BY_PUBLIC,
    DISTRIBUTOR,
    HERE,
    a_door,
    a_licence,
    a_person,
    a_subscription,
    an_assignment,
    assert_in_order,
    people,
    to_division,
    used,
)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Records]:
    """Give records of another workspace, over SQLite."""
    elsewhere = Records(RecordsSettings(), tmp_path / "elsewhere")
    (tmp_path / "elsewhere").mkdir()
    yield elsewhere
    elsewhere.close()


def _fill(records: Records) -> None:
    """Keep something in every table, and what is awkward to write."""
    account = records.keep(an_account(mail="lou@famille.example", code_ends=NOON), an_entry())
    records.keep(replace(account, mail="à.la.« ligne »\n@famille.example", link="fc-1"), an_entry(), a_message())
    records.append(an_entry("n2"))
    records.subscriptions.create_all(
        [a_subscription("s2", label="Atlas ’26", **BY_PUBLIC), a_subscription("S1"), a_subscription("s1")]
    )
    records.subscriptions.delete("S1", DISTRIBUTOR, NOON)
    records.assignments.assign(an_assignment(target=to_division()), people("lou", "ada"))
    records.assignments.take_licence(a_licence("zoé", subscription="s2"))
    records.assignments.name_delegate(HERE, a_person("max"), is_delegate=True)
    records.access_counts.count_access(a_door(), NOON.date())
    records.reports.keep(AssignmentReport(DISTRIBUTOR, "day.zip", NOON, 256), bytes(range(256)))


def test_everything_round_trips_between_databases(records: Records, elsewhere: Records, tmp_path: Path) -> None:
    _fill(elsewhere)
    elsewhere.acts.append(a_released(), a_disclosure())
    elsewhere.heads.add(a_head())
    lines = list(elsewhere.export())
    counts = records.take_in(lines, "export")
    assert min(counts.values()) > 0
    assert counts.keys() == {table.name for table in TABLES}
    assert list(records.export()) == lines
    back = Records(RecordsSettings(), tmp_path / "elsewhere" / "back")
    (tmp_path / "elsewhere" / "back").mkdir()
    back.take_in(records.export(), "export")
    assert list(back.export()) == lines
    back.close()


def test_the_text_is_the_same_from_every_database(records: Records, elsewhere: Records) -> None:
    for filled in (records, elsewhere):
        _fill(filled)
    assert list(records.export()) == list(elsewhere.export())


def test_what_was_imported_lives_on(records: Records, elsewhere: Records, database: Database) -> None:
    _fill(elsewhere)
    records.take_in(elsewhere.export(), "export")
    assert records.is_whole()
    records.append(an_entry("n3"))
    records.put(a_message("654321"))
    records.subscriptions.create(a_subscription("new"))
    records.assignments.withdraw("a1", HERE, {})
    assert records.is_whole()
    assert [message.code for message in records.latest("educonnect")] == ["654321", "123456"]
    assert (used(records), used(records, "s2")) == ({"": 0}, {"ELEVE": 1, "ENSEIGNANT": 0})
    assert_in_order(database)


def test_blank_records_are_written_without_being_made(tmp_path: Path) -> None:
    blank = Records(RecordsSettings(), tmp_path)
    lines = list(blank.export())
    assert len(lines) == 2
    assert list(tmp_path.iterdir()) == []
    assert sum(blank.take_in(lines, "export").values()) == 0
    blank.close()


def test_nothing_is_imported_over_what_is_there(records: Records, elsewhere: Records) -> None:
    _fill(elsewhere)
    records.assignments.name_delegate(HERE, a_person("kim"), is_delegate=True)
    assert _problems(records, list(elsewhere.export())) == [("", "delegates holds something already")]
    assert records.subscriptions.find("s1") is None


def _spoil(table: str, **changes: object) -> Callable[[list[str]], list[str]]:
    """Change the first row of a table."""

    def spoil(lines: list[str]) -> list[str]:
        number = next(number for number, line in enumerate(lines) if f'"table": "{table}"' in line)
        document = json.loads(lines[number])
        document["row"] |= changes
        return [*lines[:number], json.dumps(document), *lines[number + 1 :]]

    return spoil


def _double(lines: list[str]) -> list[str]:
    return [*lines[:2], lines[1], *lines[2:]]


def _move_end(lines: list[str]) -> list[str]:
    return [lines[0], lines[-1], *lines[1:-1]]


@pytest.mark.parametrize(
    ("spoil", "where", "what"),
    [
        (lambda lines: lines[1:], "line 1", "no export"),
        (lambda lines: [lines[0].replace(NEWEST, "0001"), *lines[1:]], "line 1", "0001"),
        (lambda lines: lines[:-1], "", "cut short"),
        (lambda lines: [*lines[:2], *lines[3:]], "", "as many"),
        (lambda lines: [*lines, lines[1]], "", "after the last"),
        (_move_end, "line 2", "as many"),
        (lambda lines: [lines[0], "{", *lines[2:]], "line 2", "JSON"),
        (lambda lines: [lines[0], '{"table": "people"}', *lines[2:]], "line 2", "none of"),
        (lambda lines: [lines[0], '{"table": "accounts", "row": []}', *lines[2:]], "line 2", "a row is"),
        (_spoil("accounts", surname="x"), "line 2", "surname"),
        (_spoil("accounts", login=None), "line 2", "login"),
        (_spoil("accounts", login=7), "line 2", "login"),
        (_spoil("accounts", login="x" * 256), "line 2", "login"),
        (_spoil("accounts", login="x\0"), "line 2", "login"),
        (_spoil("accounts", login="\ud800"), "line 2", "login"),
        (_spoil("accounts", version=True), "line 2", "version"),
        (_spoil("accounts", version=2**31), "line 2", "version"),
        (_spoil("accounts", code_ends="2026-03-02T12:00:00"), "line 2", "offset"),
        (_spoil("access_counts", day="2026-02-30"), "line", "day"),
        (_spoil("reports", file="é"), "line", "base64"),
        (_spoil("reports", file=7), "line", "base64"),
        (_spoil("licences", subscription=99), "line", "points at"),
        (_double, "line 3", "already"),
        (_spoil("acts", what="suspended"), "", "journal"),
        (_spoil("pools", used=7), "", "does not count"),
    ],
)
def test_a_text_with_a_problem_changes_nothing_and_its_line_is_named(
    records: Records, elsewhere: Records, spoil: Callable[[list[str]], list[str]], where: str, what: str
) -> None:
    _fill(elsewhere)
    found = _problems(records, spoil(list(elsewhere.export())))
    assert any(line.startswith(where) and what in said for line, said in found), found
    assert len(list(records.export())) == 2


def test_every_problem_of_a_text_is_told_up_to_a_hundred(records: Records, elsewhere: Records) -> None:
    _fill(elsewhere)
    lines = list(elsewhere.export())
    assert [line for line, _ in _problems(records, [lines[0], "one", *lines[1:3], "two", *lines[3:]])] == [
        "line 2",
        "line 5",
    ]
    assert len(_problems(records, [lines[0], *["wrong"] * 500])) == 100


def test_no_problem_tells_a_value(records: Records, elsewhere: Records) -> None:
    _fill(elsewhere)
    lines = _double(_spoil("accounts", mobile="+33612345678" * 9)(list(elsewhere.export())))
    for said in (str(_problems(records, lines)), str(_problems(records, _double(list(elsewhere.export()))))):
        for value in ("lou", "+336", "famille", "fc-1"):
            assert value not in said.lower()


def test_an_export_sees_everything_as_it_is_at_one_moment(records: Records, database: Database) -> None:
    _fill(records)
    before = list(export_lines(database))
    lines = export_lines(database)
    begun = [next(lines), next(lines)]
    records.subscriptions.create(a_subscription("meanwhile"))
    assert [*begun, *lines] == before
    assert len(list(export_lines(database))) > len(before)


def _problems(records: Records, lines: list[str]) -> list[tuple[str, str]]:
    with pytest.raises(ConfigurationError) as refused:
        records.take_in(lines, "export")
    assert {problem.file for problem in refused.value.problems} == {"export"}
    return [(problem.where, problem.what) for problem in refused.value.problems]
