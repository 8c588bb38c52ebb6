"""Owns the writing of a narrower contract: the very file, comments and all, without some of its attributes.

It is a proposal, and only written: whoever approves contracts installs it.
"""

import difflib
import json
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping

from broker.core.contract import Contract
from broker.core.errors import ConfigurationError, Problem
from broker.core.profile import Profile
from broker.definitions.contract_reach import find_profiles_with

_ROW = "[[attributes]]"
_VERSION = re.compile(r"^version\s*=[^\n]*\n", re.MULTILINE)
_CODE = re.compile(r"""^code\s*=\s*["']([^"']+)["']""", re.MULTILINE)
_PROFILES = re.compile(r"^profiles\s*=\s*\[[^\]]*\][^\n]*\n", re.MULTILINE)


def settle(contract: Contract, left: Mapping[str, Collection[Profile]]) -> dict[str, frozenset[Profile]]:
    """Return what a contract can be narrowed to: for profiles that can have an attribute, and never to nothing at all.

    A contract names one attribute at least: where all would go, its first stays as it is.
    """
    found = {code: frozenset(profiles) & find_profiles_with(code) for code, profiles in left.items()}
    codes = [clause.code for clause in contract.clauses]
    if all(code in found and not found[code] for code in codes):
        del found[codes[0]]
    return found


def narrow(text: str, left: Mapping[str, Collection[str]], reason: str) -> str:
    """Return a contract's text with these attributes for the profiles left alone.

    An attribute that is left for nobody is left out, and so is the version: the register gives the next its number.
    Raises ConfigurationError where the file is written in a way that cannot be cut safely.
    """
    narrower = _VERSION.sub("", "".join(_narrow_block(block, left) for block in _blocks(text)), count=1)
    _check(text, narrower, left)
    notes = "".join(f"# {line}\n" for line in reason.splitlines())
    first, line_end, rest = narrower.partition("\n")
    return f"{first}{line_end}{notes}{rest}" if first.startswith("#:schema") else f"{notes}{narrower}"


def show_difference(before: str, after: str, name: str) -> str:
    """Return what changes between two texts of a contract, as patches do."""
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), f"{name}.toml", f"{name}.toml (proposed)"
    )
    return "".join(lines)


def _blocks(text: str) -> Iterable[str]:
    """Cut a text before each header of a table, each row of attributes with the comment above it."""
    lines, block = text.splitlines(keepends=True), ""
    for line in lines:
        if line.startswith("["):
            body, above = _part_comment(block) if line.startswith(_ROW) else (block, "")
            yield body
            block = above
        block += line
    yield block


def _part_comment(block: str) -> tuple[str, str]:
    """Part what stands above a header: its own comment, which touches it, from what belongs to the block before."""
    lines = block.splitlines(keepends=True)
    first = len(lines)
    while first > 0 and lines[first - 1].startswith("#"):
        first -= 1
    return "".join(lines[:first]), "".join(lines[first:])


def _narrow_block(block: str, left: Mapping[str, Collection[str]]) -> str:
    code = _CODE.search(block) if _ROW in block else None
    if code is None or code[1] not in left:
        return block
    if not left[code[1]]:
        return ""
    line = f"profiles = [{', '.join(json.dumps(name) for name in sorted(left[code[1]]))}]"
    without = _PROFILES.sub("", block)
    body = without.rstrip()
    return f"{body}\n{line}{without[len(body) :]}"


def _check(before: str, after: str, left: Mapping[str, Collection[str]]) -> None:
    """Refuse a text that is not the former one with those rows narrowed, and nothing else."""
    wanted, found = tomllib.loads(before), tomllib.loads(after)
    rows = [row for row in wanted.get("attributes", []) if left.get(row["code"], ("kept",))]
    wanted["attributes"] = [
        {**row, "profiles": sorted(left[row["code"]])} if row["code"] in left else row for row in rows
    ]
    wanted.pop("version", None)
    found.setdefault("attributes", [])
    if wanted != found:
        what, hint = "its attributes are not written as [[attributes]] tables", "narrow them by hand"
        raise ConfigurationError((Problem("contract", "attributes", what, hint),))
