"""The session at the hub: who is signed in already is not asked again, where that fits what is asked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from broker.core.journey import Hint, Step, next_step
from broker.core.profile import Profile
from broker.core.refusals.condition import AuthenticationTooOld
from broker.core.refusals.decision import ContractExpired, NoContract, ProfileNotCovered
from broker.core.refusals.journey import ContextUnavailable, SessionOver, UnknownProject
from broker.core.session import Session
from tests.builders import COLLEGE, NOON, a_contract, a_guardian, a_pupil
from tests.flows.fakes import BROWSER, World, a_guichet, a_service_request, a_world, authenticated, begun, vouched_for


def asked(world: World, session: Session | None, hint: Hint | None = None, **request: object) -> Step:
    """Return the next step of a journey that this session finds."""
    journey = world.sign_on.begin(a_service_request(**request), BROWSER)
    return next_step(world.sign_on.admit(journey, lambda _resource: hint, session))


def test_who_is_signed_in_is_not_asked_again() -> None:
    world = a_world()
    session = vouched_for(a_pupil())
    world.sessions.open(session)
    journey = world.sign_on.begin(a_service_request(), BROWSER)
    journey = world.sign_on.admit(journey, lambda _resource: None, session)
    assert next_step(journey) is Step.RELEASE
    assert (journey.session, journey.guichet) == (session.id, "ent")
    assert world.sign_on.release(journey).uai == COLLEGE


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("asked afresh", {"fresh": True}),
        ("younger than it is", {"max_age": 59}),
    ],
)
def test_a_session_that_is_not_as_asked_is_not_used(name: str, change: dict[str, object]) -> None:
    world = a_world()
    world.clock.pass_seconds(60)
    assert asked(world, vouched_for(a_pupil()), max_age=60) is Step.RELEASE, name  # the control
    assert asked(world, vouched_for(a_pupil()), request_id="_2", **change) is Step.AUTHENTICATE, name


def test_a_session_that_is_over_is_not_used() -> None:
    world = a_world()
    world.clock.pass_seconds(6 * 3600)
    assert asked(world, vouched_for(a_pupil())) is Step.AUTHENTICATE


def test_a_session_of_another_issuer_is_not_used() -> None:
    session = replace(vouched_for(a_pupil()), issuer="educonnect")
    assert asked(a_world(), session) is Step.AUTHENTICATE


def test_a_link_of_another_ent_asks_that_ent_whoever_is_signed_in() -> None:
    world = a_world(guichets=(a_guichet(), a_guichet("other", projects=frozenset({"P1"}))))
    assert asked(world, vouched_for(a_pupil()), Hint("P0")) is Step.RELEASE  # the control
    journey = world.sign_on.begin(a_service_request("_2"), BROWSER)
    journey = world.sign_on.admit(journey, lambda _resource: Hint("P1"), vouched_for(a_pupil()))
    assert (journey.guichet, next_step(journey)) == ("other", Step.AUTHENTICATE)
    with pytest.raises(UnknownProject):
        asked(world, vouched_for(a_pupil()), Hint("P9"), request_id="_3")


def test_a_contract_that_does_not_cover_the_person_signed_in_refuses_at_once() -> None:
    world = a_world(people=(a_guardian(),), contracts=(a_contract(profiles=frozenset({Profile.PUPIL})),))
    with pytest.raises(ProfileNotCovered):
        asked(world, vouched_for(a_guardian()))


def test_nothing_is_released_from_a_session_ended_meanwhile() -> None:
    world = a_world()
    session = vouched_for(a_pupil())
    journey = authenticated(world, begun(world), session)
    world.sessions.end(session)
    with pytest.raises(SessionOver):
        world.sign_on.release(journey)


def test_what_was_under_way_in_a_session_goes_on_in_the_one_that_took_its_place() -> None:
    world = a_world()
    session = vouched_for(a_pupil())
    grant = world.sign_on.grant(authenticated(world, begun(world), session))
    journey = world.sign_on.authenticate(begun(world, a_service_request("_2")), session)
    again = replace(session, id="signed in again, in another tab")
    world.sessions.open(again)
    world.sessions.succeed(session, again)
    assert world.sign_on.check_authentication(journey, again) == again
    assert world.sign_on.release(journey, again).uai == COLLEGE
    assert world.sign_on.release_again(grant).uai == COLLEGE
    world.sessions.end(again)
    with pytest.raises(SessionOver):
        world.sign_on.release_again(grant)


def test_nothing_is_released_from_a_session_that_its_guichet_has_let_end() -> None:
    world = a_world()
    session = vouched_for(a_pupil())
    ending = replace(session.authentication, ends=NOON + timedelta(minutes=1))
    journey = authenticated(world, begun(world), replace(session, authentication=ending))
    world.clock.pass_seconds(60)
    with pytest.raises((SessionOver, AuthenticationTooOld)):
        world.sign_on.release(journey)


def test_a_way_of_signing_in_that_was_not_used_is_refused_in_every_language() -> None:
    world = a_world()
    journey = authenticated(world, begun(world, a_service_request(contexts=("card",))), vouched_for(a_pupil()))
    with pytest.raises(ContextUnavailable):
        world.sign_on.release(journey)


def test_a_grant_is_decided_again_as_the_contract_is_then() -> None:
    world = a_world()
    journey = authenticated(world, begun(world), vouched_for(a_pupil()))
    grant, first = world.sign_on.grant(journey), world.sign_on.release(journey)
    assert world.sign_on.release_again(grant).released == first.released
    narrowed = replace(world.sign_on, contracts=replace(world.sign_on.contracts, contracts=(a_contract("IDO"),)))
    assert [sent.code for sent in narrowed.release_again(grant).released] == ["IDO"]


def test_a_grant_dies_with_its_session_and_its_contract() -> None:
    world = a_world()
    session = vouched_for(a_pupil())
    grant = world.sign_on.grant(authenticated(world, begun(world), session))
    for contracts, refusal in (
        ((), NoContract),
        ((a_contract(valid_until=NOON.date() - timedelta(1)),), ContractExpired),
    ):
        other = replace(world.sign_on, contracts=replace(world.sign_on.contracts, contracts=contracts))
        with pytest.raises(refusal):
            other.release_again(grant)
    with pytest.raises(NoContract):
        world.sign_on.release_again(replace(grant, service="https://other.example"))
    with pytest.raises(SessionOver):
        world.sign_on.release_again(replace(grant, issuer="educonnect"))
    world.sessions.end(session)
    with pytest.raises(SessionOver):
        world.sign_on.release_again(grant)


def test_nothing_of_the_person_shows_in_what_is_printed_of_a_grant() -> None:
    world = a_world()
    grant = world.sign_on.grant(authenticated(world, begun(world), vouched_for(a_pupil())))
    assert a_pupil().login not in repr(grant)
