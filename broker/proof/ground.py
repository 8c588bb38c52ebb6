"""Owns what a proof stands on: the contracts of every issuer as they are now, and what writes their messages."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from broker.core.contract import Contract
from broker.core.errors import ConfigurationError, Problem
from broker.core.issuer import Issuer
from broker.core.pseudonym import PseudonymKey
from broker.definitions.contract_folder import ContractFolder
from broker.flows.ports import Clock
from broker.proof.carrier import Carrier
from broker.proof.oracle import expect_contract
from broker.proof.prover import Prover
from broker.proof.proving_side import ProvingSide
from broker.protocols.oidc.side import OidcSide, open_side
from broker.saml.peers import Peers

# Of nobody's pseudonyms: those of a proof are of invented people, and must be of no installation's.
PROOF_KEY = PseudonymKey(b"a proof names nobody" * 4, 1)


@dataclass(frozen=True, slots=True)
class Ground:
    """Hold the contracts to prove, those that let nothing leave today, and the files that are no contract.

    `skipped` gives the code of the refusal by contract. `unregistered` are the contracts of SAML services whose
    metadata nobody has registered: a stand-in receives their messages.
    """

    prover: Prover = field(repr=False)
    contracts: tuple[Contract, ...]
    skipped: tuple[tuple[Contract, str], ...]
    unreadable: tuple[str, ...]
    unregistered: frozenset[str]

    @property
    def every(self) -> tuple[Contract, ...]:
        """Return all contracts, skipped ones too."""
        return (*self.contracts, *(contract for contract, _ in self.skipped))

    def find(self, name: str) -> Contract:
        """Return a contract by its name."""
        return next(contract for contract in self.every if contract.name == name)

    def narrowed(self, names: frozenset[str], issuer: str) -> tuple[Contract, ...]:
        """Return the contracts of these names and this issuer, all where none is given; raise ConfigurationError."""
        known = {contract.name for contract in self.every}
        missing = sorted(names - known)
        if missing:
            raise ConfigurationError((Problem("--contract", "", f"no contract is called {', '.join(missing)}"),))
        chosen = (one for one in self.every if not names or one.name in names)
        return tuple(one for one in chosen if issuer in {"", one.issuer})


def make_ground(issuers: Iterable[Issuer], contracts: ContractFolder, peers: Peers, keys: Path, clock: Clock) -> Ground:
    """Gather what a proof stands on; the messages are signed with the issuers' own keys."""
    found = tuple(issuers)
    every = find_every(found, contracts)
    sides = {issuer.name: ProvingSide(issuer, peers, clock) for issuer in found}
    now = clock.now()
    refusals = [(one, expect_contract(one, now.date())) for one in every]
    writers = {
        issuer.name: Carrier(issuer, sides[issuer.name], _oidc(issuer, keys, clock, contracts)) for issuer in found
    }
    return Ground(
        prover=Prover(writers, PROOF_KEY, now),
        contracts=tuple(one for one, refusal in refusals if not refusal),
        skipped=tuple((one, refusal) for one, refusal in refusals if refusal),
        unreadable=tuple(sorted({problem.file for problem in contracts.problems})),
        unregistered=frozenset(
            one.name for one in every if one.saml and not sides[one.issuer].find_registered(one.entity_id)
        ),
    )


def find_every(issuers: Iterable[Issuer], contracts: ContractFolder) -> tuple[Contract, ...]:
    """Return the contracts of these issuers, of services and of pages, by name."""
    found = (one for issuer in issuers for one in (*contracts.all(issuer.name), *contracts.pages(issuer.name)))
    return tuple(sorted(found, key=lambda one: one.name))


def _oidc(issuer: Issuer, keys: Path, clock: Clock, contracts: ContractFolder) -> OidcSide | None:
    return open_side(issuer, keys, clock, contracts) if issuer.oidc else None
