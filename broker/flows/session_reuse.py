"""Owns whether a session that is open here spares a person a new sign-in, as far as time and strength go."""

from datetime import datetime

from broker.core.journey import Journey
from broker.core.session import Session
from broker.core.sign_in_methods import is_two_factors


def is_fresh_for(session: Session, journey: Journey, now: datetime) -> bool:
    """Tell whether a session is of the journey's issuer, and as young and as strong as the service asks."""
    request = journey.request
    if request.fresh or session.issuer != journey.issuer or session.ends <= now:
        return False
    if request.max_age is not None and (now - session.authentication.at).total_seconds() > request.max_age:
        return False
    return not journey.two_factors or is_two_factors(session.authentication.method)
