"""Owns clients: what a contract registers under a client_id, and which addresses are theirs."""

import re
from dataclasses import dataclass

from broker.core.contract import Contract
from broker.core.oidc_dialect import OidcDialect, Scopes
from broker.core.terms import OidcTerms
from broker.flows.ports import Contracts

# RFC 8252 7.3: the port of a loopback address is chosen when the application starts. `localhost` is a name (8.3).
_LOOPBACK = re.compile(r"http://(127\.0\.0\.1|\[::1\])(?::(\d{1,5}))?(/[^#]*)?")
_LAST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Client:
    """Hold one client: its registration, and the contract of each resource that it serves."""

    terms: OidcTerms
    contracts: tuple[Contract, ...]

    @property
    def id(self) -> str:
        """Return its client_id."""
        return self.terms.client_id

    @property
    def is_public(self) -> bool:
        """Tell whether it can keep no secret."""
        return self.terms.token_endpoint_auth_methods == ("none",)

    def scopes_in(self, dialect: OidcDialect) -> Scopes:
        """Return what it may ask for at an issuer."""
        return Scopes(dialect, self.terms.scopes)

    def find_contract(self, resource: str) -> Contract | None:
        """Return its contract of a resource; another client's resource is as unknown as one that does not exist."""
        return next((contract for contract in self.contracts if contract.resource == resource), None)

    def may_return_to(self, address: str) -> bool:
        """Tell whether an answer may go to an address: exactly registered (RFC 9700 2.1, 4.1.3)."""
        if address in self.terms.redirect_uris:
            return True
        if self.terms.application_type != "native":
            return False
        came = _without_port(address)
        return came is not None and came in {_without_port(known) for known in self.terms.redirect_uris}


def find_client(contracts: Contracts, issuer: str, client_id: str) -> Client | None:
    """Return the client of a client_id at an issuer, as its contracts are now."""
    found = tuple(
        contract
        for contract in contracts.by_entity(issuer, client_id)
        if contract.oidc is not None and contract.oidc.client_id == client_id
    )
    terms = found[0].oidc if found else None
    return None if terms is None else Client(terms, found)


def _without_port(address: str) -> tuple[str, str] | None:
    """Return the host and the rest of a loopback address, None for any other."""
    found = _LOOPBACK.fullmatch(address)
    if found is None or int(found[2] or 0) > _LAST_PORT:
        return None
    return found[1], found[3] or "/"
