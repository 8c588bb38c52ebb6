"""Owns whose a name and a resource are: those of the provider that has, or had, the contract of them."""

from collections.abc import Iterable, Iterator

from broker.core.contract import Contract
from broker.core.errors import ConfigurationError, Problem
from broker.definitions.contract_index import build_index


def find_about(contract: Contract, known: Iterable[Contract]) -> Iterator[Contract]:
    """Return the contracts of the same name, or of the same resource at the same issuer."""
    resource = (contract.issuer, contract.resource)
    return (one for one in known if one.name == contract.name or (one.issuer, one.resource) == resource)


def check_same(contract: Contract, known: Contract, label: str) -> None:
    """Refuse to make another resource's contract of a name."""
    if contract.name == known.name and (contract.issuer, contract.resource) != (known.issuer, known.resource):
        what = f"{known.name} is the contract of {known.resource} at {known.issuer}"
        raise ConfigurationError((Problem(label, "resource", what, "give this one another name"),))


def check_owner(contract: Contract, known: Contract, label: str) -> None:
    """Refuse to make a contract of one provider out of another's."""
    if contract.provider.identifier != known.provider.identifier:
        what = f"{known.name}, of {known.resource} at {known.issuer}, is another provider's"
        raise ConfigurationError((Problem(label, "provider", what, "name that provider, or another resource"),))


def check_clashes(contract: Contract, others: Iterable[Contract], label: str) -> None:
    """Refuse a contract that would clash with one of another name: there would then be none of it."""
    known = ((one.name, one) for one in others if one.name != contract.name)
    clashes = tuple(problem for problem in build_index((*known, (label, contract)))[1] if problem.file == label)
    if clashes:
        raise ConfigurationError(clashes)
