"""Owns the listing of every refusal by its code."""

from functools import cache

from broker.core.errors import Refusal
from broker.core.refusals import (
    authorization,
    client,
    condition,
    console,
    decision,
    exchange,
    journey,
    message,
    metadata,
    rotation,
    ticket,
)

_MODULES = (authorization, client, condition, console, decision, exchange, journey, message, metadata, rotation, ticket)


@cache
def all_refusals() -> dict[str, type[Refusal]]:
    """Return every leaf of the tree, by code."""
    assert _MODULES
    found: dict[str, type[Refusal]] = {}
    waiting = list(Refusal.__subclasses__())
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if hasattr(kind, "code"):
            found[kind.code] = kind
    return found


def find_refusal(code: str) -> type[Refusal] | None:
    """Return the refusal of a code, or None."""
    return all_refusals().get(code)
