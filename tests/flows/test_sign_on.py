"""Owns the sign-on flow on in-memory adapters: its order, its early refusals, its one release."""

from dataclasses import replace
from datetime import date

import pytest

from broker.core.contract import Contract
from broker.core.identity import NOTHING
from broker.core.issuer import PasswordWay
from broker.core.journey import Hint, Step, next_step
from broker.core.profile import Profile
from broker.core.refusals.decision import (
    AccountExpired,
    ContractExpired,
    NoContract,
    NoSchool,
    PersonUnknown,
    SchoolNotYours,
    SchoolToChoose,
    UnknownResource,
)
from broker.core.refusals.exchange import RelayStateNotAccessUrl, RequestReplayed
from broker.core.refusals.journey import BrowserMismatch, JourneyUnknown, PassiveImpossible, UnknownProject
from broker.flows.sign_on import JOURNEY_SECONDS
from tests.builders import COLLEGE, LYCEE, a_contract, a_guardian, a_membership, a_pupil, a_teacher
from tests.flows.fakes import (
    BROWSER,
    OTHER_BROWSER,
    World,
    a_guichet,
    a_service_request,
    a_world,
    authenticated,
    begun,
    vouched_for,
)

TWO_SCHOOLS = a_teacher(
    memberships=(a_membership(profile=Profile.TEACHER), a_membership(profile=Profile.TEACHER, uai=LYCEE))
)


def hinted(world: World, hint: Hint) -> Step:
    """Return the first step of a journey that a médiacentre's link announced."""
    journey = world.sign_on.begin(a_service_request(), BROWSER)
    return next_step(world.sign_on.admit(journey, lambda _resource: hint))


def test_a_sign_on_goes_from_request_to_release() -> None:
    world = a_world()
    journey = begun(world)
    assert next_step(journey) is Step.AUTHENTICATE
    journey = authenticated(world, journey, vouched_for(a_pupil()))
    assert next_step(journey) is Step.RELEASE
    release = world.sign_on.release(journey)
    assert {sent.code for sent in release.released} == {"IDO", "UAI", "PRO"}
    assert release.uai == COLLEGE


def test_a_request_is_used_once() -> None:
    world = a_world()
    begun(world)
    with pytest.raises(RequestReplayed):
        begun(world)
    begun(world, a_service_request("_2"))


def test_a_request_id_of_another_service_is_another_request() -> None:
    other = a_contract(name="other", resource="ark:/77777/other", entity_id="https://other.example")
    world = a_world(contracts=(a_contract(), other))
    begun(world)
    begun(world, a_service_request(entity_id="https://other.example"))


def test_a_journey_releases_once() -> None:
    world = a_world()
    journey = authenticated(world, begun(world), vouched_for(a_pupil()))
    world.sign_on.release(journey)
    with pytest.raises(JourneyUnknown):
        world.sign_on.release(journey)


def test_a_journey_is_over_after_its_time() -> None:
    world = a_world()
    journey = begun(world)
    world.clock.pass_seconds(JOURNEY_SECONDS - 1)
    assert world.sign_on.resume(journey.id, BROWSER) == journey
    world.clock.pass_seconds(1)
    with pytest.raises(JourneyUnknown):
        world.sign_on.resume(journey.id, BROWSER)


def test_a_journey_goes_on_in_its_own_browser_only() -> None:
    world = a_world()
    journey = begun(world)
    with pytest.raises(BrowserMismatch):
        world.sign_on.resume(journey.id, OTHER_BROWSER)
    assert BROWSER not in repr(journey)


def test_a_journey_of_another_issuer_is_unknown_here() -> None:
    world = a_world()
    journey = replace(begun(world), issuer="elsewhere")
    world.journeys.save(journey)
    with pytest.raises(JourneyUnknown):
        world.sign_on.resume(journey.id, BROWSER)


def test_a_service_without_a_contract_is_refused_before_anybody_signs_in() -> None:
    world = a_world(contracts=())
    with pytest.raises(NoContract):
        begun(world)


def test_a_contract_of_another_issuer_counts_for_nothing() -> None:
    world = a_world(contracts=(a_contract(issuer="academie"),))
    with pytest.raises(NoContract):
        begun(world)


def test_an_expired_contract_is_refused_before_anybody_signs_in() -> None:
    world = a_world(contracts=(a_contract(valid_until=date(2026, 3, 1)),))
    with pytest.raises(ContractExpired):
        begun(world)


