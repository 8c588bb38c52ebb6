"""Owns what the journal does alike, over SQLite and over a real PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy

from broker.core.journal.act import ActKind
from broker.core.journal.chain import FIELDS, FIRST, digest_of_line, fields_of
from broker.core.journal.commitment import decision_of, nonce_of, reference_of, write_statement
from broker.core.journal.line_check import LineCheck
from broker.core.journal.search import ActSearch
from broker.core.refusals.account import RecordsUnavailable
from broker.flows.journal_ports import End
from broker.records.database import Database
from broker.records.opening import Records
from tests.builders import NOON
from tests.conformance.test_records import an_account, an_entry
from tests.journal import MARK, OTHER_MARK, a_disclosure, a_head, a_released, a_told, an_act


def _assert_whole(records: Records, count: int) -> None:
    lines = LineCheck(records.acts.rows())
    assert [position for position, _ in lines.read()] == list(range(1, count + 1))
    assert lines.findings == []
    assert records.acts.end == End(count, lines.digest)


def test_a_journal_in_which_nothing_was_written_has_no_line(records: Records) -> None:
    acts = records.acts
    assert (acts.search(ActSearch()), acts.find(1), acts.digests(1, 9), list(acts.rows())) == ((), None, (), [])
    assert acts.end == End(0, FIRST)
    assert (records.heads.latest(), records.heads.covering(1), tuple(records.heads.all())) == (None, None, ())
    assert records.journal_people.find_all(MARK) == ()
    assert not records.journal_people.cut(MARK)


def test_a_line_is_read_as_it_was_written(records: Records) -> None:
    written = [records.acts.append(an_act(1)), records.acts.append(a_released(), a_disclosure())]
    assert [records.acts.find(position) for position in (1, 2)] == written
    assert written[0].act == an_act(1)
    assert written[1].digest == digest_of_line(written[0].digest, written[1])
    assert records.acts.digests(1, 2) == (written[0].digest, written[1].digest)


def test_lines_of_accounts_and_of_everything_else_make_one_chain(records: Records) -> None:
    records.keep(an_account(), an_entry())
    records.acts.append(a_released(), a_disclosure())
    records.append(an_entry("n2"))
    records.acts.append(an_act())
    _assert_whole(records, 4)
    found = records.acts.search(ActSearch(kind=ActKind.ACCOUNT))
    assert [(line.position, line.act.reference, line.act.what) for line in found] == [
        (3, "n2", "activated"),
        (1, "n1", "activated"),
    ]


def test_a_search_narrows_by_whatever_is_given(records: Records) -> None:
    for number in range(6):
        records.acts.append(a_released(number), a_disclosure()) if number % 2 else records.acts.append(an_act(number))
    about = records.acts.search(ActSearch(kind=ActKind.RELEASE))[0].about
    wanted = {
        "kind": ActKind.RELEASE,
        "contract": "carnet",
        "issuer": "gar",
        "what": "issued",
        "about": about,
        "journey": "j3",
        "since": NOON + timedelta(seconds=1),
        "until": NOON + timedelta(seconds=5),
        "before": 5,
    }
    assert [line.position for line in records.acts.search(ActSearch(**wanted))] == [4]  # type: ignore[arg-type]  # each of its type
    alone = {
        name: [line.position for line in records.acts.search(ActSearch(**{name: value}))]
        for name, value in wanted.items()
    }  # type: ignore[arg-type]  # likewise
    assert alone == {
        "kind": [6, 4, 2],
        "contract": [6, 4, 2],
        "issuer": [6, 5, 4, 3, 2, 1],
        "what": [6, 4, 2],
        "about": [6, 4, 2],
        "journey": [4],
        "since": [6, 5, 4, 3, 2],
        "until": [5, 4, 3, 2, 1],
        "before": [4, 3, 2, 1],
    }
    assert [line.position for line in records.acts.search(ActSearch(limit=2))] == [6, 5]


def test_each_person_has_one_reference_and_each_line_another_commitment(records: Records) -> None:
    lines = [records.acts.append(a_released(), a_disclosure(mark)) for mark in (MARK, MARK, OTHER_MARK)]
    references = [line.about for line in lines]
    assert references[0] == references[1] != references[2]
    assert len({line.act.reference for line in lines}) == 3
    assert len({line.act.decision for line in lines}) == 3
    (person,) = records.journal_people.find_all(MARK)
    assert person.reference == references[0]
    assert records.journal_people.find_secret(references[0]) == person.secret
    statement = write_statement(a_told())
    assert decision_of(nonce_of(person.secret, lines[1].id), statement) == lines[1].act.decision
    assert decision_of(nonce_of(person.secret, lines[0].id), statement) != lines[1].act.decision


def test_what_two_services_hold_of_one_person_has_nothing_in_common(records: Records) -> None:
    lines = [records.acts.append(a_released(number), a_disclosure()) for number in range(2)]
    chained = [dict(zip(FIELDS, fields_of(line.position, line.id, line.act), strict=True)) for line in lines]
    (person,) = records.journal_people.find_all(MARK)
    for name in ("id", "reference", "decision", "journey"):
        assert chained[0][name] != chained[1][name]
    assert person.reference not in {value for fields in chained for value in fields.values()}
    assert [line.act.reference for line in lines] == [reference_of(person.secret, line.id) for line in lines]


def test_a_person_is_another_reference_in_another_school_year(records: Records) -> None:
    years = (datetime(2026, 8, 31, 21, 59, tzinfo=UTC), datetime(2026, 8, 31, 22, 1, tzinfo=UTC))  # midnight in France
    lines = [records.acts.append(replace(a_released(), at=at), a_disclosure()) for at in years]
    known = records.journal_people.find_all(MARK)
    assert [line.about for line in lines] == [one.reference for one in known]
    assert len(set(known)) == 2
    assert records.journal_people.cut(MARK)
    assert records.journal_people.find_all(MARK) == ()


def test_a_person_who_is_cut_off_leaves_a_whole_chain_and_comes_back_as_another(records: Records) -> None:
    before = records.acts.append(a_released(), a_disclosure())
    records.acts.append(a_released(), a_disclosure(OTHER_MARK))
    assert records.journal_people.cut(MARK)
    assert not records.journal_people.cut(MARK)
    assert records.journal_people.find_secret(before.about) is None
    after = records.acts.append(a_released(), a_disclosure())
    assert after.about != before.about
    _assert_whole(records, 3)


@pytest.mark.parametrize("table", ["acts", "journal_heads"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {}", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_what_was_written(
    records: Records, database: Database, table: str, statement: str
) -> None:
    records.acts.append(an_act())
    records.heads.add(a_head(1, 1, 1))
    change = statement.format(table, "what = ''" if table == "acts" else "envelope = ''")
    with pytest.raises(RecordsUnavailable), database.writing() as connection:
        connection.execute(sqlalchemy.text(change))
    _assert_whole(records, 1)
    assert records.heads.latest() == a_head(1, 1, 1)


def test_heads_are_added_one_after_the_other_and_only_the_first_of_a_number(records: Records) -> None:
    assert records.heads.add(a_head(1, 1, 1))
    assert records.heads.add(a_head(2, 4, 13))
    assert not records.heads.add(a_head(2, 9, 18))
    assert records.heads.latest() == a_head(2, 4, 13)
    assert tuple(records.heads.all()) == (a_head(1, 1, 1), a_head(2, 4, 13))
    found = [records.heads.covering(position) for position in (0, 1, 4, 13, 14)]
    assert [signed and signed.head.number for signed in found] == [None, 1, 2, 2, None]


def test_those_who_write_at_once_make_one_chain(records: Records) -> None:
    with ThreadPoolExecutor(8) as pool:
        marks = [f"{number % 5:064x}" for number in range(80)]
        lines = list(pool.map(lambda mark: records.acts.append(a_released(), a_disclosure(mark)), marks))
    assert sorted(line.position for line in lines) == list(range(1, 81))
    assert len({line.about for line in lines}) == 5
    _assert_whole(records, 80)
