"""Owns the reading of a resource to register: contract and metadata are checked together, and nothing is kept yet."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from broker.core.contract import Contract
from broker.core.errors import ConfigurationError, Problem
from broker.core.sentence import Sentence
from broker.definitions.contract_reader import read_contract
from broker.definitions.workspace import Workspace
from broker.kits.finding import Finding, Part, as_read
from broker.kits.kept_files import stage, unwritable, write
from broker.kits.metadata_source import HadMetadata
from broker.saml.peer import Peer

_CAP = 256 * 1024


@dataclass(frozen=True, slots=True)
class Candidate:
    """Hold a resource to register: `name` will be its files'; `metadata` is None where none was given."""

    name: str
    contract: bytes
    metadata: HadMetadata | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """Hold a resource that was read whole: its contract, and its service where it speaks SAML."""

    contract: Contract
    peer: Peer | None = None


def read_bounded(file: Path) -> bytes:
    """Read a contract file, at most 256 KiB; raise ConfigurationError when it cannot be."""
    try:
        with file.open("rb") as opened:
            content = opened.read(_CAP + 1)
    except OSError as error:
        raise ConfigurationError((Problem(str(file), "file", error.strerror or "unreadable", "check it"),)) from None
    if len(content) > _CAP:
        raise ConfigurationError((Problem(str(file), "file", f"longer than {_CAP} bytes", "is it a contract?"),))
    return content


def read_candidate(
    candidate: Candidate, workspace: Workspace, urls: Mapping[str, str]
) -> tuple[Registered | None, tuple[Finding, ...]]:
    """Return the resource read whole, or None, and everything wrong with both texts and with their agreement."""
    metadata = candidate.metadata
    findings: list[Finding] = []
    contract: Contract | None = None
    try:
        contract = _read_contract(candidate, workspace, urls)
    except ConfigurationError as error:
        findings += [as_read(problem) for problem in error.problems]
    findings += metadata.findings if metadata else ()
    if contract is None:
        return None, tuple(findings)
    if metadata is None:
        return Registered(contract), tuple(findings)
    if contract.saml is None:
        return None, (*findings, _NO_SAML)
    if metadata.peer is None:
        return None, tuple(findings)
    return Registered(contract, metadata.peer), (*findings, *_find_disagreement(contract, metadata.peer))


def _read_contract(candidate: Candidate, workspace: Workspace, urls: Mapping[str, str]) -> Contract:
    try:
        staging = stage(workspace)
    except OSError as error:
        raise ConfigurationError((unwritable(workspace, error),)) from None
    try:
        file = staging / f"{candidate.name}.toml"
        write(file, candidate.contract)
        return read_contract(file, urls)
    except OSError as error:
        raise ConfigurationError((unwritable(workspace, error),)) from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _find_disagreement(contract: Contract, peer: Peer) -> tuple[Finding, ...]:
    if contract.entity_id == peer.entity_id:
        return ()
    said, described = contract.entity_id, peer.entity_id[:200]
    what = Sentence(
        f"le contrat dit {said}, les métadonnées {described}", f"the contract says {said}, the metadata {described}"
    )
    hint = Sentence("rendez les deux égaux, à la lettre", "make the two equal, to the letter")
    return (Finding(Part.CONTRACT, "saml.entity_id", what, hint),)


_NO_SAML = Finding(
    Part.METADATA,
    "",
    Sentence("le contrat ne parle pas SAML", "the contract does not speak SAML"),
    Sentence("ajoutez-y [saml], ou ne donnez pas de métadonnées", "add [saml] to it, or give no metadata"),
)
