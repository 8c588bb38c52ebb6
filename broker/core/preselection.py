"""Owns the profile that a service preselects: one of an issuer's own words among the ways of signing in it asks for.

It spares the person a page, and vouches for nothing (facts/identity-providers.md 1.3, 2).
"""

from dataclasses import replace

from broker.core.issuer import PasswordWay
from broker.core.journey import ServiceRequest
from broker.core.profile import Profile


def take_preselection(request: ServiceRequest, way: PasswordWay | None) -> tuple[ServiceRequest, Profile | None]:
    """Return the request without the issuer's own words, and the profile of the first of them."""
    known = dict(way.preselections) if way else {}
    named = [known[word] for word in (*request.contexts, *request.preferred) if word in known]
    rest = tuple(word for word in request.contexts if word not in known)
    return replace(request, contexts=rest), next(iter(named), None)
