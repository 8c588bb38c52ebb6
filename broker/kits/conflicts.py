"""Owns the conflicts of a resource to register with what is there already: name, ARK, entityID."""

from collections.abc import Iterator, Sequence

from broker.core.contract import Contract
from broker.core.errors import MetadataRefused, Problem
from broker.core.issuer import Issuer
from broker.definitions.workspace import Workspace
from broker.flows.ports import Contracts
from broker.kits.registration import Candidate, Registered, files_of, taken
from broker.saml.metadata_scan import scan
from broker.saml.peers import Peers


class Surroundings:
    """Know what is registered, so that a new resource clashes with none of it."""

    def __init__(self, issuers: Sequence[Issuer], contracts: Contracts, peers: Peers, workspace: Workspace) -> None:
        """Keep what to look into."""
        self._issuers, self._contracts = issuers, contracts
        self._peers, self._workspace = peers, workspace

    def find_name_problems(self, name: str, *, replacing: bool) -> Iterator[Problem]:
        """Yield a problem when the name is that of a shipped contract, or of one's own resource unless replacing it."""
        own = any(file.exists() for file in files_of(self._workspace, name))
        if own and not replacing:
            yield taken(name)
        elif not files_of(self._workspace, name)[1].exists() and self._named(name) is not None:
            yield Problem("resource", "--name", f"{name} is a contract of the sandbox", "choose another --name")

    def find_problems(self, candidate: Candidate, read: Registered) -> Iterator[Problem]:
        """Yield a problem for an ARK that has another contract, and for an entityID that is described elsewhere."""
        contract = read.contract
        other = self._contracts.by_resource(contract.issuer, contract.resource)
        if other is not None and other.name != candidate.name:
            what = f"{contract.resource} has the contract {other.name} already"
            yield Problem(candidate.contract_label, "resource", what, "correct the ARK, or remove the other one")
        entity_id = read.peer.entity_id
        if entity_id in {issuer.entity_id for issuer in self._issuers}:
            what = "this entityID is one of the sandbox's own"
            yield Problem(candidate.metadata_label, "entityID", what, "give your service an entityID of its own")
        elif self._peers.describes(entity_id) and entity_id not in self._replaced_entities(candidate.name):
            what = "this entityID is described by another file of the workspace, or by a federation, already"
            hint = "remove that file; for a second resource of one service, put only its contract into contracts/"
            yield Problem(candidate.metadata_label, "entityID", what, hint)

    def _named(self, name: str) -> Contract | None:
        every = (found for issuer in self._issuers for found in self._contracts.all(issuer.name))
        return next((contract for contract in every if contract.name == name), None)

    def _replaced_entities(self, name: str) -> frozenset[str]:
        """Return what the file about to be replaced describes, even where it is no longer acceptable."""
        try:
            with files_of(self._workspace, name)[0].open("rb") as file:
                return frozenset(place.entity_id for place in scan(file))
        except (OSError, MetadataRefused):
            return frozenset()  # nothing there, or nothing readable: then it is not known to the peers either
