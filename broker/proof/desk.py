"""Owns what a page does with proofs: it shows those kept, verifies one, and has one run in a process of its own."""

import multiprocessing
from collections.abc import Callable
from dataclasses import dataclass, field

from broker.core.contract import Contract
from broker.core.errors import ConfigurationError
from broker.flows.ports import Clock
from broker.keys.key_ring import KeyRing
from broker.keys.signed_statement import sign_statement
from broker.keys.statement_key import StatementKey
from broker.proof.ground import Ground
from broker.proof.kept_proofs import KeptProofs, Progress, Turn
from broker.proof.pool import prove_all
from broker.proof.statement import KIND, find_changes, read_statement, state
from broker.proof.tally import Tally


@dataclass(frozen=True, slots=True)
class ProofView:
    """Show one proof; `changed` names what is no longer as it was, `problem` why it proves nothing."""

    name: str
    stated: dict[str, object]
    changed: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ProofDesk:
    """Run, keep and verify the proofs of one installation.

    `find_ground` opens what a proof stands on, which takes a while; `find_contracts` gives the contracts of now.
    `opening` makes the same desk in another process.
    """

    clock: Clock
    kept: KeptProofs
    ring: KeyRing[StatementKey] = field(repr=False)
    find_ground: Callable[[], Ground]
    find_contracts: Callable[[], tuple[Contract, ...]]
    opening: "Callable[[], ProofDesk]"

    @property
    def public_key(self) -> str:
        """Return the public key of the proofs made now, as PEM."""
        return self.ring.keys.current.verifier.pem

    def view(self, name: str, envelope: str) -> ProofView:
        """Return what a signed statement says, and whether it still holds."""
        try:
            stated = read_statement(envelope, [key.verifier for key in self.ring.keys.published], name)
        except ConfigurationError as error:
            return ProofView(name, {}, problem=error.problems[0].what)
        return ProofView(name, stated, find_changes(stated, self.find_contracts()))

    def start(self) -> None:
        """Have a proof run elsewhere, unless one does: on one processor, and it ends with this process."""
        turn = self.kept.take_turn()
        if turn is None:
            return
        with turn.file:  # the process holds it as soon as it is there: none is spawned in vain
            context = multiprocessing.get_context("spawn")
            context.Process(target=run_opened, args=(self.opening, turn), daemon=True).start()

    def run(self) -> bool:
        """Prove every contract here, sign and keep what comes of it; False where a proof is running already."""
        with self.kept.running(0) as mine:
            if mine:
                self.prove()
        return mine

    def prove(self) -> None:
        """Do what `run` does, for who holds the place to."""
        ground, results = self.find_ground(), dict[str, Tally]()
        names = [contract.name for contract in ground.every]
        for name, tally in prove_all(ground, names, jobs=1):
            results[name] = tally
            self.kept.note(Progress(len(results), len(names)))
        now = self.clock.now()
        stated = state(ground, results, now)
        self.kept.keep(sign_statement(KIND, stated, self.ring.keys.current), now)


def run_opened(opening: Callable[[], ProofDesk], turn: Turn) -> None:
    """Open a desk in this process, and run a proof in the place that it was given."""
    with turn.file:
        opening().prove()
