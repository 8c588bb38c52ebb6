"""Owns what the records keep of assignment reports, alike over SQLite and over a real PostgreSQL."""

from dataclasses import replace
from datetime import timedelta

from broker.core.rights.assignment_report import AssignmentReport, ReportState
from broker.records.opening import Records
from tests.builders import NOON
from tests.rights import DISTRIBUTOR, HERE, OTHER_DISTRIBUTOR, THERE, a_subscription, an_assignment, people

FIRST = AssignmentReport(DISTRIBUTOR, "first.zip", NOON, 120)
SECOND = replace(FIRST, name="second.zip", made=NOON + timedelta(days=1))
FOREIGN = replace(FIRST, distributor=OTHER_DISTRIBUTOR)
FILE = bytes(range(256))


def test_records_that_hold_none_know_of_none(records: Records) -> None:
    assert records.reports.of_distributor(DISTRIBUTOR) == ()
    assert records.reports.read(DISTRIBUTOR, FIRST.name) is None
    records.reports.take(DISTRIBUTOR, FIRST.name, NOON)
    assert records.reports.of_distributor(DISTRIBUTOR) == ()


def test_a_distributor_finds_its_own_the_oldest_first_with_their_files(records: Records) -> None:
    for report, file in ((SECOND, b"two"), (FIRST, FILE), (FOREIGN, b"other")):
        records.reports.keep(report, file)
    assert records.reports.of_distributor(DISTRIBUTOR) == (FIRST, SECOND)
    assert records.reports.read(DISTRIBUTOR, FIRST.name) == FILE
    assert records.reports.read(OTHER_DISTRIBUTOR, FIRST.name) == b"other"


def test_the_first_of_a_name_stays(records: Records) -> None:
    records.reports.keep(FIRST, FILE)
    records.reports.keep(replace(FIRST, size=1), b"other")
    assert records.reports.of_distributor(DISTRIBUTOR) == (FIRST,)
    assert records.reports.read(DISTRIBUTOR, FIRST.name) == FILE


def test_a_report_is_taken_once_and_alone(records: Records) -> None:
    for report in (FIRST, SECOND, FOREIGN):
        records.reports.keep(report, FILE)
    records.reports.take(DISTRIBUTOR, FIRST.name, NOON)
    records.reports.take(DISTRIBUTOR, FIRST.name, NOON + timedelta(days=1))
    taken, waiting = records.reports.of_distributor(DISTRIBUTOR)
    assert (taken.taken, taken.state, waiting.state) == (NOON, ReportState.TAKEN, ReportState.WAITING)
    assert records.reports.of_distributor(OTHER_DISTRIBUTOR) == (FOREIGN,)


def test_the_latest_ninety_are_kept_and_nobody_elses_go(records: Records) -> None:
    records.reports.keep(FOREIGN, FILE)
    for day in range(92):
        records.reports.keep(replace(FIRST, name=f"{day}.zip", made=NOON + timedelta(days=day)), FILE)
    assert [report.name for report in records.reports.of_distributor(DISTRIBUTOR)] == [
        f"{day}.zip" for day in range(2, 92)
    ]
    assert records.reports.of_distributor(OTHER_DISTRIBUTOR) == (FOREIGN,)


def test_licences_are_counted_by_subscription_school_and_public(records: Records) -> None:
    for name in ("s1", "s2", "s3"):
        records.subscriptions.create(a_subscription(name, schools=frozenset({HERE, THERE}), licences_overall=9))
    records.assignments.assign(an_assignment("a1", subscription="s1", uai=THERE), people("lou", "max"))
    records.assignments.assign(an_assignment("a2", subscription="s1", uai=HERE), people("zoe"))
    records.assignments.assign(an_assignment("a3", subscription="s2", uai=HERE), people("lou"))
    found = records.subscriptions.used_by_schools(["s1", "s2", "s3", "s9"])
    assert found == {"s1": {HERE: {"ELEVE": 1}, THERE: {"ELEVE": 2}}, "s2": {HERE: {"ELEVE": 1}}}
    assert list(found["s1"]) == [HERE, THERE]
    assert records.subscriptions.used_by_school("s1") == found["s1"]
