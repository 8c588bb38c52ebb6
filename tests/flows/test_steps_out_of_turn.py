"""Owns the sign-on's verbs called out of turn, and the answers and choices that are not to be taken."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from broker.core.identity import PersonKey
from broker.core.issuer import PasswordWay
from broker.core.journey import Hint, Journey, Step, next_step
from broker.core.profile import Profile
from broker.core.refusals.decision import SchoolNotYours
from broker.core.refusals.exchange import GuichetScopeForeign
from broker.core.refusals.journey import JourneyUnknown, UnknownProject
from broker.flows.sign_on import SignOn
from tests.builders import COLLEGE, LYCEE, a_contract, a_membership, a_pupil, a_teacher
from tests.flows.fakes import BROWSER, World, a_guichet, a_service_request, a_world, authenticated, begun, vouched_for

TEACHER_OF_TWO = a_teacher(
    memberships=(a_membership(profile=Profile.TEACHER), a_membership(profile=Profile.TEACHER, uai=LYCEE))
)
SOMEBODY_ELSE = replace(TEACHER_OF_TWO, key=PersonKey("P0", "teacher-0002"), login="eden.perron")
FIRST = a_contract("IDO", "NOM", "PRE", name="first")
SECOND = a_contract("IDO", name="second", resource="ark:/77777/second", access_url="http://marelle.example/second")

VERBS: dict[str, Callable[[SignOn, Journey], Journey]] = {
    "choose a guichet": lambda sign_on, journey: sign_on.choose_guichet(journey, "ent"),
    "choose a profile": lambda sign_on, journey: sign_on.choose_profile(journey, Profile.TEACHER),
    "authenticate": lambda sign_on, journey: sign_on.authenticate(journey, vouched_for(SOMEBODY_ELSE)),
    "choose a membership": lambda sign_on, journey: sign_on.choose_membership(journey, COLLEGE, Profile.TEACHER),
}


def a_busy_world() -> World:
    """Return a world of two guichets, and of two people who teach in two schools."""
    return a_world(people=(TEACHER_OF_TWO, SOMEBODY_ELSE), guichets=(a_guichet("ent"), a_guichet("other")))


def journey_at(world: World, step: Step) -> Journey:
    """Lead a journey to a step."""
    journey = begun(world)
    if step is not Step.CHOOSE_GUICHET:
        journey = world.sign_on.choose_guichet(journey, "ent")
    if step in {Step.CHOOSE_MEMBERSHIP, Step.RELEASE}:
        journey = authenticated(world, journey, vouched_for(TEACHER_OF_TWO))
    if step is Step.RELEASE:
        journey = world.sign_on.choose_membership(journey, LYCEE, Profile.TEACHER)
    assert next_step(journey) is step
    return journey


@pytest.mark.parametrize(
    ("step", "verb"),
    [
        (Step.CHOOSE_GUICHET, "choose a profile"),
        (Step.CHOOSE_GUICHET, "authenticate"),
        (Step.CHOOSE_GUICHET, "choose a membership"),
        (Step.AUTHENTICATE, "choose a membership"),
        (Step.CHOOSE_MEMBERSHIP, "choose a guichet"),
        (Step.CHOOSE_MEMBERSHIP, "choose a profile"),
        (Step.CHOOSE_MEMBERSHIP, "authenticate"),
        (Step.RELEASE, "choose a guichet"),
        (Step.RELEASE, "choose a profile"),
        (Step.RELEASE, "authenticate"),
        (Step.RELEASE, "choose a membership"),
    ],
)
def test_a_verb_out_of_turn_is_refused_and_leaves_the_journey_as_it_was(step: Step, verb: str) -> None:
    world = a_busy_world()
    journey = journey_at(world, step)
    with pytest.raises(JourneyUnknown) as refused:
        VERBS[verb](world.sign_on, journey)
    assert f"one at {step}" in (refused.value.received or "")
    assert world.sign_on.resume(journey.id, BROWSER) == journey


def test_a_second_answer_does_not_put_somebody_else_in_the_journey() -> None:
    world = a_busy_world()
    journey = journey_at(world, Step.RELEASE)
    with pytest.raises(JourneyUnknown):
        authenticated(world, journey, vouched_for(SOMEBODY_ELSE))
    released = world.sign_on.release(world.sign_on.resume(journey.id, BROWSER))
    assert released.uai == LYCEE


def test_where_a_profile_comes_first_nobody_signs_in_before_choosing_one() -> None:
    choices = (Profile.PUPIL, Profile.GUARDIAN)
    world = a_world(password=PasswordWay(frozenset(choices), profile_choices=choices), guichets=())
    journey = begun(world)
    assert next_step(journey) is Step.CHOOSE_PROFILE
    with pytest.raises(JourneyUnknown):
        authenticated(world, journey, vouched_for(a_pupil()))


def test_until_somebody_signs_in_the_guichet_may_be_chosen_again() -> None:
    world = a_busy_world()
    journey = world.sign_on.choose_guichet(journey_at(world, Step.AUTHENTICATE), "other")
    assert (journey.guichet, next_step(journey)) == ("other", Step.AUTHENTICATE)


def test_a_guichet_that_is_not_offered_cannot_be_chosen() -> None:
    world = a_busy_world()
    with pytest.raises(UnknownProject):
        world.sign_on.choose_guichet(journey_at(world, Step.CHOOSE_GUICHET), "nowhere")


@pytest.mark.parametrize(("uai", "profile"), [(COLLEGE, Profile.HEAD), (LYCEE, Profile.PUPIL), ("0779999Z", "")])
def test_a_membership_the_person_does_not_have_cannot_be_chosen(uai: str, profile: str) -> None:
    world = a_busy_world()
    journey = journey_at(world, Step.CHOOSE_MEMBERSHIP)
    with pytest.raises(SchoolNotYours):
        world.sign_on.choose_membership(journey, uai, Profile(profile or Profile.TEACHER))


def test_a_membership_of_the_person_that_the_link_left_out_cannot_be_chosen() -> None:
    head_who_teaches = replace(
        TEACHER_OF_TWO, memberships=(*TEACHER_OF_TWO.memberships, a_membership(profile=Profile.HEAD))
    )
    world = a_world(people=(head_who_teaches,))
    journey = world.sign_on.begin(a_service_request(), BROWSER)
    journey = world.sign_on.admit(journey, lambda resource: Hint("P0", COLLEGE, resource))
    journey = authenticated(world, journey, vouched_for(head_who_teaches))
    offered = {(found.uai, found.profile) for found in world.sign_on.memberships_for(journey)}
    assert offered == {(COLLEGE, Profile.TEACHER), (COLLEGE, Profile.HEAD)}
    with pytest.raises(SchoolNotYours):
        world.sign_on.choose_membership(journey, LYCEE, Profile.TEACHER)
    chosen = world.sign_on.choose_membership(journey, COLLEGE, Profile.HEAD)
    assert world.sign_on.release(chosen).uai == COLLEGE


def test_a_guichet_does_not_vouch_for_people_of_another_project() -> None:
    world = a_world()
    answer = vouched_for(a_pupil(), projects=frozenset({"EG", "P9"}))
    with pytest.raises(GuichetScopeForeign) as refused:
        authenticated(world, begun(world), answer)
    assert (refused.value.expected, refused.value.received) == ("EG, P9", "P0")


def test_a_guichet_vouches_for_people_of_its_own_project() -> None:
    world = a_world()
    answer = vouched_for(a_pupil(), projects=frozenset({"P0"}))
    assert world.sign_on.release(authenticated(world, begun(world), answer)).uai == COLLEGE


def test_the_relay_state_names_the_resource_whatever_older_link_was_followed_to_another() -> None:
    world = a_world(contracts=(FIRST, SECOND))
    older = {FIRST.resource: Hint("P0", COLLEGE, FIRST.resource)}
    journey = world.sign_on.begin(a_service_request(relay_state=SECOND.access_url), BROWSER)
    journey = world.sign_on.admit(journey, lambda resource: older.pop(resource, None))
    journey = authenticated(world, journey, vouched_for(a_pupil()))
    assert world.sign_on.release(journey).resource == SECOND.resource


def test_a_journey_that_the_person_ended_neither_goes_on_nor_releases() -> None:
    world = a_busy_world()
    journey = journey_at(world, Step.RELEASE)
    world.sign_on.end(journey)
    with pytest.raises(JourneyUnknown):
        world.sign_on.resume(journey.id, BROWSER)
    with pytest.raises(JourneyUnknown):
        world.sign_on.release(journey)
