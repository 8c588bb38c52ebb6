"""Owns every federation of one installation: what they know of an entity, their problems, their refreshing."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from broker.core.errors import ConfigurationError, MetadataRefused, Problem
from broker.core.refusals.listing import find_refusal
from broker.core.refusals.metadata import MetadataExpired
from broker.flows.ports import Clock
from broker.saml.certificates import Certificate, read_pems
from broker.saml.federations.aggregate import KeptAggregate
from broker.saml.federations.kept_copy import KeptCopy, SourceState
from broker.saml.federations.query import EntityQuery
from broker.saml.federations.refreshing import AggregateRefresh
from broker.saml.federations.settings import FederationSettings
from broker.saml.metadata_fetch import FetchPolicy
from broker.saml.metadata_problems import problem_of
from broker.saml.peer import Peer


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Hold what federations need of the installation.

    `reach` says how far metadata is fetched, and whom HTTPS trusts. `is_named` tells whether a contract of an issuer
    names an entity: of others, nobody is ever asked. `listed` are the federations among whose members people choose.
    """

    folder: Path
    secret: bytes
    clock: Clock
    reach: FetchPolicy
    is_named: Callable[[str, str], bool]
    listed: frozenset[str] = frozenset()


class Federation:
    """Hold one federation: its aggregate, its query service, or both."""

    def __init__(self, settings: FederationSettings, signers: tuple[Certificate, ...], about: Surroundings) -> None:
        """Read the kept copy; ask nothing yet."""
        self.settings, self._clock = settings, about.clock
        self.copy = KeptCopy(about.folder, settings.name, about.secret)
        self.aggregate: KeptAggregate | None = None
        self.query: EntityQuery | None = None
        self._refresh: AggregateRefresh | None = None
        if settings.aggregate is not None:
            lists = settings.name in about.listed
            self.aggregate = KeptAggregate(self.copy, signers, about.clock, lists_members=lists)
            self._refresh = AggregateRefresh(settings, self.copy, signers, about.clock, about.reach)
        if settings.mdq is not None:
            self.query = EntityQuery(settings, signers, about.clock, about.reach)

    def refresh(self, *, now_please: bool = False) -> None:
        """Ask the source if it is due, then read the kept copy again if it is another."""
        if self.aggregate is not None and self._refresh is not None:
            self._refresh.run(now_please=now_please)
            self.aggregate.reload()

    def problems(self) -> Iterator[Problem]:
        """Yield what is wrong with the source, with what is kept of it, and with answers to queries."""
        label = f"federations {self.settings.name}"
        if self.aggregate is not None:
            state = self.copy.read_state()
            yield from (problem_of(label, refusal) for refusal in self._refusals(self.aggregate, state))
            if self.aggregate.is_empty and not state.failures and self.aggregate.refusal is None:
                hint = "preau run fetches it; or: preau federations refresh"
                yield Problem(label, "metadata", "nothing was fetched yet", hint)
        if self.query is not None:
            yield from self.query.problems()

    def _refusals(self, aggregate: KeptAggregate, state: SourceState) -> Iterator[MetadataRefused]:
        now, trouble = self._clock.now(), state.trouble
        kind = find_refusal(trouble.code) if trouble is not None else None
        if trouble is not None and kind is not None and issubclass(kind, MetadataRefused):
            yield kind(expected=trouble.expected, received=trouble.received)
        if aggregate.refusal is not None:
            yield aggregate.refusal
        over = state.valid_until is not None and state.valid_until <= now
        if over and kind is not MetadataExpired and state.valid_until is not None:
            yield MetadataExpired(expected=f"later than {now.isoformat()}", received=state.valid_until.isoformat())


class Federations:
    """Find entities in every federation; nothing of one shadows another."""

    def __init__(self, federations: Iterable[Federation], is_named: Callable[[str, str], bool]) -> None:
        """Keep them, in the order of the settings."""
        self.every = tuple(federations)
        self._is_named = is_named

    def describing(self, entity_id: str) -> tuple[Federation, ...]:
        """Return the federations whose aggregate describes an entity."""
        return tuple(each for each in self.every if each.aggregate is not None and entity_id in each.aggregate)

    def query(self, entity_id: str, issuer: str) -> Peer | None:
        """Return what the first query service that knows an entity says of it; refused where its answer is not right.

        Only for an issuer of which a contract names the entity is a question sent; else what is known is used.
        """
        asked = [each.query for each in self.every if each.query is not None]
        asking = bool(asked) and self._is_named(issuer, entity_id)
        return next((peer for query in asked if (peer := query.find(entity_id, asking=asking)) is not None), None)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return what is wrong with any of them now."""
        return tuple(problem for each in self.every for problem in each.problems())

    def refresh(self, *, now_please: bool = False) -> None:
        """Refresh every aggregate that is due, or all of them."""
        for each in self.every:
            each.refresh(now_please=now_please)


def open_federations(settings: Iterable[FederationSettings], about: Surroundings) -> Federations:
    """Open the federations of the settings; raises ConfigurationError with every certificate that cannot be used."""
    found: list[Federation] = []
    problems: list[Problem] = []
    for each in settings:
        try:
            found.append(Federation(each, _read_signers(each), about))
        except ConfigurationError as error:
            problems += error.problems
    if problems:
        raise ConfigurationError(tuple(problems))
    return Federations(found, about.is_named)


def _read_signers(settings: FederationSettings) -> tuple[Certificate, ...]:
    where, hint = f"federations.{settings.name}.certificate", "give the PEM file that the federation publishes"
    try:
        return read_pems(settings.certificate.read_bytes())
    except OSError as error:
        what = f"{settings.certificate} cannot be read ({error.strerror})"
        raise ConfigurationError((Problem("preau.toml", where, what, hint),)) from None
    except MetadataRefused as refusal:
        what = f"{settings.certificate}: {refusal.code}: {refusal.received}"
        raise ConfigurationError((Problem("preau.toml", where, what, hint),)) from None
