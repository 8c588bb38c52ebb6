"""Owns what a review is told of SAML: the names under which each attribute, and the subject, travel."""

from broker.core.contract import Contract, Identifier
from broker.core.issuer import Issuer
from broker.core.review.carried_name import EACH_VALUE, MOMENTARY, PSEUDONYM, CarriedName
from broker.protocols.saml.attribute_names import NAMES
from broker.saml.pysaml2_bridge import NAMEID_PERSISTENT, NAMEID_TRANSIENT


def carried_names(_contract: Contract, _issuer: Issuer, code: str) -> tuple[CarriedName, ...]:
    """Return the one Attribute that carries a code."""
    found = NAMES[code]
    details = (("NameFormat", found.name_format), ("FriendlyName", found.friendly_name))
    return (CarriedName("saml", "AttributeStatement", found.name, EACH_VALUE, details),)


def carried_subjects(contract: Contract) -> tuple[CarriedName, ...]:
    """Return how the assertion names its subject."""
    is_lasting = contract.identifier is Identifier.PSEUDONYM
    form = NAMEID_PERSISTENT if is_lasting else NAMEID_TRANSIENT
    encoding = PSEUDONYM if is_lasting else MOMENTARY
    return (CarriedName("saml", "Subject", "NameID", encoding, (("Format", form),)),)
