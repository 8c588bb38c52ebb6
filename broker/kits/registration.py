"""Owns the registration of a publisher's own resource: contract and metadata are checked together, then kept.

Nothing reaches the workspace's folders before all is right; a reader never sees half a file.
"""

import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from broker.core.contract import Contract
from broker.core.errors import ConfigurationError, MetadataRefused, Problem
from broker.definitions.contract_reader import read_contract
from broker.definitions.workspace import Workspace
from broker.flows.ports import Clock
from broker.saml.metadata_reader import read_peer
from broker.saml.peer import Peer

_NAME = re.compile(r"[a-z][a-z0-9-]{0,60}")
_CAP = 256 * 1024


@dataclass(frozen=True, slots=True)
class Candidate:
    """Hold a resource to register: `name` will be its files', the labels say where the texts came from.

    `metadata` is None where it could not even be had: then the contract is read alone, for its problems.
    """

    name: str
    contract: bytes
    contract_label: str
    metadata: bytes | None
    metadata_label: str


@dataclass(frozen=True, slots=True)
class Registered:
    """Hold a resource that was read whole: its contract and its service."""

    contract: Contract
    peer: Peer


def read_metadata(metadata: bytes, label: str, clock: Clock) -> Peer:
    """Read a service's metadata; raise ConfigurationError when it is not acceptable, or not a service's."""
    try:
        peer = read_peer(metadata, now=clock.now())
    except MetadataRefused as refusal:
        raise ConfigurationError((problem_of(refusal, label),)) from None
    if not peer.is_service:
        hint = "give the metadata of your service, not of an identity provider"
        raise ConfigurationError((Problem(label, "SPSSODescriptor", "it describes no service", hint),))
    return peer


def problem_of(refusal: MetadataRefused, label: str) -> Problem:
    """Return a refusal of metadata as a problem of the file or address it came from."""
    details = [f"{name} {text}" for name, text in (("expected", refusal.expected), ("got", refusal.received)) if text]
    what = "; ".join([f"{refusal.code}: {refusal.rule.en}", *details])
    return Problem(label, "metadata", what, refusal.remedy.en)


def check_name(name: str) -> None:
    """Refuse a name that cannot be a file's (J210)."""
    if _NAME.fullmatch(name) is None:
        hint = "use lower-case letters, digits and hyphens only, a letter first"
        raise ConfigurationError((Problem("resource", "name", "it cannot name a file", hint),))


def read_bounded(file: Path) -> bytes:
    """Read a contract file, at most 256 KiB; raise ConfigurationError when it cannot be."""
    try:
        with file.open("rb") as opened:
            content = opened.read(_CAP + 1)
    except OSError as error:
        raise ConfigurationError((Problem(str(file), "file", error.strerror or "unreadable", "check it"),)) from None
    if len(content) > _CAP:
        raise ConfigurationError((Problem(str(file), "file", f"more than {_CAP} bytes", "a contract is short"),))
    return content


def read_candidate(
    candidate: Candidate, workspace: Workspace, urls: Mapping[str, str], clock: Clock
) -> tuple[Registered | None, tuple[Problem, ...]]:
    """Return the resource read whole, or None, and every problem of both texts and of their agreement."""
    problems: list[Problem] = []
    contract: Contract | None = None
    peer: Peer | None = None
    try:
        contract = _read_contract(candidate, workspace, urls)
    except ConfigurationError as error:
        problems += [replace(problem, file=candidate.contract_label) for problem in error.problems]
    try:
        if candidate.metadata is not None:
            peer = read_metadata(candidate.metadata, candidate.metadata_label, clock)
    except ConfigurationError as error:
        problems += error.problems
    if contract is None or peer is None:
        return None, tuple(problems)
    if contract.entity_id != peer.entity_id:
        what = f"the contract says {contract.entity_id}, the metadata {peer.entity_id[:200]}"
        problems.append(Problem(candidate.contract_label, "saml.entity_id", what, "make the two equal, to the letter"))
    return Registered(contract, peer), tuple(problems)


def keep(candidate: Candidate, workspace: Workspace, *, replacing: bool) -> None:
    """Put both files into the workspace, metadata first; each appears whole, and never over another unless replacing.

    Raises ConfigurationError when the name was taken meanwhile or the workspace cannot be written.
    """
    assert candidate.metadata is not None, "only what was read whole is kept"
    metadata, contract = files_of(workspace, candidate.name)
    staging = _stage(workspace)
    try:
        _write(staging / metadata.name, candidate.metadata)
        _write(staging / contract.name, candidate.contract)
        _publish(staging / metadata.name, metadata, replacing=replacing)
        try:
            _publish(staging / contract.name, contract, replacing=replacing)
        except FileExistsError:
            metadata.unlink()
            raise
    except FileExistsError:
        raise ConfigurationError((taken(candidate.name),)) from None
    except OSError as error:
        raise ConfigurationError((_unwritable(workspace, error),)) from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def forget(name: str, workspace: Workspace) -> tuple[Path, ...]:
    """Remove the files of one's own resource, contract first, and return them; raise ConfigurationError if none."""
    check_name(name)
    metadata, contract = files_of(workspace, name)
    found = tuple(file for file in (contract, metadata) if file.is_file())
    if not found:
        hint = f"look into {workspace.contracts} and {workspace.services}"
        raise ConfigurationError((Problem("resource", name, "no resource of your own is called so", hint),))
    try:
        for file in found:
            file.unlink(missing_ok=True)
    except OSError as error:
        raise ConfigurationError((_unwritable(workspace, error),)) from None
    return found


def files_of(workspace: Workspace, name: str) -> tuple[Path, Path]:
    """Return where the metadata and the contract of a resource of that name are kept."""
    return workspace.services / f"{name}.xml", workspace.contracts / f"{name}.toml"


def taken(name: str) -> Problem:
    """Return the problem of a name that is taken."""
    return Problem("resource", "--name", f"{name} is taken", "choose another --name, or --replace it")


def _read_contract(candidate: Candidate, workspace: Workspace, urls: Mapping[str, str]) -> Contract:
    staging = _stage(workspace)
    try:
        file = staging / f"{candidate.name}.toml"
        _write(file, candidate.contract)
        return read_contract(file, urls)
    except OSError as error:
        raise ConfigurationError((_unwritable(workspace, error),)) from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _stage(workspace: Workspace) -> Path:
    """Make a folder of one's own beside the final places: moving a file from it is one step."""
    try:
        return Path(tempfile.mkdtemp(prefix=".adding-", dir=workspace.root))
    except OSError as error:
        raise ConfigurationError((_unwritable(workspace, error),)) from None


def _write(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    file.chmod(0o644)


def _publish(staged: Path, target: Path, *, replacing: bool) -> None:
    if replacing:
        staged.replace(target)
    else:
        target.hardlink_to(staged)  # fails when the name is taken, which a rename would not


def _unwritable(workspace: Workspace, error: OSError) -> Problem:
    return Problem(str(workspace.root), "workspace", error.strerror or "cannot be written", "make it writable")
