"""Owns what is compared: a world of contracts, words and a key, and the contracts of two worlds side by side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from broker.core.catalogue import VOCABULARIES
from broker.core.catalogue_attribute import CatalogueAttribute
from broker.core.contract import Contract
from broker.core.derivation import Subject
from broker.core.identity import Identity, Membership
from broker.core.pseudonym import PseudonymKey
from broker.core.sign_on_facts import SignOnFacts, with_sign_on

Vocabularies = Mapping[str, Mapping[str, CatalogueAttribute]]


@dataclass(frozen=True, slots=True)
class World:
    """Hold what decides: contracts, the words that they speak, the key, and how people sign on at each issuer."""

    contracts: tuple[Contract, ...]
    key: PseudonymKey
    vocabularies: Vocabularies = field(default_factory=lambda: VOCABULARIES)
    sign_ons: Mapping[str, SignOnFacts] = field(default_factory=dict)

    def words_of(self, contract: Contract) -> Mapping[str, CatalogueAttribute]:
        """Return the words of a contract's vocabulary: none where it is known no more."""
        return self.vocabularies.get(contract.vocabulary, {})

    def signed(self, identity: Identity, contract: Contract) -> Identity:
        """Return the person as a sign-on at the contract's issuer makes them known."""
        facts = self.sign_ons.get(contract.issuer)
        return identity if facts is None else with_sign_on(identity, facts)


@dataclass(frozen=True, slots=True)
class Standing:
    """Hold a person in one school under one profile; it never leaves the process that read it."""

    identity: Identity
    membership: Membership

    def subject(self, contract: Contract, key: PseudonymKey) -> Subject:
        """Return what attributes are drawn from."""
        return Subject(self.identity, self.membership, contract, key)

    def __repr__(self) -> str:
        """Show the school and the profile only."""
        return f"Standing({self.membership!r})"


@dataclass(frozen=True, slots=True)
class Pair:
    """Hold the contract of one resource before and after: None where there is none."""

    before: Contract | None
    after: Contract | None

    @property
    def present(self) -> Contract:
        """Return the contract that is, else the one that was."""
        found = self.after or self.before
        assert found is not None, "a pair has one contract at least"
        return found

    def choose(self, person: Identity, side: int) -> Membership | None:
        """Return the membership under which a service without schools takes the person, as the sign-on chooses it."""
        contract = (self.before, self.after)[side]
        profiles = contract.profiles if contract else frozenset()
        return next((one for one in person.memberships if one.profile in profiles), None)


def pair_contracts(before: World, after: World) -> Iterator[Pair]:
    """Yield the contracts of both worlds by issuer and resource, in order."""
    sides = [{(one.issuer, one.resource): one for one in world.contracts} for world in (before, after)]
    for place in sorted(sides[0].keys() | sides[1].keys()):
        yield Pair(sides[0].get(place), sides[1].get(place))
