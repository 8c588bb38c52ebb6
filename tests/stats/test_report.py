"""Known answers: the tables of a report, and how publics, places and publishers are grouped."""

from datetime import date

from broker.core.rights.notice import Actor, Notice, Term
from broker.core.school import School
from broker.core.sentence import Sentence
from broker.flows.rights_ports import AccessCount
from broker.stats.groupings import Grouping, Names
from broker.stats.periods import Unit, read_period
from broker.stats.question import Question
from broker.stats.report import Report, make_report

NOVEMBER, YEAR = read_period("2026-11"), read_period("2026-2027")
CARNET, HERBIER = "ark:/77777/carnet", "ark:/77777/herbier"
TILLEUL, MARELLE = "777777771_0000000000000001", "777777772_0000000000000002"


def a_notice(resource: str, publisher: str) -> Notice:
    return Notice(
        resource=resource,
        title=Sentence(resource[-5:], resource[-5:]),
        publisher=Actor(publisher, publisher[:9]),
        technical_distributor=Actor(publisher, ""),
        commercial_distributors=(),
        presentation=Term("MAN", "manuel"),
        description=Sentence("", ""),
    )


NAMES = Names(
    schools={
        "9990001A": School("9990001A", "Collège des Tilleuls", "P0", "340", "AC-PREAU"),
        "9990002B": School("9990002B", "Lycée de l’Écume", "P1", "306", "AC-PREAU"),
    },
    notices={CARNET: a_notice(CARNET, TILLEUL), HERBIER: a_notice(HERBIER, MARELLE)},
    projects={"P0": Sentence("ENT de la Cour", "Courtyard ENT")},
)
COUNTS = (
    AccessCount(date(2026, 11, 2), "9990001A", "ELEVE", CARNET, "P0", 20),
    AccessCount(date(2026, 11, 2), "9990001A", "ENSEIGNANT", CARNET, "P0", 7),
    AccessCount(date(2026, 11, 9), "9990002B", "ELEVE", HERBIER, "P1", 11),
    AccessCount(date(2026, 11, 30), "9990002B", "DOCUMENTALISTE", CARNET, "P1", 2),
    AccessCount(date(2026, 12, 1), "9990001A", "", CARNET, "P0", 6),
    AccessCount(date(2026, 12, 1), "9999999Z", "AUTRE PERSONNEL", "ark:/77777/disparue", "", 5),
)


def report(question: Question, smallest: int = 1) -> Report:
    return make_report(question, COUNTS, NAMES, smallest)


def rows(found: Report, by: Unit | Grouping) -> dict[str, int]:
    return dict(next(table.rows for table in found.tables if table.by is by))


def test_a_period_counts_its_own_days_only() -> None:
    assert report(Question(NOVEMBER, Unit.DAY)).total == 40
    assert report(Question(YEAR, Unit.MONTH)).total == 51
    assert report(Question(read_period("2025-2026"), Unit.MONTH)).total == 0


def test_time_is_divided_by_day_week_or_month() -> None:
    assert rows(report(Question(YEAR, Unit.MONTH)), Unit.MONTH) == {"2026-11": 40, "2026-12": 11}
    assert rows(report(Question(YEAR, Unit.WEEK)), Unit.WEEK) == {"2026-W45": 27, "2026-W46": 11, "2026-W49": 13}
    assert rows(report(Question(NOVEMBER, Unit.DAY)), Unit.DAY) == {
        "2026-11-02": 27,
        "2026-11-09": 11,
        "2026-11-30": 2,
    }


def test_publics_are_the_official_groups_in_their_order() -> None:
    publics = next(table.rows for table in report(Question(YEAR)).tables if table.by is Grouping.AUDIENCE)
    assert publics == (("ELEVE", 31), ("ENSEIGNANT", 7), ("DOCUMENTALISTE", 2), ("AUTRE PERSONNEL", 5), ("NULL", 6))
    assert [NAMES.title(Grouping.AUDIENCE, value).fr for value, _ in publics] == [
        "Élève",
        "Enseignants",
        "Documentaliste",
        "Autres",
        "Null",
    ]


def test_places_are_schools_their_kinds_and_academies() -> None:
    found = report(Question(YEAR))
    assert rows(found, Grouping.SCHOOL) == {"9990001A": 33, "9990002B": 13, "9999999Z": 5}
    assert rows(found, Grouping.NATURE) == {"340": 33, "306": 13, "?": 5}
    assert rows(found, Grouping.ACADEMY) == {"AC-PREAU": 46, "?": 5}


def test_works_are_resources_and_their_publishers_and_what_is_gone_is_counted_still() -> None:
    found = report(Question(YEAR))
    assert rows(found, Grouping.RESOURCE) == {CARNET: 35, HERBIER: 11, "ark:/77777/disparue": 5}
    assert rows(found, Grouping.PUBLISHER) == {TILLEUL: 35, MARELLE: 11, "?": 5}
    assert rows(found, Grouping.PROJECT) == {"P0": 33, "P1": 13, "?": 5}


def test_filters_count_together_and_settle_the_lines_that_they_leave_one_value_of() -> None:
    found = report(Question(YEAR, None, {Grouping.SCHOOL: "9990001A", Grouping.RESOURCE: CARNET}))
    assert found.total == 33
    assert {table.by for table in found.tables} == {Grouping.AUDIENCE, Grouping.PROJECT}
    assert rows(found, Grouping.AUDIENCE) == {"ELEVE": 20, "ENSEIGNANT": 7, "NULL": 6}


def test_small_counts_have_no_row_and_are_missing_from_sums() -> None:
    found = report(Question(YEAR, Unit.MONTH), smallest=5)
    assert found.total == 49
    assert "DOCUMENTALISTE" not in rows(found, Grouping.AUDIENCE)
    assert rows(found, Grouping.SCHOOL)["9990002B"] == 11
    assert rows(found, Unit.MONTH) == {"2026-11": 38, "2026-12": 11}


def test_what_is_small_altogether_shows_nothing_at_all() -> None:
    found = report(Question(YEAR, Unit.MONTH, {Grouping.AUDIENCE: "DOCUMENTALISTE"}), smallest=5)
    assert found.total == 0
    assert not any(table.rows for table in found.tables)
