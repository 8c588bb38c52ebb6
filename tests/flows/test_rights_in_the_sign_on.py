"""Holds the sign-on to the rights: what opens, what is refused and when, what an access costs."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from broker.core.contract import Contract
from broker.core.errors import DecisionRefused
from broker.core.identity import Identity
from broker.core.profile import Profile
from broker.core.refusals.decision import (
    ContractExpired,
    NoContract,
    ProfileNotCovered,
    RequiredAttributeMissing,
    SchoolToChoose,
)
from broker.core.refusals.rights import (
    ContractNotApproved,
    LicencesSpent,
    NoSubscription,
    NotAssigned,
    PublicNotTargeted,
    ResourceWithdrawn,
    SchoolNotCovered,
)
from broker.core.rights.access import Door
from broker.core.rights.assignment import Assignment, Licence, Target, TargetKind
from broker.core.rights.audience import Audience
from broker.core.rights.notice import Notice
from broker.core.rights.subscription import Subscription
from tests.builders import COLLEGE, LYCEE, a_contract, a_guardian, a_membership, a_pupil, a_teacher
from tests.core.test_access import A_NOTICE
from tests.flows.fakes import World, a_world, authenticated, begun, vouched_for
from tests.flows.rights_fakes import RightsInMemory, a_desk, a_subscription, an_assignment, an_individual

RESOURCE = a_contract().resource
TWO_SCHOOLS = a_teacher(
    memberships=(
        a_membership(profile=Profile.TEACHER),
        a_membership(uai=LYCEE, school_name="Lycée du Ballon", profile=Profile.TEACHER),
    )
)


def a_subscribed_world(
    *things: Subscription | Assignment | Licence,
    people: tuple[Identity, ...] = (a_pupil(),),
    contracts: tuple[Contract, ...] = (a_contract(),),
    notices: tuple[Notice, ...] = (),
) -> tuple[World, RightsInMemory]:
    """Return a world whose hub decides on rights, and what it knows of them."""
    rights = RightsInMemory().put(*things)
    world = a_world(people=people, contracts=contracts, find_access=lambda clock: a_desk(rights, clock, *notices))
    return world, rights


def opened_door(world: World, person: Identity) -> Door | None:
    """Sign the person on, all the way to the release, and return what opened the resource."""
    return world.sign_on.release(authenticated(world, begun(world), vouched_for(person))).door


TARGETS = {
    TargetKind.PERSON: Target(TargetKind.PERSON, "pupil-0001", Audience.PUPIL, "P0"),
    TargetKind.DIVISION: Target(TargetKind.DIVISION, "3A", Audience.PUPIL),
    TargetKind.GROUP: Target(TargetKind.GROUP, "3CHOR", Audience.PUPIL),
    TargetKind.AUDIENCE: Target(TargetKind.AUDIENCE, "ELEVE", Audience.PUPIL),
}


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_each_way_of_assigning_opens(target: Target) -> None:
    world, rights = a_subscribed_world(an_individual(), an_assignment(target))
    door = opened_door(world, a_pupil())
    assert door is not None
    assert (door.subscription, door.assignment, door.target) == ("S1", "A1", target.kind)
    assert [held.person for held in rights.licences("S1", COLLEGE)] == [a_pupil().key]


def test_a_schools_subscription_opens_to_all_its_publics() -> None:
    world, _rights = a_subscribed_world(a_subscription(), people=(a_pupil(), a_teacher()))
    assert opened_door(world, a_pupil()) is not None
    door = world.explain.decide(a_teacher().login, RESOURCE).door
    assert door is not None
    assert door.audience is Audience.TEACHER


def test_a_subscription_by_the_kind_of_school_opens() -> None:
    pupil = a_pupil(memberships=(a_membership(nature="340"),))
    by_kind = a_subscription(schools=frozenset(), nature="340")
    assert opened_door(a_subscribed_world(by_kind, people=(pupil,))[0], pupil) is not None
    with pytest.raises(SchoolNotCovered):
        opened_door(a_subscribed_world(replace(by_kind, nature="300"), people=(pupil,))[0], pupil)


def test_a_daughter_opens_by_a_subscription_to_her_mother() -> None:
    notice = replace(A_NOTICE, mother="ark:/77777/mere")
    world, _rights = a_subscribed_world(a_subscription(resource="ark:/77777/mere"), notices=(notice,))
    door = opened_door(world, a_pupil())
    assert door is not None
    assert door.by_family


def test_a_resource_under_test_opens_to_everybody_and_asks_no_records() -> None:
    world, rights = a_subscribed_world(contracts=(a_contract(open_to_all=True),), people=(a_guardian(),))
    assert opened_door(world, a_guardian()) == Door(RESOURCE, COLLEGE, "P0", None)
    assert rights.questions == 0


def test_an_issuer_without_subscriptions_has_no_doors() -> None:
    world = a_world()
    assert opened_door(world, a_pupil()) is None


def test_a_hub_that_takes_the_person_whole_needs_no_subscription() -> None:
    world, rights = a_subscribed_world(contracts=(a_contract(per_school=False),), people=(TWO_SCHOOLS,))
    assert opened_door(world, TWO_SCHOOLS) is None
    assert rights.questions == 0


REFUSED: dict[str, tuple[type[DecisionRefused], Contract, tuple[Notice, ...]]] = {
    "not approved before expired": (
        ContractNotApproved,
        a_contract(approved_by=" ", valid_until=a_contract().valid_from),
        (),
    ),
    "expired before withdrawn": (
        ContractExpired,
        a_contract(valid_until=a_contract().valid_from),
        (replace(A_NOTICE, distributable=False),),
    ),
    "withdrawn before profile": (
        ResourceWithdrawn,
        a_contract(profiles=frozenset({Profile.HEAD})),
        (replace(A_NOTICE, distributable=False),),
    ),
    "profile before subscription": (ProfileNotCovered, a_contract(profiles=frozenset({Profile.HEAD})), ()),
    "subscription before attribute": (
        NoSubscription,
        a_contract(clauses=(replace(a_contract("P_MEL").clauses[0], required=True),)),
        (),
    ),
}


@pytest.mark.parametrize(("reason", "contract", "notices"), REFUSED.values(), ids=REFUSED)
def test_reasons_come_in_one_order_in_the_sign_on_and_in_the_preview(
    reason: type[DecisionRefused], contract: Contract, notices: tuple[Notice, ...]
) -> None:
    world, _rights = a_subscribed_world(contracts=(contract,), notices=notices)
    with pytest.raises(reason):
        opened_door(world, a_pupil())
    with pytest.raises(reason):
        world.explain.decide(a_pupil().login, RESOURCE)


def test_what_nobody_may_open_is_refused_before_anybody_signs_in() -> None:
    withdrawn = replace(A_NOTICE, distributable=False)
    for reason, contract, notices in (
        (ContractNotApproved, a_contract(approved_by=""), ()),
        (ResourceWithdrawn, a_contract(open_to_all=True), (withdrawn,)),
    ):
        world, _rights = a_subscribed_world(contracts=(contract,), notices=notices)
        with pytest.raises(reason):
            begun(world)


def test_a_contract_that_nobody_has_approved_allows_nothing_at_any_issuer() -> None:
    world = a_world(contracts=(a_contract(approved_by=""),))
    with pytest.raises(ContractNotApproved):
        begun(world)


def test_guardians_are_refused_unless_the_resource_is_open_to_all() -> None:
    world, _rights = a_subscribed_world(a_subscription(), people=(a_guardian(),))
    with pytest.raises(PublicNotTargeted):
        opened_door(world, a_guardian())


def test_a_preview_takes_no_licence_and_says_what_the_sign_on_will() -> None:
    world, rights = a_subscribed_world(a_subscription())
    foretold = world.explain.decide(a_pupil().login, RESOURCE)
    assert not rights.held
    journey = authenticated(world, begun(world), vouched_for(a_pupil()))
    assert world.sign_on.release(journey) == foretold
    assert len(rights.held) == 1


def test_whoever_is_refused_anything_else_spends_no_licence() -> None:
    contract = a_contract(clauses=(replace(a_contract("P_MEL").clauses[0], required=True),))
    world, rights = a_subscribed_world(a_subscription(), contracts=(contract,))
    with pytest.raises(RequiredAttributeMissing):
        opened_door(world, a_pupil())
    assert not rights.held


def test_the_last_licence_opens_again_to_who_holds_it_and_to_nobody_else() -> None:
    other = a_pupil(key=replace(a_pupil().key, identifier="pupil-0002"), login="lea.autre")
    world, _rights = a_subscribed_world(a_subscription(licences_overall=1), people=(a_pupil(), other))
    assert opened_door(world, a_pupil()) is not None
    again = world.explain.decide(a_pupil().login, RESOURCE).door
    assert again is not None
    assert not again.takes_licence
    with pytest.raises(LicencesSpent):
        world.explain.decide(other.login, RESOURCE)


def test_a_licence_that_another_takes_meanwhile_is_refused() -> None:
    other = a_pupil(key=replace(a_pupil().key, identifier="pupil-0002"), login="lea.autre")
    rights = RightsInMemory().put(a_subscription(licences_overall=1))
    late = _LateRights(rights, lambda: rights.take_licence(Licence("S1", other.key, COLLEGE, Audience.PUPIL)))
    world = a_world(find_access=lambda clock: replace(a_desk(rights, clock), assignments=late))
    with pytest.raises(LicencesSpent):
        opened_door(world, a_pupil())


class _LateRights(RightsInMemory):
    """Let somebody else be first whenever a licence is taken."""

    def __init__(self, rights: RightsInMemory, first: Callable[[], object]) -> None:
        super().__init__(rights.subscriptions, rights.assignments, rights.held)
        self._first = first

    def take_licence(self, licence: Licence) -> bool:
        self._first()
        return super().take_licence(licence)


def test_a_right_withdrawn_meanwhile_gives_nothing_more() -> None:
    world, rights = a_subscribed_world(an_individual(), an_assignment(TARGETS[TargetKind.DIVISION]))
    journey = authenticated(world, begun(world), vouched_for(a_pupil()))
    grant, first = world.sign_on.grant(journey), world.sign_on.release(journey)
    assert world.sign_on.release_again(grant).released == first.released
    rights.withdraw("A1", COLLEGE, {})
    with pytest.raises(NotAssigned):
        world.sign_on.release_again(grant)


def test_of_several_schools_only_those_that_open_are_offered() -> None:
    world, _rights = a_subscribed_world(a_subscription(schools=frozenset({LYCEE})), people=(TWO_SCHOOLS,))
    journey = authenticated(world, begun(world), vouched_for(TWO_SCHOOLS))
    assert journey.membership_chosen
    assert world.sign_on.release(journey).uai == LYCEE
    assert world.explain.decide(TWO_SCHOOLS.login, RESOURCE).uai == LYCEE


def test_when_several_schools_open_the_person_chooses() -> None:
    world, _rights = a_subscribed_world(a_subscription(schools=frozenset({COLLEGE, LYCEE})), people=(TWO_SCHOOLS,))
    journey = authenticated(world, begun(world), vouched_for(TWO_SCHOOLS))
    assert [found.uai for found in world.sign_on.memberships_for(journey)] == [COLLEGE, LYCEE]
    with pytest.raises(SchoolToChoose):
        world.explain.decide(TWO_SCHOOLS.login, RESOURCE)


def test_when_no_school_opens_the_nearest_reason_is_given() -> None:
    world, _rights = a_subscribed_world(an_individual(schools=frozenset({LYCEE})), people=(TWO_SCHOOLS,))
    with pytest.raises(NotAssigned):
        authenticated(world, begun(world), vouched_for(TWO_SCHOOLS))
    with pytest.raises(SchoolNotCovered):
        world.explain.decide(TWO_SCHOOLS.login, RESOURCE, COLLEGE)


def test_a_link_to_a_known_resource_without_a_contract_says_so() -> None:
    world, _rights = a_subscribed_world(notices=(A_NOTICE,))
    desk = world.sign_on.access
    assert desk is not None
    with pytest.raises(NoContract):
        desk.check_link(RESOURCE, None)
    desk.check_link(RESOURCE, a_contract())
    desk.check_link("ark:/77777/inconnue", None)
