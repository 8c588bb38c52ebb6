"""Owns the choice of the contract under which a service asks: by what the request says, then by the link followed."""

from collections.abc import Callable
from dataclasses import dataclass

from broker.core.contract import Contract
from broker.core.issuer import Issuer
from broker.core.journey import Hint, ServiceRequest
from broker.core.refusals.decision import NoContract, UnknownResource
from broker.core.refusals.exchange import RelayStateNotAccessUrl
from broker.flows.ports import Contracts


@dataclass(frozen=True, slots=True)
class ServiceContracts:
    """Find the contracts of services at one issuer."""

    issuer: Issuer
    contracts: Contracts

    def choose(self, request: ServiceRequest, find_hint: Callable[[str], Hint | None]) -> tuple[Contract, Hint]:
        """Return the contract of the resource that a request is about, with what the médiacentre's link said of it."""
        contracts = self._all_of(request)
        if not contracts:
            raise NoContract(expected="a contract for this service", received=request.entity_id)
        # What the service itself says counts more than a link followed earlier, perhaps for another of its resources.
        fitting = _named(contracts, request)
        for contract in fitting:
            hint = find_hint(contract.resource)
            if hint is not None:
                return contract, hint
        if len(fitting) > 1:
            names = ", ".join(contract.access_url for contract in fitting)
            raise UnknownResource(expected=f"a RelayState that is one of {names}", received="another, or none")
        return fitting[0], Hint()

    def contract_of(self, request: ServiceRequest, resource: str | None) -> Contract:
        """Return the contract of a resource for the service that asked."""
        for contract in self._all_of(request):
            if contract.resource == resource:
                return contract
        raise NoContract(expected="a contract for this service", received=request.entity_id)

    def check_relay_state(self, contract: Contract, request: ServiceRequest) -> None:
        """Hold a SAML service to its own address as RelayState, where its issuer is as strict as the GAR."""
        if request.protocol != "saml" or not is_relay_state_strict(self.issuer, contract):
            return
        if request.relay_state != contract.access_url:
            raise RelayStateNotAccessUrl(expected=contract.access_url, received=request.relay_state or "none")

    def _all_of(self, request: ServiceRequest) -> tuple[Contract, ...]:
        found = self.contracts.by_entity(self.issuer.name, request.entity_id)
        return tuple(contract for contract in found if request.entity_id in contract.names_in(request.protocol))


def _named(contracts: tuple[Contract, ...], request: ServiceRequest) -> tuple[Contract, ...]:
    """Return those that the request itself names by resource, and all where it names none by its address either."""
    wanted = request.hint.resource
    if wanted is not None:
        found = tuple(contract for contract in contracts if contract.resource == wanted)
        if not found:
            raise UnknownResource(expected="a resource of this service", received=wanted[:200])
        return found
    return tuple(contract for contract in contracts if contract.access_url == request.relay_state) or contracts


def is_relay_state_strict(issuer: Issuer, contract: Contract) -> bool:
    """Tell whether RelayState must be the resource's address: as the contract says, else as its issuer is."""
    said = contract.saml.relay_state_must_be_access_url if contract.saml else False
    return issuer.relay_state_must_be_access_url if said is None else said
