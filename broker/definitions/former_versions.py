"""Owns the reading of a contract's versions that were in force: one numbered file each, in a folder of its name."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from broker.core.contract import Contract
from broker.core.errors import ConfigurationError
from broker.definitions.contract_reader import read_contract


def read_version(folder: Path, name: str, version: int, urls: Mapping[str, str]) -> Contract:
    """Return one version; raise `ConfigurationError` where there is none, or it cannot be read."""
    found = read_contract(folder / name / f"{version}.toml", urls)
    return replace(found, name=name, version=version)


def read_versions(folder: Path, name: str, urls: Mapping[str, str]) -> tuple[Contract, ...]:
    """Return every version that can still be read, the latest first."""
    numbers = sorted((int(file.stem) for file in (folder / name).glob("*.toml") if file.stem.isdecimal()), reverse=True)
    found = []
    for number in numbers:
        try:
            found.append(read_version(folder, name, number, urls))
        except ConfigurationError:
            continue  # of a vocabulary or an issuer that is no longer there: it cannot be graded today
    return tuple(found)
