"""Owns how one definition file is read as a TOML table, and how all that is wrong in it is told."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from broker.core.errors import ConfigurationError, Problem
from broker.core.profile import Profile
from broker.definitions.contract_rules import nearest

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


def label_of(file: Path) -> str:
    """Name a file by its last folders, enough to find it."""
    return "/".join(file.parts[-3:])


def parse_table(file: Path) -> dict[str, object]:
    """Return what a file holds; raise `ConfigurationError` where it is no readable TOML, with the place."""
    return parse_text(read_text(file), label_of(file))


def read_text(file: Path) -> str:
    """Return the text of a file; raise `ConfigurationError` where it cannot be read."""
    label = label_of(file)
    if file.exists() and not file.is_file():
        raise ConfigurationError((Problem(label, "file", "this is not a plain file", "remove it"),))
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        problem = Problem(label, "file", error.strerror or "unreadable", "check its path and its rights")
    except UnicodeDecodeError as error:
        problem = Problem(label, f"byte {error.start}", "this is not UTF-8", "save the file as UTF-8")
    raise ConfigurationError((problem,))


def parse_text(text: str, label: str) -> dict[str, object]:
    """Return what a text holds; raise `ConfigurationError` where it is no TOML, with the place."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problem = _tell_malformed(error, label)
    raise ConfigurationError((problem,))


def _tell_malformed(error: tomllib.TOMLDecodeError, label: str) -> Problem:
    place = _PLACE.search(str(error))
    return Problem(label, place[1] if place else "file", _PLACE.sub("", str(error)), "correct the TOML")


def find_misname(file: Path, whose: str) -> Iterator[Problem]:
    """Yield a problem where a file's name cannot be the name of what it defines."""
    if not _NAME.fullmatch(file.stem):
        hint = "use lower-case letters, digits and hyphens only"
        yield Problem(label_of(file), "file", f"its name is the {whose}'s", hint)


def keys_of(tables: Iterable[type[BaseModel]]) -> frozenset[str]:
    """Return every key that these tables know."""
    return frozenset(name for table in tables for name in table.model_fields)


def tell(error: ValidationError, label: str, keys: frozenset[str]) -> list[Problem]:
    """Return one problem per fault, with its dotted place and a hint; `keys` are those that could have been meant."""
    return [
        Problem(label, ".".join(str(part) for part in found["loc"]) or "file", found["msg"], _hint(found, keys))
        for found in error.errors(include_url=False)
    ]


def _hint(found: ErrorDetails, keys: frozenset[str]) -> str:
    last = str(found["loc"][-1]) if found["loc"] else ""
    if found["type"] == "extra_forbidden":
        return f"remove it, or {nearest(last, sorted(keys))}"
    if found["type"] == "enum" and isinstance(found["input"], str) and "profiles" in found["loc"]:
        return nearest(found["input"], Profile)
    own = found.get("ctx", {}).get("hint")
    return str(own) if own else _HINTS.get(last, _HINTS.get(found["type"], ""))
