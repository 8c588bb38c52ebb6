"""Owns what a service asks of the way a person signs in, and whether it was so.

The ways are named as SAML names them (authentication context classes); the other languages say the same names.
"""

from broker.core.journey import ServiceRequest
from broker.core.refusals.journey import ContextUnavailable

_CLASSES = "urn:oasis:names:tc:SAML:2.0:ac:classes:"
# From weak to strong, as far as a guichet of the sandbox goes; a class that is not here compares with itself only.
PASSWORD = f"{_CLASSES}PasswordProtectedTransport"
_ORDER = (f"{_CLASSES}unspecified", f"{_CLASSES}Password", PASSWORD)


def check_context(request: ServiceRequest, method: str) -> None:
    """Refuse when the person did not sign in as the service asked.

    Sources: SAML core 3.3.2.2.1, OpenID Connect core 5.5.1.1; security-catalogue.md B062, F130.
    """
    if request.contexts and not any(_fits(method, wanted, request.comparison) for wanted in request.contexts):
        raise ContextUnavailable(expected=f"{request.comparison}: {', '.join(request.contexts)}", received=method)


def _fits(method: str, wanted: str, comparison: str) -> bool:
    if comparison == "exact" or method not in _ORDER or wanted not in _ORDER:
        return method == wanted and comparison != "better"
    difference = _ORDER.index(method) - _ORDER.index(wanted)
    return {"minimum": difference >= 0, "maximum": difference <= 0, "better": difference > 0}[comparison]
