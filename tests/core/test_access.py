"""Holds the decision on rights: who may open what, by which door, and the nearest reason otherwise."""

from dataclasses import replace
from datetime import timedelta

import pytest

from broker.core.errors import DecisionRefused
from broker.core.identity import PersonKey
from broker.core.refusals.rights import (
    LicencesSpent,
    MotherNotOpened,
    NoSubscription,
    NotAssigned,
    PublicNotTargeted,
    ResourceNotDisplayable,
    ResourceWithdrawn,
    SchoolNotCovered,
    SubscriptionNotYetValid,
    SubscriptionOver,
)
from broker.core.rights.access import (
    Candidate,
    Door,
    Visitor,
    check_notice,
    nearest_refusal,
    open_door,
    visitor_of,
)
from broker.core.rights.assignment import TargetKind
from broker.core.rights.audience import Audience
from broker.core.rights.door_words import describe_door, door_facts
from broker.core.rights.notice import Actor, Notice, Term
from broker.core.rights.subscription import AssignmentKind
from broker.core.sentence import Sentence
from tests.builders import COLLEGE, NOON, a_guardian, a_pupil

RESOURCE, MOTHER = "ark:/77777/marelle", "ark:/77777/mere"
PUPIL = Visitor(PersonKey("P0", "pupil-0001"), COLLEGE, "340", Audience.PUPIL)
SCHOOL = Candidate(
    subscription="S1",
    distributor="777777771_0000000000000001",
    resource=RESOURCE,
    kind=AssignmentKind.SCHOOL,
    audiences=frozenset(Audience),
    starts=NOON - timedelta(days=1),
    last_moment=NOON + timedelta(days=1),
)
INDIVIDUAL = replace(
    SCHOOL, subscription="S2", kind=AssignmentKind.INDIVIDUAL, assignment="A1", target=TargetKind.GROUP
)


def opened(*candidates: Candidate, visitor: Visitor = PUPIL, elsewhere: bool = False) -> Door:
    return open_door(visitor, RESOURCE, candidates, NOON, elsewhere=elsewhere)


def test_a_visitor_is_known_by_the_codes_of_their_divisions_and_groups() -> None:
    pupil = a_pupil()
    visitor = visitor_of(pupil, pupil.memberships[0])
    assert visitor.divisions == {"3A"}
    assert visitor.groups == {"3ALL1", "3CHOR"}
    assert visitor.audience is Audience.PUPIL
    guardian = a_guardian()
    assert visitor_of(guardian, guardian.memberships[0]).audience is None


def test_a_schools_subscription_opens_with_nothing_assigned() -> None:
    door = opened(SCHOOL)
    assert (door.subscription, door.assignment, door.target) == ("S1", "", None)
    assert door.takes_licence


def test_an_individual_subscription_opens_by_its_assignment() -> None:
    door = opened(INDIVIDUAL)
    assert (door.subscription, door.assignment, door.target) == ("S2", "A1", TargetKind.GROUP)
    assert (door.uai, door.project, door.audience) == (COLLEGE, "P0", Audience.PUPIL)


def test_a_licence_held_opens_before_one_that_would_be_taken() -> None:
    held = replace(INDIVIDUAL, holds_licence=True, remaining=0)
    door = opened(SCHOOL, held)
    assert door.subscription == "S2"
    assert not door.takes_licence


def test_a_subscription_to_the_mother_opens_her_daughter() -> None:
    assert opened(replace(SCHOOL, resource=MOTHER)).by_family
    assert not opened(SCHOOL).by_family


def test_a_subscription_opens_from_its_first_moment_to_its_last() -> None:
    assert opened(replace(SCHOOL, starts=NOON, last_moment=NOON)).subscription == "S1"


COMING = replace(SCHOOL, starts=NOON + timedelta(seconds=1), last_moment=NOON + timedelta(days=9))
PAST = replace(SCHOOL, last_moment=NOON - timedelta(seconds=1))
FOR_TEACHERS = replace(SCHOOL, audiences=frozenset({Audience.TEACHER}))
UNASSIGNED = replace(INDIVIDUAL, assignment=None, target=None)
SPENT = replace(SCHOOL, remaining=0)
REASONS: list[tuple[tuple[Candidate, ...], type[DecisionRefused]]] = [
    ((), NoSubscription),
    ((PAST,), SubscriptionOver),
    ((PAST, COMING), SubscriptionNotYetValid),
    ((PAST, FOR_TEACHERS), PublicNotTargeted),
    ((FOR_TEACHERS, UNASSIGNED), NotAssigned),
    ((UNASSIGNED, SPENT), LicencesSpent),
]


@pytest.mark.parametrize(("candidates", "reason"), REASONS, ids=[reason.code for _, reason in REASONS])
def test_the_nearest_reason_is_given(candidates: tuple[Candidate, ...], reason: type[DecisionRefused]) -> None:
    with pytest.raises(reason):
        opened(*candidates)


def test_whoever_could_be_served_elsewhere_is_told_so() -> None:
    with pytest.raises(SchoolNotCovered):
        opened(elsewhere=True)


def test_guardians_are_no_public_of_any_subscription() -> None:
    with pytest.raises(PublicNotTargeted):
        opened(SCHOOL, visitor=replace(PUPIL, audience=None))


def test_what_opens_counts_whatever_else_is_over_or_spent() -> None:
    assert opened(PAST, FOR_TEACHERS, UNASSIGNED, SPENT, replace(SCHOOL, subscription="S9")).subscription == "S9"


def test_of_several_schools_the_one_nearest_to_opening_says_why() -> None:
    told = [NoSubscription(), NotAssigned(), SubscriptionOver()]
    assert isinstance(nearest_refusal(told), NotAssigned)


A_NOTICE = Notice(
    resource=RESOURCE,
    title=Sentence("Marelle", "Hopscotch"),
    publisher=Actor("777777777_0000000077777777", "Préau Éditions"),
    technical_distributor=Actor("777777777_0000000077777777", "Préau Éditions"),
    commercial_distributors=(),
    presentation=Term("OTHER", "autre"),
    description=Sentence("", ""),
)


@pytest.mark.parametrize(
    ("notice", "reason"),
    [
        (replace(A_NOTICE, distributable=False, displayable=False), ResourceWithdrawn),
        (replace(A_NOTICE, displayable=False), ResourceNotDisplayable),
        (replace(A_NOTICE, is_mother=True), MotherNotOpened),
    ],
)
def test_a_notice_closes_a_resource_to_everybody(notice: Notice, reason: type[DecisionRefused]) -> None:
    with pytest.raises(reason):
        check_notice(notice)


def test_a_resource_without_a_notice_or_with_a_plain_one_stays_open() -> None:
    check_notice(None)
    check_notice(A_NOTICE)


def test_a_door_says_which_subscription_and_which_assignment_opened_it_and_nobodys_name() -> None:
    by_group = opened(INDIVIDUAL)
    assert describe_door(by_group).en == "subscription S2, assigned to a group (A1)"
    assert describe_door(opened(replace(SCHOOL, resource=MOTHER))).en == (
        "subscription S1 to the mother resource, open to the whole school"
    )
    assert door_facts(by_group) == {
        "subscription": "S2",
        "assignment": "A1",
        "assigned_to": "group",
        "licence": "taken now",
    }
    to_all = Door(RESOURCE, COLLEGE, "P0", None)
    assert "open_to_all" in describe_door(to_all).fr
    assert door_facts(to_all) == {"opened": "open_to_all"}
    assert door_facts(None) == {}
