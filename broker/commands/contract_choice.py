"""Owns how a command finds the contract that it is about: by its resource, at the hub or at another issuer."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from broker.core.contract import Contract
from broker.core.errors import ConfigurationError, Problem
from broker.core.issuer import Issuer
from broker.core.refusals.decision import NoContract
from broker.shared import Shared

Command = TypeVar("Command", bound=Callable[..., Any])


def issuer_option(command: Command) -> Command:
    """Give a command the option --issuer."""
    text = "Issuer at which the service has its contract (preau issuers lists them); found by the resource without it."
    return click.option("--issuer", "issuer_name", help=text)(command)


def find_contract(shared: Shared, resource: str, issuer_name: str | None) -> tuple[Issuer, Contract]:
    """Return the contract of a resource and its issuer: the one named, else the hub, else the only one that has it.

    Raises NoContract where there is none, ConfigurationError where several issuers have one or none is called so.
    """
    issuers = [shared.hub] if issuer_name is None else [_named(shared, issuer_name)]
    found = _contracts(shared, resource, issuers)
    if not found and issuer_name is None:
        found = _contracts(shared, resource, shared.issuers)
    if not found:
        access = shared.access_of(shared.hub)
        if access is not None:
            access.check_link(resource, None)
        raise NoContract(expected="the name of a resource with a contract", received=resource)
    if len(found) > 1:
        names = ", ".join(issuer.name for issuer, _ in found)
        raise ConfigurationError(
            (Problem("--issuer", "", f"{resource} has a contract at {names}", "name one of them"),)
        )
    return found[0]


def _contracts(
    shared: Shared, resource: str, issuers: list[Issuer] | tuple[Issuer, ...]
) -> list[tuple[Issuer, Contract]]:
    pairs = ((issuer, shared.contracts.by_resource(issuer.name, resource)) for issuer in issuers)
    return [(issuer, contract) for issuer, contract in pairs if contract is not None]


def _named(shared: Shared, name: str) -> Issuer:
    found = next((issuer for issuer in shared.issuers if issuer.name == name), None)
    if found is None:
        hint = f"one of {', '.join(issuer.name for issuer in shared.issuers)}"
        raise ConfigurationError((Problem("--issuer", "", f"no issuer is called {name}", hint),))
    return found
