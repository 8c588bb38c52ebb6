"""Owns a desk of one small contract, which another process can open too."""

from functools import partial
from pathlib import Path

from broker.clock import SystemClock
from broker.core.profile import Profile
from broker.keys.statement_key import statement_key_ring
from broker.proof.desk import ProofDesk
from broker.proof.ground import Ground
from broker.proof.kept_proofs import KeptProofs
from tests.builders import a_contract
from tests.proof.grounds import a_ground, speaking


def a_desk(folder: Path) -> ProofDesk:
    """Return the desk of a folder."""
    ring = statement_key_ring(folder / "keys")
    (folder / "keys").mkdir(mode=0o700, exist_ok=True)
    ring.prepare()
    contract = speaking(a_contract("PRE", name="small", profiles=frozenset({Profile.PUPIL})), "cas")

    def find_ground() -> Ground:
        return a_ground(folder, contract)

    return ProofDesk(
        clock=SystemClock(),
        kept=KeptProofs(folder / "proofs"),
        ring=ring,
        find_ground=find_ground,
        find_contracts=lambda: (contract,),
        opening=partial(a_desk, folder),
    )
