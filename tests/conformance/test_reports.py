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


def test_records_that_hold_none_know_of_none(records: Records) -> None:
    assert records.reports.of_distributor(DISTRIBUTOR) == ()
    assert records.reports.read(DISTRIBUTOR, FIRST.name) is None
    records.reports.take(DISTRIBUTOR, FIRST.name, NOON)
    records.reports.forget_before(DISTRIBUTOR, NOON)


def test_a_distributor_finds_its_own_the_oldest_first_with_what_they_say(records: Records) -> None:
    for report, text in ((SECOND, "<deux/>"), (FIRST, "<un/>"), (FOREIGN, "<autre/>")):
        records.reports.keep(report, text)
    assert records.reports.of_distributor(DISTRIBUTOR) == (FIRST, SECOND)
    assert records.reports.read(DISTRIBUTOR, FIRST.name) == "<un/>"
    assert records.reports.read(OTHER_DISTRIBUTOR, FIRST.name) == "<autre/>"


def test_the_first_of_a_name_stays(records: Records) -> None:
    records.reports.keep(FIRST, "<un/>")
    records.reports.keep(replace(FIRST, size=1), "<autre/>")
    assert records.reports.of_distributor(DISTRIBUTOR) == (FIRST,)
    assert records.reports.read(DISTRIBUTOR, FIRST.name) == "<un/>"


def test_a_report_is_taken_once_and_alone(records: Records) -> None:
    for report in (FIRST, SECOND, FOREIGN):
        records.reports.keep(report, "<un/>")
    records.reports.take(DISTRIBUTOR, FIRST.name, NOON)
    records.reports.take(DISTRIBUTOR, FIRST.name, NOON + timedelta(days=1))
    taken, waiting = records.reports.of_distributor(DISTRIBUTOR)
    assert (taken.taken, taken.state, waiting.state) == (NOON, ReportState.TAKEN, ReportState.WAITING)
    assert records.reports.of_distributor(OTHER_DISTRIBUTOR) == (FOREIGN,)


def test_what_is_old_goes_and_nobody_elses(records: Records) -> None:
    for report in (FIRST, SECOND, FOREIGN):
        records.reports.keep(report, "<un/>")
    records.reports.forget_before(DISTRIBUTOR, SECOND.made)
    assert records.reports.of_distributor(DISTRIBUTOR) == (SECOND,)
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
