"""Owns the reading of `metadata/rights`: every file, every problem, and what names a thing that is not there."""

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError

from broker.core.errors import ConfigurationError, Problem
from broker.core.rights.seeds import SeededCase
from broker.definitions.problems import problems_of
from broker.definitions.seed_file import SeedFile


def read_seed_files(folder: Path) -> tuple[SeedFile, ...]:
    """Read every seed file of a folder; raise ConfigurationError with the problems of all of them."""
    problems: list[Problem] = []
    found: list[SeedFile] = []
    for file in sorted(folder.glob("*.toml")):
        label = "/".join(file.parts[-2:])
        try:
            found.append(SeedFile.model_validate(tomllib.loads(file.read_text(encoding="utf-8"))))
        except ValidationError as error:
            problems += problems_of(error, label)
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            problems.append(Problem(label, "file", str(error), "correct the TOML"))
    problems += _find_loose_ends(found)
    if problems:
        raise ConfigurationError(tuple(problems))
    return tuple(found)


def find_cases(files: Iterable[SeedFile]) -> tuple[SeededCase, ...]:
    """Return the cases worth trying, in the files' order."""
    return tuple(row.case() for file in files for row in file.case)


def find_unknown_resources(files: Iterable[SeedFile], known: frozenset[str]) -> Iterator[Problem]:
    """Yield a problem for each resource named that has neither contract nor notice."""
    read = tuple(files)
    named = [row.resource for file in read for row in file.subscription]
    named += [row.resource for file in read for row in file.case]
    for resource in dict.fromkeys(named):
        if resource not in known:
            yield Problem("metadata/rights", "resource", f"{resource} has neither contract nor notice", "correct it")


def _find_loose_ends(files: list[SeedFile]) -> Iterator[Problem]:
    subscriptions = [row.id for file in files for row in file.subscription]
    assignments = [row.id for file in files for row in file.assignment]
    for names in (subscriptions, assignments):
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield Problem("metadata/rights", name, "two things have this identifier", "rename one of the two")
    single = {row.id for file in files for row in file.subscription if row.is_single}
    named = [row.subscription for file in files for row in file.assignment]
    named += [row.subscription for file in files for row in file.licence]
    for name in dict.fromkeys(named):
        if name not in single:
            yield Problem("metadata/rights", name, "no single subscription is called so", "correct it")
