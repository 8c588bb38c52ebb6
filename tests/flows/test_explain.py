"""Owns the preview: it decides by the function that issues, and refuses what issuing would refuse."""

import pytest

from broker.core.profile import Profile
from broker.core.refusals.decision import (
    ContractExpired,
    ContractNotYetValid,
    NoContract,
    PersonUnknown,
    ProfileNotCovered,
    SchoolNotYours,
    SchoolToChoose,
)
from broker.core.release import Withholding
from tests.builders import COLLEGE, LYCEE, a_contract, a_guardian, a_membership, a_pupil, a_teacher
from tests.flows.fakes import a_world, authenticated, begun, vouched_for

RESOURCE = a_contract().resource
TWO_SCHOOLS = a_teacher(
    memberships=(a_membership(profile=Profile.TEACHER), a_membership(profile=Profile.TEACHER, uai=LYCEE))
)


@pytest.mark.parametrize("person", [a_pupil(), a_teacher(), a_guardian()], ids=lambda person: person.login)
@pytest.mark.parametrize("codes", [(), ("IDO", "NOM", "DIV", "P_MEL"), ("IDO", "UAI", "PRO", "GRO", "E_MS4")])
def test_what_is_previewed_is_what_is_released(person, codes) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - a table's cells
    world = a_world(people=(person,), contracts=(a_contract(*codes),))
    journey = authenticated(world, begun(world), vouched_for(person))
    assert world.explain.decide(person.login, RESOURCE) == world.sign_on.release(journey)


def test_what_is_previewed_for_a_chosen_school_is_what_is_released_for_it() -> None:
    world = a_world(people=(TWO_SCHOOLS,))
    journey = authenticated(world, begun(world), vouched_for(TWO_SCHOOLS))
    journey = world.sign_on.choose_membership(journey, LYCEE, Profile.TEACHER)
    assert world.explain.decide(TWO_SCHOOLS.login, RESOURCE, LYCEE) == world.sign_on.release(journey)


def test_the_preview_says_why_what_stays_stays() -> None:
    world = a_world(contracts=(a_contract("IDO", "CIV"),))
    withheld = {kept.code: kept.reason for kept in world.explain.decide("lou.marelle", RESOURCE).withheld}
    assert withheld["CIV"] is Withholding.NO_VALUE
    assert withheld["NOM"] is Withholding.NOT_IN_CONTRACT


def test_the_preview_signs_nobody_on() -> None:
    world = a_world()
    for _ in range(3):
        world.explain.decide("lou.marelle", RESOURCE)
    assert len(world.journeys.store) == 0  # type: ignore[arg-type] # the memory store counts its keys


def test_the_preview_refuses_as_issuing_would() -> None:
    world = a_world(people=(a_pupil(), TWO_SCHOOLS), contracts=(a_contract(profiles=frozenset({Profile.TEACHER})),))
    with pytest.raises(NoContract):
        world.explain.decide("lou.marelle", "ark:/77777/other")
    with pytest.raises(PersonUnknown):
        world.explain.decide("nobody", RESOURCE)
    with pytest.raises(ProfileNotCovered):
        world.explain.decide("lou.marelle", RESOURCE)
    with pytest.raises(SchoolToChoose):
        world.explain.decide(TWO_SCHOOLS.login, RESOURCE)
    with pytest.raises(SchoolNotYours):
        world.explain.decide(TWO_SCHOOLS.login, RESOURCE, "0779999Z")
    assert world.explain.decide(TWO_SCHOOLS.login, RESOURCE, COLLEGE).uai == COLLEGE


def test_the_preview_of_a_profile_is_of_that_profile() -> None:
    both = a_teacher(memberships=(a_membership(profile=Profile.TEACHER), a_membership(profile=Profile.HEAD)))
    world = a_world(people=(both,))
    for profile in (Profile.TEACHER, Profile.HEAD):
        assert world.explain.decide(both.login, RESOURCE, profile=profile).profile is profile


def test_the_preview_keeps_to_the_days_of_the_contract() -> None:
    world = a_world()
    world.explain.decide("lou.marelle", RESOURCE)
    world.clock.pass_seconds(200 * 86_400)
    with pytest.raises(ContractExpired):
        world.explain.decide("lou.marelle", RESOURCE)
    world.clock.pass_seconds(-400 * 86_400)
    with pytest.raises(ContractNotYetValid):
        world.explain.decide("lou.marelle", RESOURCE)
