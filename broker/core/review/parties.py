"""Owns who knows people under one pseudonym: the resources of a provider that share a sector are one party.

Two parties can compare what both were sent, each aspect as finely as the less precise of the two.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from broker.core.catalogue import CATALOGUE
from broker.core.contract import Contract, Identifier, Provider, Ruling
from broker.core.precision import Precision
from broker.core.review.aspects import BIRTH, FULL, Telling, tellings_of, transformation_to
from broker.core.review.attribute_kinds import KINDS, Power
from broker.core.review.columns import Column, Part, parts_of
from broker.core.transformation import precisions_of


@dataclass(frozen=True, eq=False)
class Party:
    """Hold the contracts of one provider in one sector; `alone` names the resource that is looked at by itself."""

    provider: Provider
    sector: str
    contracts: tuple[Contract, ...]
    alone: str = ""

    @property
    def name(self) -> str:
        """Name the party: its provider, and the sector where that is not the provider's own."""
        if self.alone:
            return self.alone
        own = f"provider:{self.provider.identifier}"
        return self.provider.name if self.sector == own else f"{self.provider.name} ({self.sector})"

    @property
    def gets_pseudonym(self) -> bool:
        """Tell whether any of its resources is sent the pseudonym of the sector."""
        return any(map(sends_pseudonym, self.contracts))

    @cached_property
    def tellings(self) -> Mapping[str, int]:
        """Hold each aspect that the party is told of, and how finely at the best."""
        found: dict[str, int] = {}
        for _, _, told in self._told:
            found[told.aspect] = max(told.grain, found.get(told.aspect, 0))
        return found

    def parts_telling(self, telling: Telling) -> tuple[tuple[Contract, Part], ...]:
        """Return the parts that tell at least so much, each at the precision at which it tells just that."""
        return tuple(
            (contract, replace(part, column=_column_to(part.column, telling)))
            for contract, part, told in self._told
            if told.aspect == telling.aspect and told.grain >= telling.grain
        )

    @cached_property
    def _told(self) -> tuple[tuple[Contract, Part, Telling], ...]:
        return tuple(
            (contract, part, told)
            for contract in self.contracts
            for part in parts_of(contract)
            for told in tellings_of(part.column.code, part.column.transformation)
        )

    def codes_telling(self, telling: Telling) -> tuple[str, ...]:
        """Return the attributes by which the party is told."""
        return tuple(dict.fromkeys(part.column.code for _, part in self.parts_telling(telling)))


def find_parties(contracts: Iterable[Contract], *, each_resource: bool = False) -> tuple[Party, ...]:
    """Return the parties among the recipients, in order of name; each resource alone where that is asked."""
    found: dict[tuple[Provider, str, str], list[Contract]] = {}
    for contract in contracts:
        alone = contract.resource if each_resource else ""
        found.setdefault((contract.provider, contract.sector_name, alone), []).append(contract)
    parties = (Party(provider, sector, tuple(own), alone) for (provider, sector, alone), own in found.items())
    return tuple(sorted(parties, key=lambda party: (party.name, party.provider.identifier, party.sector)))


def shared_tellings(one: Party, other: Party) -> tuple[Telling, ...]:
    """Return what both are told, as finely as the less precise of the two."""
    here, there = one.tellings, other.tellings
    return tuple(Telling(aspect, min(here[aspect], there[aspect])) for aspect in sorted(here.keys() & there.keys()))


def coarser_tellings(telling: Telling, parties: Iterable[Party]) -> tuple[Telling, ...]:
    """Return the lesser telling that both parties' attributes could be made to give, if there is one."""
    if telling.aspect == BIRTH:
        return (replace(telling, grain=1),) if telling.grain == FULL else ()
    codes = [code for party in parties for code in party.codes_telling(telling)]
    can = all(Precision.TRUNCATED in precisions_of(CATALOGUE[code]) for code in codes)
    return (replace(telling, grain=1),) if can and telling.grain > 1 else ()


def telling_columns(parties: Iterable[Party], tellings: Iterable[Telling]) -> frozenset[Column]:
    """Return the columns by which parties are told."""
    wanted = tuple(tellings)
    return frozenset(part.column for party in parties for telling in wanted for _, part in party.parts_telling(telling))


def _column_to(column: Column, telling: Telling) -> Column:
    return replace(column, transformation=transformation_to(column.code, telling))


def sends_pseudonym(contract: Contract) -> bool:
    """Tell whether a service is sent the pseudonym: as an attribute, as its name for the person, or as OIDC's `sub`."""
    if contract.oidc is not None or contract.identifier is Identifier.PSEUDONYM:
        return True
    approved = (clause for clause in contract.clauses if clause.ruling is Ruling.APPROVED)
    return any(KINDS[clause.code].power is Power.PSEUDONYM for clause in approved)
