"""Owns what an open session may serve: a journey, its guichet where there is no choice, what is fetched after it."""

from collections.abc import Sequence
from datetime import datetime

from broker.core.journey import Journey
from broker.core.session import Grant, Session
from broker.core.sign_in_methods import is_two_factors


def is_good_for(session: Session, journey: Journey, now: datetime) -> bool:
    """Tell whether a session is of the journey's issuer, young enough and strong enough."""
    request, age = journey.request, (now - session.authentication.at).total_seconds()
    if request.fresh or session.issuer != journey.issuer or session.ends <= now:
        return False
    if request.max_age is not None and age > request.max_age:
        return False
    return not journey.two_factors or is_two_factors(session.authentication.method)


def find_only_guichet(offered: Sequence[str], journey: Journey, session: Session | None) -> str | None:
    """Return the guichet where there is no choice: the one offered, or a session's that lacks a second factor only."""
    if session is not None and journey.two_factors and session.guichet in offered:
        return session.guichet
    return offered[0] if len(offered) == 1 else None


def grant_of(journey: Journey) -> Grant:
    """Return what lets the release of a settled journey be decided again when it is fetched."""
    assert journey.authentication is not None, "a grant follows a sign-in"
    assert journey.uai is not None, "a grant follows the choice of a school"
    assert journey.profile is not None, "a grant follows the choice of a profile"
    return Grant(
        issuer=journey.issuer,
        resource=journey.hint.resource or "",
        service=journey.request.entity_id,
        session=journey.session or "",
        authentication=journey.authentication,
        uai=journey.uai,
        profile=journey.profile,
        journey=journey.id,
    )
