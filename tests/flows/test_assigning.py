"""Assigning in a school: told before it is done, done whole or not at all, taken back without taking from others."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest

from broker.core.refusals.subscription import (
    AssignmentExists,
    AssignmentUnknown,
    LicencesShort,
    RightsRefused,
    SubscriptionNotAssignable,
    SubscriptionUnknown,
    TargetUnknown,
)
from broker.core.rights.assignment import Target, TargetKind
from broker.core.rights.audience import Audience
from broker.core.rights.standing import State
from broker.core.rights.subscription import UNLIMITED, AssignmentKind
from broker.flows.assigning import AssignmentDesk, Withdrawal
from tests.builders import COLLEGE, LYCEE, NOON
from tests.flows.assignment_world import (
    ELSEWHERE,
    LOU,
    MIA,
    OTHER,
    SCHOOL,
    TEACHER,
    a_desk,
    holders,
    subscribed,
    to_division,
    to_person,
    to_public,
)

BOTH = frozenset({Audience.PUPIL, Audience.TEACHER})


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[AssignmentDesk]:
    with a_desk(tmp_path) as desk:
        desk.subscriptions.create(subscribed())
        yield desk


def remaining(desk: AssignmentDesk, subscription: str = "s1") -> int:
    return next(iter(desk.standing(SCHOOL, subscription).pools.values())).remaining


def test_what_covers_several_kinds_of_school_is_assigned_in_each_of_them(desk: AssignmentDesk) -> None:
    desk.subscriptions.create(subscribed("s2", schools=frozenset(), nature="300,340"))
    assert desk.standing(SCHOOL, "s2").is_assignable
    desk.assign(SCHOOL, "s2", (to_division("3A"),))
    assert holders(desk, "s2")


def test_a_school_sees_what_covers_it_by_name_or_by_kind_at_once_and_nothing_else(desk: AssignmentDesk) -> None:
    desk.subscriptions.create(subscribed("s2", schools=frozenset(), nature="340"))
    desk.subscriptions.create(subscribed("s3", schools=frozenset({LYCEE})))
    assert [one.subscription.id for one in desk.standings(SCHOOL)] == ["s1", "s2"]
    assert [one.subscription.id for one in desk.standings(OTHER)] == ["s3"]


def test_a_subscription_says_where_today_lies_in_its_time(desk: AssignmentDesk) -> None:
    desk.subscriptions.create(subscribed("s2", starts=NOON + timedelta(days=2)))
    desk.subscriptions.create(subscribed("s3", ends=NOON - timedelta(days=2)))
    assert [one.state for one in desk.standings(SCHOOL)] == [State.CURRENT, State.COMING, State.OVER]


def test_what_an_assignment_would_do_is_said_and_nobody_is_counted_twice(desk: AssignmentDesk) -> None:
    desk.assign(SCHOOL, "s1", [to_person(LOU)])
    foreseen = desk.forecast(SCHOOL, "s1", [to_division("3A"), to_public(), to_person(LOU)])
    assert [(one.people, one.takers, one.exists) for one in foreseen.effects] == [
        (2, 1, False),
        (4, 2, False),
        (1, 0, True),
    ]
    assert [(pool.remaining, taken) for pool, taken in foreseen.needs] == [(2, 3)]
    assert foreseen.is_short
    assert holders(desk) == ["lou"]


def test_a_division_is_its_pupils_or_its_teachers(desk: AssignmentDesk) -> None:
    desk.subscriptions.create(subscribed("s2", audiences=BOTH))
    desk.assign(SCHOOL, "s2", [to_division("3A", Audience.TEACHER)])
    assert holders(desk, "s2") == [TEACHER.key.identifier]


def test_an_assignment_that_would_take_too_many_takes_none(desk: AssignmentDesk) -> None:
    desk.assign(SCHOOL, "s1", [to_division("3A")])
    with pytest.raises(LicencesShort):
        desk.assign(SCHOOL, "s1", [to_person(MIA), to_division("3B")])
    assert holders(desk) == ["lou", "noe"]
    assert [one.target for one in desk.assignments.of_school(COLLEGE)] == [to_division("3A")]
    assert remaining(desk) == 1


def test_licences_are_counted_by_public_where_the_subscription_does(desk: AssignmentDesk) -> None:
    licences = {Audience.PUPIL: UNLIMITED, Audience.TEACHER: 0}
    desk.subscriptions.create(subscribed("s2", audiences=BOTH, licences_overall=None, licences=licences))
    desk.assign(SCHOOL, "s2", [to_public()])
    assert len(holders(desk, "s2")) == 4
    with pytest.raises(LicencesShort):
        desk.assign(SCHOOL, "s2", [to_public(Audience.TEACHER)])


def test_what_exists_is_left_as_it_is_and_alone_is_refused(desk: AssignmentDesk) -> None:
    desk.assign(SCHOOL, "s1", [to_division("3A")])
    desk.assign(SCHOOL, "s1", [to_division("3A"), to_person(MIA)])
    assert len(desk.assignments.of_school(COLLEGE)) == 2
    with pytest.raises(AssignmentExists):
        desk.assign(SCHOOL, "s1", [to_division("3A")])


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": AssignmentKind.SCHOOL},
        {"ends": NOON - timedelta(days=1)},
        {"audiences": frozenset({Audience.TEACHER})},
    ],
    ids=["open to the school", "over", "another public's"],
)
def test_what_is_not_to_be_assigned_is_refused(desk: AssignmentDesk, changes: dict[str, object]) -> None:
    desk.subscriptions.create(subscribed("s2", **changes))
    with pytest.raises(SubscriptionNotAssignable):
        desk.assign(SCHOOL, "s2", [to_division("3A")])


def test_one_that_starts_later_may_be_assigned_already(desk: AssignmentDesk) -> None:
    desk.subscriptions.create(subscribed("s2", starts=NOON + timedelta(days=2)))
    desk.assign(SCHOOL, "s2", [to_division("3A")])
    assert holders(desk, "s2") == ["lou", "noe"]


def test_another_schools_subscription_is_unknown_and_so_is_a_deleted_one(desk: AssignmentDesk) -> None:
    desk.subscriptions.create(subscribed("s2", schools=frozenset({LYCEE})))
    desk.subscriptions.delete("s1", subscribed().distributor, NOON)
    for subscription in ("s1", "_s1", "s2", "s9"):
        with pytest.raises(SubscriptionUnknown):
            desk.assign(SCHOOL, subscription, [to_division("3A")])


@pytest.mark.parametrize(
    "target",
    [to_person(ELSEWHERE), to_division("2A"), Target(TargetKind.GROUP, "3A", Audience.PUPIL)],
    ids=["person", "division", "group"],
)
def test_another_schools_people_divisions_and_groups_are_unknown(desk: AssignmentDesk, target: Target) -> None:
    with pytest.raises(TargetUnknown):
        desk.assign(SCHOOL, "s1", [target])
    assert holders(desk) == []


def test_a_withdrawal_frees_licences_but_those_that_another_assignment_keeps(desk: AssignmentDesk) -> None:
    desk.assign(SCHOOL, "s1", [to_division("3A")])
    desk.assign(SCHOOL, "s1", [to_person(LOU)])
    there = {one.target.kind: one for one in desk.assignments.of_school(COLLEGE)}
    division, person = there[TargetKind.DIVISION], there[TargetKind.PERSON]
    assert desk.withdraw(SCHOOL, [division.id]) == Withdrawal(freed=1, kept=1)
    assert holders(desk) == ["lou"]
    assert desk.withdraw(SCHOOL, [person.id]) == Withdrawal(freed=1, kept=0)
    assert remaining(desk) == 3


def test_assignments_withdrawn_together_keep_nothing_for_each_other(desk: AssignmentDesk) -> None:
    desk.assign(SCHOOL, "s1", [to_division("3A")])
    desk.assign(SCHOOL, "s1", [to_person(LOU)])
    wanted = [one.id for one in desk.assignments.of_school(COLLEGE)]
    assert desk.withdraw(SCHOOL, wanted) == Withdrawal(freed=2, kept=0)


def test_another_schools_assignment_is_unknown_and_nothing_is_withdrawn(desk: AssignmentDesk) -> None:
    desk.subscriptions.create(subscribed("s2", schools=frozenset({LYCEE})))
    desk.assign(OTHER, "s2", [to_person(ELSEWHERE)])
    desk.assign(SCHOOL, "s1", [to_division("3A")])
    mine, theirs = desk.assignments.of_school(COLLEGE)[0], desk.assignments.of_school(LYCEE)[0]
    with pytest.raises(AssignmentUnknown):
        desk.withdraw(SCHOOL, [mine.id, theirs.id])
    assert holders(desk) == ["lou", "noe"]
    assert holders(desk, "s2", LYCEE) == ["zoe"]


def test_two_responsibles_at_once_never_give_one_licence_twice(desk: AssignmentDesk) -> None:
    for number in range(10):
        name = f"race-{number}"
        desk.subscriptions.create(subscribed(name))
        both = Barrier(2)

        def assign(division: str, name: str = name, both: Barrier = both) -> str:
            both.wait()
            try:
                desk.assign(SCHOOL, name, [to_division(division)])
            except RightsRefused as refusal:
                return refusal.code
            return "done"

        with ThreadPoolExecutor(2) as pool:
            ends = sorted(pool.map(assign, ("3A", "3B")))
        assert ends == ["assignment.licences_short", "done"]
        assert len(holders(desk, name)) == 2
        assert remaining(desk, name) == 1


def test_two_responsibles_who_assign_the_same_at_once_make_one_assignment(desk: AssignmentDesk) -> None:
    both = Barrier(2)

    def assign(_number: int) -> str:
        both.wait()
        try:
            desk.assign(SCHOOL, "s1", [to_division("3A")])
        except RightsRefused as refusal:
            return refusal.code
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(assign, range(2))) == ["assignment.exists", "done"]
    assert len(desk.assignments.of_school(COLLEGE)) == 1


def test_two_responsibles_who_withdraw_the_same_at_once_both_get_what_they_wanted(desk: AssignmentDesk) -> None:
    desk.assign(SCHOOL, "s1", [to_division("3A")])
    wanted, both = desk.assignments.of_school(COLLEGE)[0].id, Barrier(2)

    def withdraw(_number: int) -> str:
        both.wait()
        try:
            desk.withdraw(SCHOOL, [wanted])
        except AssignmentUnknown as refusal:
            return refusal.code
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(withdraw, range(2))) <= {"done", "assignment.unknown"}
    assert remaining(desk) == 3
