"""Delegates are named by a head, among the school's own staff, and by nobody else."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from broker.core.identity import Identity
from broker.core.profile import Profile
from broker.core.refusals.subscription import DelegateNotStaff, DelegatesNamedByHead
from broker.core.rights.responsible import is_responsible
from broker.flows.assigning import AssignmentDesk
from broker.flows.delegating import Delegating
from tests.builders import COLLEGE
from tests.flows.assignment_world import ELSEWHERE, HEAD, LOU, TEACHER, a_desk, with_people

_HEAD, _TEACHER = HEAD.memberships[0], TEACHER.memberships[0]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[AssignmentDesk]:
    with a_desk(tmp_path) as desk:
        yield desk


def test_a_delegate_may_assign_from_then_on_and_no_more_once_dismissed(desk: AssignmentDesk) -> None:
    delegating = Delegating(desk)
    delegating.name(_HEAD, TEACHER.key)
    assert is_responsible(TEACHER.key, _TEACHER, desk.assignments.delegates(COLLEGE))
    assert [member.person for _, member in delegating.find(COLLEGE) if member] == [TEACHER.key]
    delegating.dismiss(_HEAD, TEACHER.key)
    assert not is_responsible(TEACHER.key, _TEACHER, desk.assignments.delegates(COLLEGE))


@pytest.mark.parametrize("profile", [Profile.TEACHER, Profile.SCHOOL_STAFF])
def test_nobody_but_a_head_names_or_dismisses(desk: AssignmentDesk, profile: Profile) -> None:
    here = replace(_HEAD, profile=profile)
    for act in (Delegating(desk).name, Delegating(desk).dismiss):
        with pytest.raises(DelegatesNamedByHead):
            act(here, TEACHER.key)


@pytest.mark.parametrize("person", [LOU, ELSEWHERE, HEAD], ids=["pupil", "other school", "head"])
def test_only_the_schools_own_staff_can_be_named(desk: AssignmentDesk, person: Identity) -> None:
    with pytest.raises(DelegateNotStaff):
        Delegating(desk).name(_HEAD, person.key)
    assert desk.assignments.delegates(COLLEGE) == ()


def test_a_delegate_who_left_is_still_listed_so_that_a_head_can_dismiss_them(desk: AssignmentDesk) -> None:
    Delegating(desk).name(_HEAD, TEACHER.key)
    assert Delegating(with_people(desk, HEAD)).find(COLLEGE) == ((TEACHER.key, None),)
