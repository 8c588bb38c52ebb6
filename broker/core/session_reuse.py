"""Owns what an open session may serve: another journey, and what is fetched after it."""

from datetime import datetime

from broker.core.journey import Journey
from broker.core.session import Grant, Session
from broker.core.sign_in_methods import is_two_factors


def is_reusable(session: Session, journey: Journey, now: datetime) -> bool:
    """Tell whether a session of the journey's issuer is as fresh and as strong as the journey asks."""
    request = journey.request
    if request.fresh or session.issuer != journey.issuer or session.ends <= now:
        return False
    if request.max_age is not None and (now - session.authentication.at).total_seconds() > request.max_age:
        return False
    return not journey.two_factors or is_two_factors(session.authentication.method)


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
    )
