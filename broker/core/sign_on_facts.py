"""Owns what a sign-on adds to what is known of a person: when, by which guichet, and where they leave."""

from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from broker.core.fact_names import FactName
from broker.core.identity import Fact, Identity

_SOURCE = "sign-on"


@dataclass(frozen=True, slots=True)
class SignOnFacts:
    """Hold one sign-on's own facts; `return_address` is the issuer's own way out, where it has one."""

    at: datetime
    guichet: str
    return_address: str | None = None


def with_sign_on(identity: Identity, facts: SignOnFacts) -> Identity:
    """Return the person with the sign-on's facts, which take the place of any that a directory would hold."""
    # facts/identity-providers.md 1.4: milliseconds, no zone; here UTC, which is a simulated assumption.
    moment = f"{facts.at:%Y-%m-%d %H:%M:%S}.{facts.at.microsecond // 1000:03d}"
    added = {FactName.SIGNED_IN_AT: (moment,), FactName.SIGNED_IN_BY: (facts.guichet,)}
    if facts.return_address is not None:
        added[FactName.RETURN_ADDRESS] = (facts.return_address,)
    new = {str(name): Fact(values, _SOURCE) for name, values in added.items()}
    return replace(identity, facts=MappingProxyType({**identity.facts, **new}))
