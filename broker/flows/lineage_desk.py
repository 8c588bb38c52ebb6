"""Owns the asking of lineages: of a resource, of an attribute, and of everywhere that a stated attribute ends up."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from broker.core.contract import Contract
from broker.core.issuer import Guichet, Issuer
from broker.core.pseudonym import PseudonymKey
from broker.core.review.carried_name import CarriedName
from broker.core.review.complete_person import Source, SourceKind
from broker.core.review.lineage import Thread, threads_of
from broker.flows.ports import Clock
from broker.flows.reviewed_people import ReviewedPeople

FindContracts = Callable[[Issuer], tuple[Contract, ...]]
NameCarried = Callable[[Contract, Issuer, str], tuple[CarriedName, ...]]


@dataclass(frozen=True, slots=True)
class Lineage:
    """Hold the whole way of one attribute to one service; `via` are the hubs' contracts that it passed before."""

    issuer: Issuer
    contract: Contract
    thread: Thread
    carried: tuple[CarriedName, ...]
    via: tuple[Contract, ...] = ()


@dataclass(frozen=True, slots=True)
class LineageDesk:
    """Answer where values come from and where they go; what was once followed is kept as long as its contract is."""

    clock: Clock
    issuers: tuple[Issuer, ...]
    find_contracts: FindContracts
    people: ReviewedPeople
    find_key: Callable[[], PseudonymKey]
    name_carried: NameCarried
    _kept: dict[tuple[str, str], tuple[object, tuple[Thread, ...]]] = field(default_factory=dict)

    def of_contract(self, issuer: Issuer, contract: Contract, code: str = "") -> tuple[Lineage, ...]:
        """Return the lineage of everything that a contract lets leave, its subject too, or of one attribute."""
        return tuple(
            Lineage(issuer, contract, thread, self.name_carried(contract, issuer, thread.code))
            for thread in self._threads(issuer, contract)
            if code in {"", thread.code}
        )

    def of_attribute(self, code: str) -> tuple[Lineage, ...]:
        """Return the lineage of one attribute in every contract that names it."""
        return tuple(one for one in self._all() if one.thread.code == code)

    def of_source(self, name: str) -> tuple[Lineage, ...]:
        """Return everywhere that an attribute of a directory or of a guichet can end up, from hub to hub."""
        meant = _meant(name, self.sources())
        found = [one for one in self._all() if meant & set(one.thread.sources)]
        seen = {(one.contract.name, one.thread) for one in found}
        for one in found:  # it grows: what a hub is told is what it says on
            for further in self._further(one):
                place = (further.contract.name, further.thread)
                if place not in seen:
                    seen.add(place)
                    found.append(further)
        return tuple(found)

    def sources(self) -> tuple[Source, ...]:
        """Return every attribute that is stated somewhere and can leave, in order."""
        return tuple(sorted({source for one in self._all() for source in one.thread.sources}))

    def silent_sources(self) -> tuple[Source, ...]:
        """Return every attribute that is read of people and that no contract lets reach anybody, in order."""
        return tuple(sorted(self.known_sources() - set(self.sources())))

    def known_sources(self) -> frozenset[Source]:
        """Return every attribute that is read of people, whether it reaches somebody or not: nothing is followed."""
        people = (person for issuer in self.issuers for person in self.people.of(issuer))
        return frozenset(variant.source for person in people for variant in (*person.changed, *person.removed))

    def find_contract(self, resource: str, issuer: str = "") -> tuple[Issuer, Contract] | None:
        """Return the first contract of a resource, by its identifier or by the contract's name."""
        for one in self.issuers:
            for contract in self.find_contracts(one) if issuer in {"", one.name} else ():
                if resource in {contract.resource, contract.name}:
                    return one, contract
        return None

    def _all(self) -> Iterator[Lineage]:
        for issuer in self.issuers:
            for contract in self.find_contracts(issuer):
                yield from self.of_contract(issuer, contract)

    def _threads(self, issuer: Issuer, contract: Contract) -> tuple[Thread, ...]:
        people, key = self.people.of(issuer), self.find_key()
        place, made_of = (issuer.name, contract.name), (contract, people, key)
        kept = self._kept.get(place)
        if kept is None or kept[0] != made_of:
            kept = (made_of, threads_of(contract, people, key, self.clock.now()))
            self._kept[place] = kept
        return kept[1]

    def _further(self, lineage: Lineage) -> Iterator[Lineage]:
        """Yield what becomes of a value at the hub to which it was told, where that hub knows people by hearsay."""
        told = {carried.name for carried in lineage.carried}
        for hub in self.issuers:
            names = {way.name for way in _ways(hub) if _is_told(hub, way, lineage)}
            for contract in self.find_contracts(hub) if names else ():
                for one in self.of_contract(hub, contract):
                    if any(_is_heard(source, names, told) for source in one.thread.sources):
                        yield Lineage(hub, contract, one.thread, one.carried, (*lineage.via, lineage.contract))


def _meant(name: str, sources: tuple[Source, ...]) -> set[Source]:
    """Return the sources of a name, with its origin before it or not; where none is so spelled, whatever the case."""
    exact = {source for source in sources if name in {source.name, f"{source.origin}:{source.name}"}}
    folded = name.casefold()
    return exact or {one for one in sources if folded in {one.name.casefold(), f"{one.origin}:{one.name}".casefold()}}


def _ways(hub: Issuer) -> tuple[Guichet, ...]:
    return (*hub.guichets, *((hub.federation.template,) if hub.federation else ()))


def _is_told(hub: Issuer, way: Guichet, lineage: Lineage) -> bool:
    """Tell whether this contract is the hub's own at the guichet of this way, or at a member of its federation."""
    by = lineage.issuer
    if way.oidc is not None:
        is_its_own = lineage.contract.oidc is not None and lineage.contract.oidc.client_id == way.oidc.client_id
        return is_its_own and way.oidc.issuer.startswith(f"{by.url}/")
    is_asked = way.entity_id == by.entity_id or (hub.federation is not None and way is hub.federation.template)
    return is_asked and lineage.contract.entity_id == hub.entity_id


def _is_heard(source: Source, names: set[str], told: set[str]) -> bool:
    return source.kind is SourceKind.GUICHET and source.origin in names and source.name in told