def test_a_contract_withdrawn_on_the_way_stops_the_release() -> None:
    before = a_world()
    journey = authenticated(before, begun(before), vouched_for(a_pupil()))
    after = a_world(contracts=())
    after.journeys.save(journey)
    after.sessions.open(vouched_for(a_pupil()))
    with pytest.raises(NoContract):
        after.sign_on.release(journey)


def test_a_contract_that_ends_on_the_way_stops_the_release() -> None:
    world = a_world(contracts=(a_contract(valid_until=date(2026, 3, 2)),))
    world.clock.pass_seconds(11 * 3600)
    journey = authenticated(world, begun(world), vouched_for(a_pupil(), at=world.clock.now()))
    world.clock.pass_seconds(3600 - 1)
    world.journeys.save(journey)
    world.clock.pass_seconds(1)
    with pytest.raises(ContractExpired):
        world.sign_on.release(journey)


def _narrow(contract: Contract) -> Contract:
    return replace(contract, saml=replace(contract.saml, relay_state_must_be_access_url=True))


def test_a_contract_may_want_its_own_address_as_relay_state() -> None:
    world = a_world(contracts=(_narrow(a_contract()),))
    begun(world)
    for number, state in enumerate(("http://marelle.example", None, "https://elsewhere.example/")):
        with pytest.raises(RelayStateNotAccessUrl):
            begun(world, a_service_request(f"_x{number}", relay_state=state))


def test_of_several_resources_of_one_service_the_relay_state_chooses_then_the_link_followed() -> None:
    second = a_contract(name="second", resource="ark:/77777/second", access_url="http://marelle.example/second")
    world = a_world(contracts=(a_contract(), second))
    journey = world.sign_on.begin(a_service_request("_a", relay_state="elsewhere"), BROWSER)
    hint = Hint("P0", COLLEGE, second.resource)
    by_hint = world.sign_on.admit(journey, lambda resource: hint if resource == second.resource else None)
    assert by_hint.hint.resource == second.resource
    by_state = begun(world, a_service_request("_b", relay_state=second.access_url))
    assert by_state.hint.resource == second.resource
    with pytest.raises(UnknownResource):
        begun(world, a_service_request("_c", relay_state="elsewhere"))


def test_one_guichet_is_taken_and_several_are_asked() -> None:
    assert next_step(begun(a_world())) is Step.AUTHENTICATE
    world = a_world(guichets=(a_guichet(), a_guichet("other", projects=frozenset({"P1"}))))
    assert next_step(begun(world)) is Step.CHOOSE_GUICHET


def test_the_project_of_the_hint_chooses_the_guichet() -> None:
    guichets = (a_guichet(), a_guichet("other", projects=frozenset({"P1"})))
    assert hinted(a_world(guichets=guichets), Hint("P1")) is Step.AUTHENTICATE
    with pytest.raises(UnknownProject):
        hinted(a_world(guichets=guichets), Hint("P9"))


def test_two_guichets_of_one_project_are_both_offered() -> None:
    guichets = (a_guichet("pupils"), a_guichet("staff"), a_guichet("other", projects=frozenset({"P1"})))
    world = a_world(guichets=guichets)
    assert hinted(world, Hint("P0")) is Step.CHOOSE_GUICHET
    assert [one.name for one in world.sign_on.guichets_for(Hint("P0"))] == ["pupils", "staff"]


def test_a_guichet_that_was_not_offered_cannot_be_chosen() -> None:
    world = a_world(guichets=(a_guichet(), a_guichet("other", projects=frozenset({"P1"}))))
    journey = begun(world)
    assert world.sign_on.choose_guichet(journey, "other").guichet == "other"
    for name in ("", "third", "ENT"):
        with pytest.raises(UnknownProject):
            world.sign_on.choose_guichet(journey, name)


def test_a_guichet_that_asks_the_profile_asks_it_before_the_password() -> None:
    way = PasswordWay(frozenset({Profile.PUPIL}), profile_choices=(Profile.PUPIL, Profile.GUARDIAN))
    world = a_world(password=way)
    journey = begun(world)
    assert next_step(journey) is Step.CHOOSE_PROFILE
    assert next_step(world.sign_on.choose_profile(journey, Profile.PUPIL)) is Step.AUTHENTICATE


