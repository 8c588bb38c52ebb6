"""Owns the words of the agents' guichets and hubs (facts/identity-providers.md 3)."""

from broker.core import derivation
from broker.core.catalogue_attribute import CONFIRMED, MAIL, row

ROWS = (
    row(
        "ctemail",
        "adresse académique",
        "academic e-mail",
        MAIL,
        1,
        CONFIRMED,
        "facts/identity-providers.md 3.4",
        derivation.staff_mail,
    ),
)

VOCABULARIES = {"agents": tuple(row.code for row in ROWS)}
