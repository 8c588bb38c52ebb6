"""A sheet goes out and comes back: read line by line first, applied whole or not at all, and never a formula."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from broker.core.refusals.subscription import SheetUnreadable, SheetWrong
from broker.core.rights.audience import Audience
from broker.core.rights.sheet import MOST_BYTES, MOST_LINES
from broker.core.rights.subscription import UNLIMITED, AssignmentKind
from broker.flows.assigning import AssignmentDesk
from broker.flows.assignment_sheets import AssignmentSheets, LineState, SheetPlan
from tests.builders import COLLEGE, LYCEE
from tests.flows.assignment_world import (
    EVERYBODY,
    HEAD,
    SCHOOL,
    a_desk,
    a_pupil_of,
    holders,
    subscribed,
    to_division,
    to_person,
    to_public,
)

_HEADER = "idAbonnement;idRessource;cible;code;public;projet\r\n"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[AssignmentDesk]:
    with a_desk(tmp_path) as desk:
        desk.subscriptions.create(subscribed())
        yield desk


def plan(desk: AssignmentDesk, *lines: str) -> SheetPlan:
    return AssignmentSheets(desk).plan(SCHOOL, sheet(*lines))


def sheet(*lines: str) -> bytes:
    return (_HEADER + "\r\n".join(lines)).encode()


def codes(found: SheetPlan) -> list[str]:
    return [result.refusal.code if result.refusal else result.state for result in found.lines]


def test_what_goes_out_comes_back_and_changes_nothing(desk: AssignmentDesk) -> None:
    desk.subscriptions.create(subscribed("s2", licences_overall=UNLIMITED))
    desk.assign(SCHOOL, "s1", [to_division("3A")])
    desk.assign(SCHOOL, "s2", [to_public(), to_person(EVERYBODY[0])])
    written = AssignmentSheets(desk).write(SCHOOL)
    assert codes(AssignmentSheets(desk).plan(SCHOOL, written)) == [LineState.THERE] * 3
    AssignmentSheets(desk).apply(SCHOOL, written)
    assert len(desk.assignments.of_school(COLLEGE)) == 3


def test_a_sheet_taken_out_makes_the_same_assignments_elsewhere(desk: AssignmentDesk, tmp_path: Path) -> None:
    desk.assign(SCHOOL, "s1", [to_division("3A"), to_person(EVERYBODY[2])])
    written = AssignmentSheets(desk).write(SCHOOL)
    with a_desk(tmp_path / "elsewhere") as blank:
        blank.subscriptions.create(subscribed())
        AssignmentSheets(blank).apply(SCHOOL, written)
        there = {one.target for one in blank.assignments.of_school(COLLEGE)}
        assert there == {one.target for one in desk.assignments.of_school(COLLEGE)}
        assert holders(blank) == holders(desk) == ["lou", "mia", "noe"]


def test_what_each_line_would_do_is_said_and_nothing_is_done(desk: AssignmentDesk) -> None:
    found = plan(
        desk, "s1;;division;3A;ELEVE;", "", "s1;ark:/77777/atlas;Personne;lou;eleve;P0", "s1;;personne;mia;ELEVE;"
    )
    assert codes(found) == [LineState.NEW] * 3
    assert [(one.line.number, one.people, one.takers) for one in found.lines] == [(2, 2, 2), (4, 1, 0), (5, 1, 1)]
    assert holders(desk) == []


def test_each_wrong_line_has_its_number_and_its_reason(desk: AssignmentDesk) -> None:
    desk.subscriptions.create(subscribed("s2", schools=frozenset({LYCEE})))
    desk.subscriptions.create(subscribed("s3", kind=AssignmentKind.SCHOOL))
    found = plan(
        desk,
        "s2;;division;3A;ELEVE;",
        "s1;ark:/77777/other;division;3A;ELEVE;",
        "s1;;classe;3A;ELEVE;",
        "s1;;division;3A;PARENT;",
        "s1;;division;2A;ELEVE;",
        "s1;;personne;zoe;ELEVE;P0",
        "s1;;division;3A;ENSEIGNANT;",
        "s3;;public;;ELEVE;",
        "s1;;personne;;ELEVE;",
    )
    assert codes(found) == [
        "subscription.unknown",
        "subscription.unknown",
        "assignment.cell_wrong",
        "assignment.cell_wrong",
        "assignment.target_unknown",
        "assignment.target_unknown",
        "assignment.not_assignable",
        "assignment.not_assignable",
        "assignment.cell_wrong",
    ]
    assert [one.line.number for one in found.lines] == list(range(2, 11))


def test_a_refusal_never_names_whom_a_line_names(desk: AssignmentDesk) -> None:
    (wrong,) = plan(desk, "s1;;personne;zoe;ELEVE;P0").lines
    assert "zoe" not in f"{wrong.refusal.expected} {wrong.refusal.received} {wrong!r}" if wrong.refusal else False


def test_the_line_for_which_no_licence_is_left_is_the_wrong_one(desk: AssignmentDesk) -> None:
    found = plan(desk, "s1;;division;3A;ELEVE;", "s1;;division;3B;ELEVE;", "s1;;personne;tom;ELEVE;P0")
    assert codes(found)[:2] == [LineState.NEW, "assignment.licences_short"]
    assert not found.is_right


def test_a_line_that_stands_twice_counts_once(desk: AssignmentDesk) -> None:
    found = plan(desk, "s1;;division;3A;ELEVE;", "s1;;division;3A;ELEVE;")
    assert codes(found) == [LineState.NEW, LineState.THERE]
    AssignmentSheets(desk).apply(SCHOOL, sheet("s1;;division;3A;ELEVE;", "s1;;division;3A;ELEVE;"))
    assert len(desk.assignments.of_school(COLLEGE)) == 1


def test_a_sheet_with_one_wrong_line_changes_nothing(desk: AssignmentDesk) -> None:
    with pytest.raises(SheetWrong):
        AssignmentSheets(desk).apply(SCHOOL, sheet("s1;;division;3A;ELEVE;", "s1;;division;9Z;ELEVE;"))
    assert desk.assignments.of_school(COLLEGE) == ()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nothing of the kind",
        "idAbonnement;cible;code;public\r\ns1;division;3\u00c8A;ELEVE".encode("latin-1"),
        b'idAbonnement;cible;code;public\r\ns1;"division;3A;ELEVE',
        (_HEADER + "s1;;division;3A;ELEVE;\r\n" * (MOST_LINES + 1)).encode(),
        _HEADER.encode() + b"x" * MOST_BYTES,
    ],
    ids=["empty", "another file", "latin-1", "open quote", "too many lines", "too long"],
)
def test_what_is_no_sheet_is_refused_whole(desk: AssignmentDesk, content: bytes) -> None:
    with pytest.raises(SheetUnreadable):
        AssignmentSheets(desk).plan(SCHOOL, content)


@pytest.mark.parametrize("name", ["=1+1", "+33", "-2", "@SUM(A1)", "\tx", "'=1", "a;b", 'a"b'])
def test_no_cell_is_a_formula_and_each_comes_back_as_it_was(tmp_path: Path, name: str) -> None:
    pupil = a_pupil_of(name, "=3A")
    with a_desk(tmp_path, pupil, HEAD) as desk:
        desk.subscriptions.create(subscribed())
        desk.assign(SCHOOL, "s1", [to_person(pupil), to_division("=3A")])
        written = AssignmentSheets(desk).write(SCHOOL)
        rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig")), delimiter=";"))
        assert not [cell for row in rows[1:] for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
        assert codes(AssignmentSheets(desk).plan(SCHOOL, written)) == [LineState.THERE] * 2


def test_a_sheet_of_unlimited_licences_is_never_short(desk: AssignmentDesk) -> None:
    desk.subscriptions.create(subscribed("s2", licences_overall=UNLIMITED, audiences=frozenset(Audience)))
    found = plan(desk, "s2;;public;ELEVE;;", "s2;;public;;ENSEIGNANT;", "s2;;public;;AUTRE PERSONNEL;")
    assert codes(found) == [LineState.NEW] * 3
    assert [one.takers for one in found.lines] == [4, 1, 1]