def test_a_person_in_two_schools_must_choose_and_may_choose_only_their_own() -> None:
    world = a_world(people=(TWO_SCHOOLS,))
    journey = authenticated(world, begun(world), vouched_for(TWO_SCHOOLS))
    assert next_step(journey) is Step.CHOOSE_MEMBERSHIP
    assert {found.uai for found in world.sign_on.memberships_for(journey)} == {COLLEGE, LYCEE}
    with pytest.raises(SchoolNotYours):
        world.sign_on.choose_membership(journey, "0779999Z", Profile.TEACHER)
    with pytest.raises(SchoolNotYours):
        world.sign_on.choose_membership(journey, LYCEE, Profile.HEAD)
    chosen = world.sign_on.choose_membership(journey, LYCEE, Profile.TEACHER)
    assert next_step(chosen) is Step.RELEASE
    assert world.sign_on.release(chosen).uai == LYCEE


def test_without_the_choice_nothing_is_released() -> None:
    world = a_world(people=(TWO_SCHOOLS,))
    journey = authenticated(world, begun(world), vouched_for(TWO_SCHOOLS))
    with pytest.raises(SchoolToChoose):
        world.sign_on.release(journey)


def test_a_service_that_takes_the_person_whole_asks_no_school() -> None:
    world = a_world(people=(TWO_SCHOOLS,), contracts=(a_contract(per_school=False),))
    journey = authenticated(world, begun(world), vouched_for(TWO_SCHOOLS))
    assert next_step(journey) is Step.RELEASE


def test_the_school_of_the_hint_settles_the_membership() -> None:
    world = a_world(people=(TWO_SCHOOLS,))
    journey = world.sign_on.begin(a_service_request(), BROWSER)
    journey = world.sign_on.admit(journey, lambda resource: Hint("P0", LYCEE, resource))
    journey = authenticated(world, journey, vouched_for(TWO_SCHOOLS))
    assert (next_step(journey), journey.uai) == (Step.RELEASE, LYCEE)


def test_a_guichet_vouches_for_its_own_profiles_only() -> None:
    both = a_guardian(memberships=(a_membership(profile=Profile.GUARDIAN), a_membership(profile=Profile.TEACHER)))
    world = a_world(people=(both,))
    journey = authenticated(world, begun(world), vouched_for(both, Profile.GUARDIAN))
    assert journey.profile is Profile.GUARDIAN
    with pytest.raises(NoSchool):
        authenticated(world, begun(world, a_service_request("_2")), vouched_for(both, Profile.HEAD))
    with pytest.raises(JourneyUnknown):
        world.sign_on.choose_membership(journey, COLLEGE, Profile.TEACHER)


def test_a_person_whom_the_directory_does_not_know_is_refused() -> None:
    world = a_world(people=())
    with pytest.raises(PersonUnknown):
        authenticated(world, begun(world), vouched_for(a_pupil()))


def test_a_person_removed_on_the_way_gets_nothing() -> None:
    before, after = a_world(), a_world(people=())
    journey = authenticated(before, begun(before), vouched_for(a_pupil()))
    after.journeys.save(journey)
    after.sessions.open(vouched_for(a_pupil()))
    with pytest.raises(PersonUnknown):
        after.sign_on.release(journey)


def test_an_account_that_is_over_gets_nothing() -> None:
    person = a_pupil(expires=date(2026, 3, 2))
    world = a_world(people=(person,))
    journey = authenticated(world, begun(world), vouched_for(person))
    with pytest.raises(AccountExpired):
        world.sign_on.release(journey)


def test_nothing_is_released_before_somebody_signed_in() -> None:
    world = a_world()
    with pytest.raises(JourneyUnknown):
        world.sign_on.release(begun(world))


def test_a_passive_request_is_refused_where_something_must_be_asked() -> None:
    world = a_world(people=(TWO_SCHOOLS,), guichets=(a_guichet(), a_guichet("second")))
    journey = begun(world, a_service_request(passive=True))
    with pytest.raises(PassiveImpossible):
        world.sign_on.check_passive(journey)
    chosen = world.sign_on.choose_guichet(journey, "second")
    world.sign_on.check_passive(chosen)
    with pytest.raises(PassiveImpossible):
        world.sign_on.check_passive(authenticated(world, chosen, vouched_for(TWO_SCHOOLS)))


def test_a_refusal_of_the_flow_names_nobody() -> None:
    person = a_pupil(memberships=(), mail=NOTHING)
    world = a_world(people=(person,))
    with pytest.raises(NoSchool) as refused:
        authenticated(world, begun(world), vouched_for(person))
    told = f"{refused.value} {refused.value.expected} {refused.value.received} {refused.value.cause}"
    assert not [value for value in (person.login, person.key.identifier, "Marelle", "Lou") if value in told]
