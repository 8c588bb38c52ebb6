"""Owns the opening of federations: those of the settings, and those that the sandbox itself publishes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from broker.core.errors import ConfigurationError, Problem
from broker.core.issuer import FederationWay, Guichet, Issuer
from broker.definitions.contract_folder import ContractFolder
from broker.definitions.federation_file import read_federation
from broker.definitions.settings import Settings
from broker.definitions.workspace import DATA, Workspace
from broker.flows.ports import Clock
from broker.saml.federations.federations import Federations, Surroundings, open_federations
from broker.saml.federations.member_guichets import MemberGuichets
from broker.saml.federations.publication import Publication
from broker.saml.metadata_fetch import FetchPolicy
from broker.transport.outgoing import provide_authorities

_SHIPPED = DATA / "federations"


@dataclass(frozen=True, slots=True)
class Federating:
    """Hold the federations, and the publications by the name of their federation."""

    federations: Federations
    publications: Mapping[str, Publication]
    members: Mapping[str, MemberGuichets]

    def refresh(self) -> None:
        """Renew what is published, refresh every aggregate that is due, and make the guichets of its members."""
        renewed = {name for name, publication in self.publications.items() if publication.renew()}
        for each in self.federations.every:
            each.refresh(now_please=each.settings.name in renewed)
        for members in self.members.values():
            members.renew()

    def guichets_of(self, issuer: Issuer) -> Callable[[], tuple[Guichet, ...]]:
        """Return what gives the guichets that an issuer has in a federation, as they are at each moment."""
        members = self.members.get(issuer.name)
        return members.all if members is not None else tuple

    def publication_of(self, issuer: Issuer) -> Publication | None:
        """Return the publication that an issuer serves, if any."""
        way = issuer.federation
        return self.publications.get(way.name) if way is not None and way.published is not None else None


@dataclass(frozen=True, slots=True)
class FederatingGround:
    """Gather what the federations of one installation are opened from."""

    settings: Settings
    workspace: Workspace
    issuers: tuple[Issuer, ...]
    urls: Mapping[str, str]
    contracts: ContractFolder
    clock: Clock

    def open(self) -> Federating:
        """Publish what is due and open every federation; raise ConfigurationError where one cannot be opened."""
        publications = {publication.about.name: publication for publication in self._publications()}
        known = (*self.settings.federations, *(publication.settings for publication in publications.values()))
        self._check({each.name for each in known})
        if not known:
            return Federating(Federations((), self._is_named), {}, {})
        renewed = {name for name, publication in publications.items() if publication.renew()}
        federations = open_federations(known, self._surroundings())
        for federation in federations.every:
            if federation.settings.name in publications:  # a file of our own: it takes a moment, and nobody else
                federation.refresh(now_please=federation.settings.name in renewed)
        members = dict(self._members(federations))
        for each in members.values():
            each.renew()
        return Federating(federations, publications, members)

    def _members(self, federations: Federations) -> Iterator[tuple[str, MemberGuichets]]:
        aggregates = {each.settings.name: each.aggregate for each in federations.every}
        for issuer in self.issuers:
            aggregate = aggregates.get(issuer.federation.name) if issuer.federation is not None else None
            if issuer.federation is not None and aggregate is not None:
                yield issuer.name, MemberGuichets(issuer.federation, aggregate)

    def _publications(self) -> Iterator[Publication]:
        """Yield what the sandbox publishes: not where the settings know a federation of that name."""
        elsewhere = {each.name for each in self.settings.federations}
        for name in sorted({way.name for way in self._ways if way.published is not None} - elsewhere):
            about = read_federation(_SHIPPED, name, self.issuers, self.urls)
            yield Publication(about, self.workspace.federations / "published", self.workspace.keys, self.clock)

    def _check(self, known: set[str]) -> None:
        problems = tuple(
            Problem(f"{issuer.name}.toml", "federation.name", f"no federation is called {issuer.federation.name}")
            for issuer in self.issuers
            if issuer.federation is not None and issuer.federation.name not in known
        )
        if problems:
            raise ConfigurationError(problems)

    def _surroundings(self) -> Surroundings:
        outside = self.settings.fetching.beyond_loopback
        return Surroundings(
            folder=self.workspace.federations,
            secret=self.workspace.read_secret("federations.key"),
            clock=self.clock,
            reach=FetchPolicy(outside, authorities=provide_authorities(self.workspace.tls)),
            is_named=self._is_named,
            listed=frozenset(way.name for way in self._ways),
        )

    def _is_named(self, issuer: str, entity_id: str) -> bool:
        return any(found.entity_id == entity_id for found in self.contracts.by_entity(issuer, entity_id))

    @property
    def _ways(self) -> tuple[FederationWay, ...]:
        return tuple(issuer.federation for issuer in self.issuers if issuer.federation is not None)
