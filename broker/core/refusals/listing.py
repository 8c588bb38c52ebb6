"""Owns the listing of every refusal by its code."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from broker.core import refusals
from broker.core.errors import Refusal


@cache
def all_refusals() -> dict[str, type[Refusal]]:
    """Return every leaf of the tree, by code: those of all modules beside this one."""
    for module in iter_modules(refusals.__path__):
        import_module(f"{refusals.__name__}.{module.name}")
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
