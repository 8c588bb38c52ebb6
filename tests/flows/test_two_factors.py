"""The second factor: asked where the contract or the request wants it, decided before anything of the person leaves."""

from dataclasses import replace

import pytest

from broker.core.contract import Strength
from broker.core.issuer import PasswordWay
from broker.core.journey import Step, next_step
from broker.core.profile import Profile
from broker.core.refusals.journey import ContextUnavailable, PassiveImpossible
from broker.core.session import Session
from broker.core.sign_in_methods import ONE_TIME_PASSWORD, PASSWORD
from tests.builders import a_contract, a_pupil
from tests.flows.fakes import BROWSER, World, a_service_request, a_world, authenticated, begun, vouched_for

STRONG = a_contract(authentication=Strength.TWO_FACTORS)
CARD = "urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI"


def _session(method: str) -> Session:
    session = vouched_for(a_pupil())
    return replace(session, id=f"by {method}", authentication=replace(session.authentication, method=method))


def _strong_world() -> World:
    return a_world(contracts=(STRONG,), password=PasswordWay(frozenset(Profile), one_time_password=True))


def test_a_contract_of_two_factors_asks_for_the_second_after_the_password() -> None:
    world = _strong_world()
    journey = authenticated(world, begun(world), _session(PASSWORD))
    assert next_step(journey) is Step.SECOND_FACTOR
    assert next_step(authenticated(world, journey, _session(ONE_TIME_PASSWORD))) is Step.RELEASE


def test_nothing_is_released_to_it_by_a_password_alone_whatever_the_journey_says() -> None:
    world = _strong_world()
    journey = authenticated(world, begun(world), _session(PASSWORD))
    forced = replace(journey, two_factors=False, uai="0771234X", profile=Profile.PUPIL, membership_chosen=True)
    with pytest.raises(ContextUnavailable):
        world.sign_on.release(forced)


def test_a_grant_of_a_password_alone_ends_when_the_contract_comes_to_ask_for_two_factors() -> None:
    weak = a_world()
    journey = authenticated(weak, begun(weak), _session(PASSWORD))
    grant = weak.sign_on.grant(journey)
    strong = _strong_world()
    strong.sessions.open(_session(PASSWORD))
    with pytest.raises(ContextUnavailable):
        strong.sign_on.release_again(grant)


@pytest.mark.parametrize(
    ("comparison", "contexts", "asked"),
    [
        ("exact", (ONE_TIME_PASSWORD,), True),
        ("exact", (PASSWORD, ONE_TIME_PASSWORD), False),
        ("better", (PASSWORD,), True),
        ("minimum", (PASSWORD,), False),
        ("exact", (CARD,), False),
        ("exact", (), False),
    ],
)
def test_a_request_asks_for_it_when_nothing_less_satisfies_it(
    comparison: str, contexts: tuple[str, ...], *, asked: bool
) -> None:
    world = a_world()
    journey = begun(world, a_service_request(comparison=comparison, contexts=contexts))
    assert journey.two_factors is asked


def test_a_session_of_one_factor_does_not_spare_the_second() -> None:
    world = a_world(contracts=(STRONG,))
    for method, spared in ((PASSWORD, False), (ONE_TIME_PASSWORD, True)):
        session = _session(method)
        world.sessions.open(session)
        journey = world.sign_on.begin(a_service_request(f"_{method}"), BROWSER)
        assert world.sign_on.admit(journey, lambda _resource: None, session).spared is spared


def test_a_silent_request_is_not_asked_for_a_code() -> None:
    world = _strong_world()
    journey = authenticated(world, begun(world, a_service_request(passive=True)), _session(PASSWORD))
    with pytest.raises(PassiveImpossible):
        world.sign_on.check_passive(journey)
