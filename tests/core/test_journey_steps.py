"""Owns the order of a journey's steps, as a table."""

from dataclasses import replace

import pytest

from broker.core.journey import Authentication, Journey, ServiceRequest, Step, next_step
from broker.core.profile import Profile
from tests.builders import COLLEGE, NOON

REQUEST = ServiceRequest("saml", "http://marelle.example/saml/metadata", "_r1", "http://marelle.example/saml/acs")
START = Journey("j1", "gar", "b" * 64, NOON, REQUEST)
SIGNED_IN = Authentication("person", "pupil-0001", "P0", NOON, "password")


@pytest.mark.parametrize(
    ("known", "step"),
    [
        ({}, Step.CHOOSE_GUICHET),
        ({"profile_asked": True}, Step.CHOOSE_GUICHET),
        ({"profile": Profile.PUPIL}, Step.CHOOSE_GUICHET),
        ({"authentication": SIGNED_IN}, Step.CHOOSE_GUICHET),
        ({"membership_chosen": True, "authentication": SIGNED_IN}, Step.CHOOSE_GUICHET),
        ({"guichet": "ent-cour"}, Step.AUTHENTICATE),
        ({"guichet": "ent-cour", "uai": COLLEGE}, Step.AUTHENTICATE),
        ({"guichet": "ent-cour", "membership_chosen": True}, Step.AUTHENTICATE),
        ({"guichet": "educonnect", "profile_asked": True}, Step.CHOOSE_PROFILE),
        ({"guichet": "educonnect", "profile_asked": True, "profile": Profile.PUPIL}, Step.AUTHENTICATE),
        ({"guichet": "ent-cour", "authentication": SIGNED_IN}, Step.CHOOSE_MEMBERSHIP),
        ({"guichet": "ent-cour", "authentication": SIGNED_IN, "uai": COLLEGE}, Step.CHOOSE_MEMBERSHIP),
        ({"guichet": "educonnect", "profile_asked": True, "authentication": SIGNED_IN}, Step.CHOOSE_MEMBERSHIP),
        ({"guichet": "ent-cour", "authentication": SIGNED_IN, "membership_chosen": True}, Step.RELEASE),
    ],
)
def test_what_is_known_decides_what_comes_next(known: dict[str, object], step: Step) -> None:
    assert next_step(replace(START, **known)) is step  # type: ignore[arg-type]  # a row of the table


def test_nothing_is_released_before_somebody_has_signed_in_and_a_membership_is_settled() -> None:
    releasing = [
        (bool(guichet), bool(authentication), chosen)
        for guichet in (None, "ent-cour")
        for authentication in (None, SIGNED_IN)
        for chosen in (False, True)
        for asked in (False, True)
        if next_step(
            replace(
                START, guichet=guichet, authentication=authentication, membership_chosen=chosen, profile_asked=asked
            )
        )
        is Step.RELEASE
    ]
    assert set(releasing) == {(True, True, True)}
