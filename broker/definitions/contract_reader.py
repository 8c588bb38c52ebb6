"""Owns the reading of one contract file: a whole contract, or every problem of the file together."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from broker.core.contract import Contract
from broker.core.errors import ConfigurationError, Problem
from broker.core.profile import Profile
from broker.definitions.contract_file import AccessTable, AttributeRow, ContractFile, ProviderTable, TextTable
from broker.definitions.contract_rules import nearest
from broker.definitions.contract_terms import CasTable, OidcTable, SamlTable
from broker.definitions.placeholders import replace_placeholders

_TABLES = (ContractFile, AccessTable, AttributeRow, ProviderTable, SamlTable, CasTable, OidcTable, TextTable)
_KEYS = {name for table in _TABLES for name in table.model_fields}
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_PLACE = re.compile(r"\s*\(at (line \d+, column \d+|end of document)\)$")
_HINTS = {
    "missing": "add it",
    "siren_isni": "nine digits, an underscore, sixteen digits (zeros without an ISNI)",
    "enum": "correct its spelling",
    "date_type": "write a TOML date without quotes, such as 2031-08-31",
    "bool_type": "write true or false without quotes",
    "model_type": 'write a table, such as { fr = "…", en = "…" }',
}


def read_contract(file: Path, urls: Mapping[str, str]) -> Contract:
    """Return the contract of a file; raise ConfigurationError with all that is wrong in it.

    `urls` gives the base URL of each `{name}` placeholder; its names are the issuers that exist.
    """
    label = label_of(file)
    data = _parse(file, label)
    problems = [] if _NAME.fullmatch(file.stem) else [_misnamed(label)]
    try:
        data = replace_placeholders(data, urls, label)
    except ConfigurationError as error:
        problems += error.problems
    problems += _find_unknown_issuer(data, urls, label)
    try:
        read = ContractFile.read(data)
    except ValidationError as error:
        problems += [_problem(found, label) for found in error.errors(include_url=False)]
        raise ConfigurationError(tuple(problems)) from None
    if problems:
        raise ConfigurationError(tuple(problems))
    return read.contract(file.stem)


def label_of(file: Path) -> str:
    """Name a file by its last folders, enough to find it."""
    return "/".join(file.parts[-3:])


def _parse(file: Path, label: str) -> dict[str, object]:
    if file.exists() and not file.is_file():
        raise ConfigurationError((Problem(label, "file", "this is not a plain file", "remove it"),))
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        problem = Problem(label, "file", error.strerror or "unreadable", "check its path and its rights")
    except UnicodeDecodeError as error:
        problem = Problem(label, f"byte {error.start}", "this is not UTF-8", "save the file as UTF-8")
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        problem = Problem(label, place[1] if place else "file", _PLACE.sub("", str(error)), "correct the TOML")
    raise ConfigurationError((problem,))


def _misnamed(label: str) -> Problem:
    return Problem(label, "file", "its name is the contract's", "use lower-case letters, digits and hyphens only")


def _find_unknown_issuer(data: Mapping[str, object], urls: Mapping[str, str], label: str) -> Iterator[Problem]:
    issuer = data.get("issuer")
    if isinstance(issuer, str) and issuer not in urls:
        yield Problem(label, "issuer", f"no issuer is called {issuer}", nearest(issuer, urls))


def _problem(found: ErrorDetails, label: str) -> Problem:
    where = ".".join(str(part) for part in found["loc"])
    return Problem(label, where or "file", found["msg"], _hint(found))


def _hint(found: ErrorDetails) -> str:
    last = str(found["loc"][-1]) if found["loc"] else ""
    if found["type"] == "extra_forbidden":
        return f"remove it, or {nearest(last, _KEYS)}"
    if found["type"] == "enum" and isinstance(found["input"], str) and "profiles" in found["loc"]:
        return nearest(found["input"], Profile)
    own = found.get("ctx", {}).get("hint")
    return str(own) if own else _HINTS.get(last, _HINTS.get(found["type"], ""))
