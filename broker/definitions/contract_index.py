"""Owns the look-up of contracts, and the refusal of those that clash with one that came before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from broker.core.contract import Contract
from broker.core.errors import Problem
from broker.core.service_address import ServiceAddresses, gather_addresses
from broker.core.terms import OidcTerms

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ContractIndex:
    """Hold contracts of services by issuer (in order of name), and all by (issuer, any name) and (issuer, resource).

    `pages` are those of each issuer's own pages, `services` the registered CAS services of each.
    """

    by_issuer: Mapping[str, tuple[Contract, ...]]
    pages: Mapping[str, tuple[Contract, ...]]
    by_entity: Mapping[Pair, tuple[Contract, ...]]
    by_resource: Mapping[Pair, Contract]
    services: Mapping[str, ServiceAddresses]


def build_index(read: Iterable[tuple[str, Contract]]) -> tuple[ContractIndex, tuple[Problem, ...]]:
    """Return the index of (file, contract) pairs, and a problem for each that clashes with one before."""
    names: dict[str, str] = {}
    resources: dict[Pair, str] = {}
    clients: dict[Pair, tuple[str, OidcTerms]] = {}
    kept: list[Contract] = []
    problems: list[Problem] = []
    for label, contract in read:
        resource = (contract.issuer, contract.resource)
        client = _find_other_registration(contract, clients)
        if contract.name in names:
            what = f"{names[contract.name]} has the same name"
            problems.append(Problem(label, "file", what, "rename one of the two"))
        elif resource in resources:
            what = f"{resources[resource]} is the contract of {contract.resource} at {contract.issuer} already"
            problems.append(Problem(label, "resource", what, "keep one of the two, or correct resource or issuer"))
        elif client is not None:
            what = f"{client} registers the client {contract.oidc.client_id if contract.oidc else ''} otherwise"
            problems.append(Problem(label, "oidc", what, "write the same [oidc] in both, or use another client_id"))
        else:
            if contract.oidc is not None:
                clients.setdefault((contract.issuer, contract.oidc.client_id), (label, contract.oidc))
            names[contract.name] = resources[resource] = label
            kept.append(contract)
    return _index(sorted(kept, key=lambda contract: contract.name)), tuple(problems)


def _find_other_registration(contract: Contract, clients: Mapping[Pair, tuple[str, OidcTerms]]) -> str | None:
    """Return the file that registers the same client on other terms: one client has one registration."""
    if contract.oidc is None:
        return None
    label, terms = clients.get((contract.issuer, contract.oidc.client_id), ("", contract.oidc))
    return label if terms != contract.oidc else None


def _index(contracts: list[Contract]) -> ContractIndex:
    by_entity: dict[Pair, tuple[Contract, ...]] = {}
    for contract in contracts:
        for name in contract.names:
            key = (contract.issuer, name)
            by_entity[key] = (*by_entity.get(key, ()), contract)
    by_resource = {(contract.issuer, contract.resource): contract for contract in contracts}
    entries: dict[str, list[str]] = {}
    for contract in contracts:
        entries.setdefault(contract.issuer, []).extend(contract.names_in("cas"))
    services = {issuer: gather_addresses(found) for issuer, found in entries.items()}
    ours = {issuer: [one for one in contracts if one.issuer == issuer] for issuer in entries}
    by_issuer = {issuer: tuple(one for one in own if one.page is None) for issuer, own in ours.items()}
    pages = {issuer: tuple(one for one in own if one.page is not None) for issuer, own in ours.items()}
    return ContractIndex(by_issuer, pages, by_entity, by_resource, services)
