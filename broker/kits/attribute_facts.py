"""Owns what every language says alike of the attributes of a contract: meaning, how many values, how sure we are."""

from collections.abc import Iterable
from dataclasses import dataclass

from broker.core.catalogue import CATALOGUE
from broker.core.catalogue_attribute import Confidence
from broker.core.contract import Clause, Contract
from broker.core.sentence import Sentence

# What stays the same at each sign-on, best first: opaque before a login, a login before what may be given to another.
_ACCOUNT_KEYS = ("IDO", "FrEduCtId", "ct-remote-user", "uid", "ENTPersonLogin", "eduPersonPrincipalName")

_WITNESSES = {
    Confidence.ONE_INTEGRATOR: Sentence("vu chez un seul intégrateur", "seen at one integrator only"),
    Confidence.INFERRED: Sentence("déduit", "inferred"),
    Confidence.ASSUMED: Sentence("supposé", "assumed"),
}


@dataclass(frozen=True, slots=True)
class AttributeFact:
    """State how one attribute of the contract arrives, under its code; `many` when it may hold several values."""

    code: str
    meaning: Sentence
    many: bool
    required: bool
    confidence: Confidence
    source: str

    @property
    def count(self) -> str:
        """Write how many values may arrive."""
        if self.many:
            return "1..n" if self.required else "0..n"
        return "1" if self.required else "0..1"


def attribute_of(clause: Clause) -> AttributeFact:
    """Return what there is to know of one attribute."""
    known = CATALOGUE[clause.code]
    many = known.at_most is None
    return AttributeFact(clause.code, known.meaning, many, clause.required, known.confidence, known.source)


def attributes_of(contract: Contract) -> tuple[AttributeFact, ...]:
    """Return the attributes of a contract, in its order."""
    return tuple(attribute_of(clause) for clause in contract.clauses)


def account_key_of(attributes: Iterable[AttributeFact]) -> str | None:
    """Return the code of the attribute that is the key of an account, None where a contract gives none."""
    codes = {found.code for found in attributes}
    return next((code for code in _ACCOUNT_KEYS if code in codes), None)


def unsure(attributes: Iterable[AttributeFact]) -> tuple[Sentence, ...]:
    """Return those whose form is a simulated assumption."""
    return tuple(
        Sentence(
            f"{found.code} : {_WITNESSES[found.confidence].fr} ({found.source}).",
            f"{found.code}: {_WITNESSES[found.confidence].en} ({found.source}).",
        )
        for found in attributes
        if found.confidence in _WITNESSES
    )
