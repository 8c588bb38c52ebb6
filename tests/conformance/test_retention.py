"""Owns what retention does, alike over SQLite and a real PostgreSQL: archived whole, then gone, then destroyed."""

import json
import stat
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from broker.core.duration import read_duration
from broker.core.refusals.account import RecordsUnavailable
from broker.core.retention import DataKind, Fate, Keeping
from broker.core.rights.assignment_report import AssignmentReport
from broker.flows.retaining import RetentionDesk
from broker.records.archives import ArchiveFolder
from broker.records.opening import Records
from broker.records.records_settings import RecordsSettings
from broker.records.retention_settings import RetentionSettings
from tests.builders import NOON, HandClock
from tests.rights import DISTRIBUTOR, HERE, a_door, a_subscription, an_assignment, people, searched

_YEAR = Keeping(read_duration("P1Y"), read_duration("P2Y"))


def _desk(records: Records, folder: Path, clock: HandClock, keeping: Keeping = _YEAR) -> RetentionDesk:
    return RetentionDesk(clock, records.ageing, ArchiveFolder(folder / "archives"), dict.fromkeys(DataKind, keeping))


def _fill(records: Records) -> None:
    """Keep one old and one present row of each kind; the old subscription has an assignment and its licence."""
    old = a_subscription("old", starts=NOON - timedelta(900), ends=NOON - timedelta(800))
    for subscription in (old, a_subscription("s1")):
        records.subscriptions.create(subscription)
        given = an_assignment(f"to {subscription.id}", subscription=subscription.id)
        records.assignments.assign(given, people("lou"))
    for day in (NOON.date() - timedelta(800), NOON.date()):
        records.access_counts.count_access(a_door(), day)
        name = f"{day}.zip"
        records.reports.keep(AssignmentReport(DISTRIBUTOR, name, NOON - (NOON.date() - day), 3), b"zip")


def _archived(folder: Path, kind: DataKind) -> list[dict[str, object]]:
    files = sorted((folder / "archives" / kind).glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def test_blank_records_have_nothing_old_and_stay_blank(tmp_path: Path) -> None:
    with closing(Records(RecordsSettings(), tmp_path)) as records:
        report = _desk(records, tmp_path, HandClock()).apply()
        assert {(line.current, line.over) for line in report.lines} == {(0, 0)}
        assert records.is_blank


def test_a_plan_says_what_is_over_and_does_nothing(records: Records, tmp_path: Path) -> None:
    _fill(records)
    desk = _desk(records, tmp_path, HandClock())
    lines = {line.kind: (line.current, line.over) for line in desk.plan().lines}
    assert lines == {
        DataKind.OUTBOX: (0, 0),
        DataKind.SUBSCRIPTIONS: (1, 1),
        DataKind.REPORTS: (1, 1),
        DataKind.ACCESS_COUNTS: (1, 1),
    }
    assert desk.plan() == desk.plan()
    assert not (tmp_path / "archives").exists()


def test_what_is_over_is_archived_with_all_that_points_at_it_and_the_rest_stays(
    records: Records, tmp_path: Path
) -> None:
    _fill(records)
    report = _desk(records, tmp_path, HandClock()).apply()
    assert {line.kind: line.over for line in report.lines}[DataKind.SUBSCRIPTIONS] == 1
    archived = [str(line["table"]) for line in _archived(tmp_path, DataKind.SUBSCRIPTIONS) if "table" in line]
    assert sorted(set(archived)) == ["assignments", "coverage", "licences", "pools", "subscriptions"]
    assert searched(records) == ["s1"]
    assert [licence.person for licence in records.assignments.licences("s1", HERE)] == list(people("lou"))
    assert [one.name for one in records.reports.of_distributor(DISTRIBUTOR)] == [f"{NOON.date()}.zip"]
    assert {line.over for line in _desk(records, tmp_path, HandClock()).plan().lines} == {0}


def test_an_archive_is_read_back_into_records_that_hold_nothing(records: Records, tmp_path: Path) -> None:
    _fill(records)
    _desk(records, tmp_path, HandClock()).apply()
    (file,) = (tmp_path / "archives" / DataKind.SUBSCRIPTIONS).glob("*.jsonl")
    with closing(Records(RecordsSettings(), tmp_path / "archives")) as consulted:
        consulted.take_in(file.read_text(encoding="utf-8").splitlines(), file.name)
        assert searched(consulted) == ["old"]


def test_an_archive_is_its_owners_alone(records: Records, tmp_path: Path) -> None:
    _fill(records)
    _desk(records, tmp_path, HandClock()).apply()
    files = [path for path in (tmp_path / "archives").rglob("*") if path.is_file()]
    assert files
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


@pytest.mark.parametrize(("fate", "left"), [(Fate.DESTROY, 0), (Fate.KEEP, 1)])
def test_an_archive_whose_time_is_over_meets_its_fate(fate: Fate, left: int, records: Records, tmp_path: Path) -> None:
    _fill(records)
    clock, keeping = HandClock(), Keeping(_YEAR.current, read_duration("P6M"), fate)
    _desk(records, tmp_path, clock, keeping).apply()
    clock.moment = NOON + timedelta(days=200)
    report = _desk(records, tmp_path, clock, keeping).apply()
    assert {line.kind: line.archives_over for line in report.lines}[DataKind.REPORTS] == 1 - left
    assert len(list((tmp_path / "archives" / DataKind.REPORTS).glob("*.jsonl"))) == left


def test_rows_stay_when_their_archive_cannot_be_written(records: Records, tmp_path: Path) -> None:
    _fill(records)
    (tmp_path / "archives").write_text("in the way", encoding="utf-8")
    with pytest.raises(RecordsUnavailable):
        _desk(records, tmp_path, HandClock()).apply()
    assert sorted(searched(records)) == ["old", "s1"]


def test_the_same_rows_are_one_archive(tmp_path: Path) -> None:
    archives = ArchiveFolder(tmp_path)
    for _ in range(2):
        archives.write(DataKind.REPORTS, date(2026, 3, 2), iter(["a", "b"]))
    archives.write(DataKind.REPORTS, date(2026, 3, 2), iter(["c"]))
    assert archives.days(DataKind.REPORTS) == (date(2026, 3, 2),) * 2


def test_each_kind_has_periods_of_its_own() -> None:
    assert RetentionSettings().periods().keys() == set(DataKind)


@pytest.mark.parametrize("period", ["1 year", "P1", "PT1H"])
def test_what_is_no_duration_is_no_setting(period: str) -> None:
    with pytest.raises(ValueError, match="is no duration"):
        RetentionSettings.model_validate({"outbox": {"current": period, "intermediate": "P0D"}})
