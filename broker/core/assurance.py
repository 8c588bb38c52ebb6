"""Owns what a service or its contract asks of the way a person signs in, and whether it was so."""

from broker.core.contract import Contract, Strength
from broker.core.journey import ServiceRequest
from broker.core.refusals.journey import ContextUnavailable
from broker.core.sign_in_methods import ONE_TIME_PASSWORD, ORDER, PASSWORD, is_two_factors


def check_context(request: ServiceRequest, method: str) -> None:
    """Refuse when the person did not sign in as the service asked.

    Sources: SAML core 3.3.2.2.1, OpenID Connect core 5.5.1.1; security-catalogue.md B062, F130.
    """
    if not _satisfies(request, method):
        raise ContextUnavailable(expected=f"{request.comparison}: {', '.join(request.contexts)}", received=method)


def check_strength(contract: Contract, method: str) -> None:
    """Refuse when the person signed in by one factor where the contract asks for two."""
    if contract.authentication is Strength.TWO_FACTORS and not is_two_factors(method):
        raise ContextUnavailable(expected=f"two factors, such as {ONE_TIME_PASSWORD}", received=method)


def asks_two_factors(request: ServiceRequest, contract: Contract) -> bool:
    """Tell whether a second factor must be asked: the contract says so, or nothing less satisfies the request."""
    if contract.authentication is Strength.TWO_FACTORS:
        return True
    return not _satisfies(request, PASSWORD) and _satisfies(request, ONE_TIME_PASSWORD)


def _satisfies(request: ServiceRequest, method: str) -> bool:
    return not request.contexts or any(_fits(method, wanted, request.comparison) for wanted in request.contexts)


def _fits(method: str, wanted: str, comparison: str) -> bool:
    if comparison == "exact" or method not in ORDER or wanted not in ORDER:
        return method == wanted and comparison != "better"
    difference = ORDER.index(method) - ORDER.index(wanted)
    return {"minimum": difference >= 0, "maximum": difference <= 0, "better": difference > 0}[comparison]
