"""Owns the preview: the decision for a person and a resource without signing on, by the very function that issues."""

from dataclasses import dataclass

from broker.core.minimisation import SessionChoice, check_contract, choose_membership, decide
from broker.core.profile import Profile
from broker.core.pseudonym import PseudonymKey
from broker.core.refusals.decision import NoContract, PersonUnknown
from broker.core.release import Release
from broker.core.sign_on_facts import SignOnFacts, with_sign_on
from broker.flows.ports import Clock, Contracts, Directory


@dataclass(frozen=True, slots=True)
class Explain:
    """Preview the release of one issuer, as if the person signed in now (design.md decision 2: preview is issuance)."""

    issuer: str
    clock: Clock
    directory: Directory
    contracts: Contracts
    key: PseudonymKey
    return_address: str | None = None

    def decide(self, login: str, resource: str, uai: str | None = None, profile: Profile | None = None) -> Release:
        """Return what would leave about this person to this resource; raise the refusal otherwise."""
        contract = self.contracts.by_resource(self.issuer, resource)
        if contract is None:
            raise NoContract(expected="a contract for this resource", received=resource)
        now = self.clock.now()
        check_contract(contract, now.date())
        identity = self.directory.find_person("login", login, None)
        if identity is None:
            raise PersonUnknown(expected="the login of a person in the directory")
        membership = choose_membership(identity, contract, SessionChoice(uai, profile))
        identity = with_sign_on(identity, SignOnFacts(now, self.issuer, self.return_address))
        return decide(identity, membership, contract, self.key, now)
