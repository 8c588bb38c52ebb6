"""RequestedAuthnContext: what a service asks of the way a person signs in (SAML core 3.3.2.2.1; B062)."""

import pytest

from broker.core.assurance import check_context
from broker.core.journey import ServiceRequest
from broker.core.refusals.journey import ContextUnavailable

CLASSES = "urn:oasis:names:tc:SAML:2.0:ac:classes:"
PASSWORD, PROTECTED, CARD = f"{CLASSES}Password", f"{CLASSES}PasswordProtectedTransport", f"{CLASSES}SmartcardPKI"


def _asking(comparison: str, *contexts: str) -> ServiceRequest:
    return ServiceRequest(
        "saml", "service", "_1", "https://service.example/acs", None, comparison=comparison, contexts=contexts
    )


@pytest.mark.parametrize(
    ("comparison", "contexts"),
    [
        ("exact", ()),
        ("exact", (PROTECTED,)),
        ("exact", (CARD, PROTECTED)),
        ("minimum", (PASSWORD,)),
        ("minimum", (PROTECTED,)),
        ("better", (PASSWORD,)),
        ("maximum", (PROTECTED,)),
    ],
)
def test_a_password_over_tls_satisfies(comparison: str, contexts: tuple[str, ...]) -> None:
    check_context(_asking(comparison, *contexts), PROTECTED)


@pytest.mark.parametrize(
    ("comparison", "contexts"),
    [
        ("exact", (PASSWORD,)),
        ("exact", (CARD,)),
        ("minimum", (CARD,)),
        ("better", (PROTECTED,)),
        ("better", (CARD,)),
        ("maximum", (PASSWORD,)),
    ],
)
def test_a_password_over_tls_does_not_satisfy(comparison: str, contexts: tuple[str, ...]) -> None:
    with pytest.raises(ContextUnavailable):
        check_context(_asking(comparison, *contexts), PROTECTED)
