"""Owns what a review is told of CAS: the elements in which each attribute, and the user, travel."""

from broker.core.contract import Contract, Identifier
from broker.core.issuer import Issuer
from broker.core.review.carried_name import EACH_VALUE, MOMENTARY, PSEUDONYM, CarriedName
from broker.protocols.cas.attribute_names import NAMES


def carried_names(_contract: Contract, _issuer: Issuer, code: str) -> tuple[CarriedName, ...]:
    """Return the one element that carries a code; CAS 1.0 and 2.0 have none (CAS protocol 2.5.2)."""
    return (CarriedName("cas", "cas:attributes", f"cas:{NAMES[code]}", EACH_VALUE),)


def carried_subjects(contract: Contract) -> tuple[CarriedName, ...]:
    """Return how a validation names the user."""
    encoding = PSEUDONYM if contract.identifier is Identifier.PSEUDONYM else MOMENTARY
    return (CarriedName("cas", "cas:authenticationSuccess", "cas:user", encoding),)
