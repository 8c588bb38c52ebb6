"""Owns the opening of what a proof stands on, in whichever process runs it, and the key that signs proofs."""

from collections.abc import Mapping
from functools import partial

from broker.definitions.settings import Settings
from broker.definitions.workspace import Workspace
from broker.keys.key_ring import KeyRing
from broker.keys.statement_key import StatementKey, statement_key_ring
from broker.proof.desk import ProofDesk
from broker.proof.ground import Ground, find_every, make_ground
from broker.proof.kept_proofs import KeptProofs
from broker.shared import Shared, make_shared


def ground_of(shared: Shared) -> Ground:
    """Return the ground of a proof, of an installation that is open."""
    return make_ground(shared.issuers, shared.contracts, shared.peers, shared.workspace.keys, shared.clock)


def make_proof_desk(shared: Shared) -> ProofDesk:
    """Put together what runs, keeps and verifies proofs."""
    return ProofDesk(
        clock=shared.clock,
        kept=kept_proofs(shared.workspace),
        ring=proof_ring(shared.workspace),
        find_ground=partial(ground_of, shared),
        find_contracts=lambda: find_every(shared.issuers, shared.contracts),
        opening=partial(open_proof_desk, shared.settings, shared.workspace, dict(shared.urls)),
    )


def open_proof_desk(settings: Settings, workspace: Workspace, urls: Mapping[str, str]) -> ProofDesk:
    """Open an installation for a proof alone, in a process of its own."""
    return make_proof_desk(make_shared(settings, workspace, urls))


def proof_ring(workspace: Workspace) -> KeyRing[StatementKey]:
    """Return the keys that sign proofs, made on first use."""
    ring = statement_key_ring(workspace.keys)
    ring.prepare()
    return ring


def kept_proofs(workspace: Workspace) -> KeptProofs:
    """Return where an installation keeps its proofs."""
    return KeptProofs(workspace.root / "proofs")
