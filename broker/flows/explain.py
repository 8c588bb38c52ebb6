"""Owns the preview: the decision for a person and a resource without signing on, by the very function that issues."""

from dataclasses import dataclass

from broker.core.minimisation import SessionChoice
from broker.core.profile import Profile
from broker.core.pseudonym import PseudonymKey
from broker.core.refusals.decision import NoContract, PersonUnknown
from broker.core.release import Release
from broker.core.sign_on_facts import SignOnFacts, with_sign_on
from broker.flows.access_desk import AccessDesk
from broker.flows.issuance import Issuance
from broker.flows.ports import Clock, Contracts, Directory


@dataclass(frozen=True, slots=True)
class Explain:
    """Preview the release of one issuer, as if the person signed in now (design.md decision 2: preview is issuance)."""

    issuer: str
    clock: Clock
    directory: Directory
    contracts: Contracts
    key: PseudonymKey
    access: AccessDesk | None
    return_address: str | None = None

    def decide(self, login: str, resource: str, uai: str | None = None, profile: Profile | None = None) -> Release:
        """Return what would leave about this person to this resource; raise the refusal otherwise."""
        contract = self.contracts.by_resource(self.issuer, resource)
        if contract is None:
            if self.access is not None:
                self.access.check_link(resource, None)
            raise NoContract(expected="a contract for this resource", received=resource)
        issuance = Issuance(self.clock, lambda: self.key, self.access)
        issuance.check(contract)
        identity = self.directory.find_person("login", login, None)
        if identity is None:
            raise PersonUnknown(expected="the login of a person in the directory")
        signed_on = with_sign_on(identity, SignOnFacts(self.clock.now(), self.issuer, self.return_address))
        return issuance.preview(signed_on, contract, SessionChoice(uai, profile))
