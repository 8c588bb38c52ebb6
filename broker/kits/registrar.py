"""Owns the one way by which a publisher's resource is registered, from a command or from a form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from broker.core.issuer import Issuer
from broker.definitions.workspace import Workspace
from broker.flows.ports import Clock, Contracts
from broker.kits.conflicts import Surroundings
from broker.kits.contract_draft import ContractDraft, write_draft
from broker.kits.finding import Finding
from broker.kits.kept_files import forget, keep
from broker.kits.metadata_source import HadMetadata, have_metadata, read_metadata
from broker.kits.registered_clients import client_of, forget_unused_secret, read_secret
from broker.kits.registration import Candidate, Registered, read_candidate
from broker.saml.metadata_fetch import FetchPolicy
from broker.saml.peers import Peers


@dataclass(frozen=True, slots=True)
class Registrar:
    """Check resources against an installation and keep them in its workspace."""

    issuers: Sequence[Issuer]
    contracts: Contracts
    peers: Peers
    workspace: Workspace
    urls: Mapping[str, str]
    clock: Clock
    fetching: FetchPolicy

    def have(self, source: str) -> HadMetadata:
        """Fetch or read metadata."""
        return have_metadata(source, self.fetching, self.clock)

    def read(self, content: bytes, source: str) -> HadMetadata:
        """Read metadata that is at hand."""
        return read_metadata(content, source, self.clock)

    def write(self, draft: ContractDraft) -> bytes:
        """Write a contract that begins today."""
        return write_draft(draft, self.clock.now().date()).encode()

    def check_name(self, name: str) -> tuple[Finding, ...]:
        """Return what is wrong with a name, for a new resource."""
        return tuple(self._surroundings().find_name_faults(name, replacing=False))

    def check(self, candidate: Candidate, *, replacing: bool = False) -> tuple[Registered | None, tuple[Finding, ...]]:
        """Return the resource read whole, and everything that keeps it from being registered, together."""
        surroundings = self._surroundings()
        findings = [*surroundings.find_name_faults(candidate.name, replacing=replacing)]
        # A name that cannot be a file's (J210) is not tried as one.
        readable = candidate if not findings else Candidate("candidate", candidate.contract, candidate.metadata)
        registered, found = read_candidate(readable, self.workspace, self.urls)
        findings += found
        if registered is not None:
            findings += surroundings.find_faults(candidate, registered)
        return registered, tuple(findings)

    def keep(self, candidate: Candidate, registered: Registered, *, replacing: bool = False) -> None:
        """Put what was checked into the workspace, with its client's secret; raise ConfigurationError if that fails."""
        former = client_of(self.workspace, candidate.name, self.urls)
        read_secret(self.workspace, registered.contract)
        metadata = candidate.metadata.content if candidate.metadata else None
        keep(self.workspace, candidate.name, candidate.contract, metadata, replacing=replacing)
        forget_unused_secret(self.workspace, former, self.urls)

    def _surroundings(self) -> Surroundings:
        return Surroundings(self.issuers, self.contracts, self.peers, self.workspace)


def remove_registered(name: str, workspace: Workspace, urls: Mapping[str, str]) -> tuple[Path, ...]:
    """Remove the files of one's own resource and its client's secret; return the files."""
    former = client_of(workspace, name, urls)
    found = forget(name, workspace)
    forget_unused_secret(workspace, former, urls)
    return found
