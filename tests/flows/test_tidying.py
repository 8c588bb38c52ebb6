"""Licences of people who left are for whoever comes next; what somebody is still entitled to is left alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from broker.core.rights.assignment import Licence
from broker.core.rights.audience import Audience
from broker.core.rights.subscription import AssignmentKind
from broker.flows.assigning import AssignmentDesk
from broker.flows.tidying import Tidying
from tests.builders import COLLEGE
from tests.flows.assignment_world import (
    HEAD,
    LOU,
    MIA,
    NOE,
    SCHOOL,
    TOM,
    a_desk,
    a_pupil_of,
    holders,
    subscribed,
    to_division,
    to_person,
    with_people,
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[AssignmentDesk]:
    with a_desk(tmp_path) as desk:
        desk.subscriptions.create(subscribed())
        yield desk


def test_nothing_is_to_be_tidied_while_everybody_is_there(desk: AssignmentDesk) -> None:
    desk.assign(SCHOOL, "s1", [to_division("3A"), to_person(MIA)])
    assert Tidying(desk).find(SCHOOL) == ()
    assert Tidying(desk).tidy(SCHOOL) == 0
    assert holders(desk) == ["lou", "mia", "noe"]


def test_licences_of_who_left_the_school_or_the_division_are_freed(desk: AssignmentDesk) -> None:
    desk.assign(SCHOOL, "s1", [to_division("3A"), to_person(MIA)])
    later = with_people(desk, a_pupil_of("noe", "3B"), TOM, HEAD)
    (leftover,) = Tidying(later).find(SCHOOL)
    assert (len(leftover.licences), len(leftover.assignments)) == (3, 1)
    assert Tidying(later).tidy(SCHOOL) == 3
    assert holders(desk) == []
    assert [one.target for one in desk.assignments.of_school(COLLEGE)] == [to_division("3A")]


def test_who_changed_divisions_keeps_a_licence_that_another_assignment_gives(desk: AssignmentDesk) -> None:
    desk.assign(SCHOOL, "s1", [to_division("3A")])
    desk.assign(SCHOOL, "s1", [to_person(NOE)])
    later = with_people(desk, a_pupil_of("noe", "3B"), HEAD)
    assert Tidying(later).tidy(SCHOOL) == 1
    assert holders(desk) == ["noe"]


def test_a_schools_own_subscription_frees_those_of_people_who_left(desk: AssignmentDesk) -> None:
    desk.subscriptions.create(subscribed("s2", kind=AssignmentKind.SCHOOL))
    for person in (LOU, MIA):
        desk.assignments.take_licence(Licence("s2", person.key, COLLEGE, Audience.PUPIL))
    assert Tidying(with_people(desk, LOU, HEAD)).tidy(SCHOOL) == 1
    assert holders(desk, "s2") == ["lou"]
