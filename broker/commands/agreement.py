"""Owns whether the workspace's own files agree: each guichet and each contract with its metadata."""

from collections.abc import Iterator
from dataclasses import replace

from broker.core.contract import Contract
from broker.core.errors import MetadataRefused, Problem
from broker.kits.metadata_address import find_wrong_address
from broker.shared import Shared


def find_guichet_problems(shared: Shared) -> Iterator[Problem]:
    """Yield the guichets of one's own that nobody could come by."""
    taken = {project: guichet.name for guichet in shared.hub.guichets for project in guichet.projects}
    for guichet in shared.guichets.offered_at(shared.hub.name):
        file = f"{guichet.name}.toml"
        if not _is_known(shared, guichet.entity_id, service=False):
            what = f"no metadata of a guichet is called {guichet.entity_id}"
            yield Problem(file, "entity_id", what, "drop its metadata beside it, or correct the entityID")
        if not guichet.projects:
            yield Problem(file, "projects", "empty: no link leads here", "name its idENT")
        for project in sorted(guichet.projects & set(taken)):
            yield Problem(file, "projects", f"{project} is {taken[project]}'s", "choose another project")


def find_service_problems(shared: Shared) -> Iterator[Problem]:
    """Yield what is wrong with the contracts of one's own, language by language."""
    own = {file.stem for file in shared.workspace.contracts.glob("*.toml")}
    every = [contract for issuer in shared.issuers for contract in shared.contracts.all(issuer.name)]
    for contract in every:
        if contract.name in own:
            yield from _find_entity_problems(contract, shared)


def _find_entity_problems(contract: Contract, shared: Shared) -> Iterator[Problem]:
    issuer = next(issuer for issuer in shared.issuers if issuer.name == contract.issuer)
    wrong = find_wrong_address(issuer, contract, None)
    if wrong is not None:
        yield replace(wrong, where="saml.entity_id").problem(f"{contract.name}.toml")
    if contract.saml and contract.issuer == shared.hub.name and not _is_known(shared, contract.entity_id, service=True):
        what = f"no metadata of a service is called {contract.entity_id}"
        yield Problem(f"{contract.name}.toml", "saml.entity_id", what, "drop its metadata into the services folder")


def _is_known(shared: Shared, entity_id: str, *, service: bool) -> bool:
    try:
        peer = shared.peers.find(entity_id, shared.hub.name if service else "")
    except MetadataRefused:
        return True  # told as a problem of the metadata itself
    return peer is not None and (peer.is_service if service else peer.is_guichet)
