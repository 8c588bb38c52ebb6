"""Owns copies of the policy's modules: one of them faulty, and all that stand on it wired to the copy.

Nothing of ours is changed: a copy is a module of its own, which imports copies where there are any. What stands on
none, the refusals and the release among it, is shared, so that what comes of a copy can be compared.
"""

import ast
import builtins
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import CodeType, ModuleType, SimpleNamespace
from typing import Any

from broker.proof.mutants.operators import Mutation
from broker.proof.policy import ModulePolicy

MINIMISATION, ISSUANCE = "broker.core.minimisation", "broker.flows.issuance"
DRAWINGS = tuple(
    f"broker.core.{name}"
    for name in (
        *("derivation", "pivot", "educonnect_derivation", "ent_derivation", "agent_words"),
        *("federation_derivation", "professional"),
    )
)
_WORDS = tuple(
    f"broker.core.vocabularies.{name}"
    for name in ("agents", "educonnect", "ent", "federation", "franceconnect", "gar", "proconnect")
)
# In the order in which they stand on each other.
_ORDER = (
    *(*DRAWINGS, *_WORDS, "broker.core.catalogue"),
    *("broker.core.access_policy", "broker.core.transformation", MINIMISATION, ISSUANCE),
)
MUTATED = (MINIMISATION, "broker.core.transformation", "broker.core.access_policy", *DRAWINGS)


@cache
def source_of(name: str) -> str:
    """Return the source of a module."""
    spec = find_spec(name)
    assert spec is not None and spec.origin is not None, f"{name} has no source"  # noqa: PT018 - one fact
    return Path(spec.origin).read_text(encoding="utf-8")


@cache
def tree_of(name: str) -> ast.Module:
    """Return the syntax tree of a module."""
    return ast.parse(source_of(name))


def load_policy(faulty: str, mutation: Mutation | None) -> ModulePolicy:
    """Return the policy with one fault in one module; whatever the fault makes fail at once is raised."""
    copies: dict[str, Any] = {}
    for name in _ORDER[_ORDER.index(faulty) :]:
        if name == faulty or _imports(name) & copies.keys():
            code = mutation.compile(tree_of(name), name) if mutation and name == faulty else _code_of(name)
            copies[name] = _copy(name, code, copies)
    return ModulePolicy(copies[MINIMISATION], copies[ISSUANCE])


@cache
def _code_of(name: str) -> CodeType:
    return compile(tree_of(name), name, "exec")


@cache
def _imports(name: str) -> frozenset[str]:
    """Return the modules that a module imports from, or imports."""
    found: set[str] = set()
    for node in ast.walk(tree_of(name)):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(found)


def _copy(name: str, code: CodeType, copies: Mapping[str, Any]) -> ModuleType:
    module = ModuleType(name)

    def importing(wanted: str, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - as the builtin's own
        names = args[2] if len(args) > 2 else options.get("fromlist", ())  # noqa: PLR2004 - its place
        if wanted in copies:
            return copies[wanted]
        found = builtins.__import__(wanted, *args, **options)
        inside = {one: copies[f"{wanted}.{one}"] for one in names or () if f"{wanted}.{one}" in copies}
        return SimpleNamespace(**{**vars(found), **inside}) if inside else found

    module.__dict__["__builtins__"] = {**vars(builtins), "__import__": importing}
    exec(code, module.__dict__)  # noqa: S102 - our own source, with a fault of our own making
    return module
