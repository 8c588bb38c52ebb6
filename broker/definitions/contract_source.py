"""Owns the text of a contract as its file holds it: what a proposal starts from."""

from collections.abc import Iterable
from pathlib import Path

from broker.core.contract import Contract
from broker.core.errors import ConfigurationError, Problem
from broker.definitions.table_reader import label_of, parse_table


def read_source(folders: Iterable[Path], contract: Contract) -> str:
    """Return the text of the file that a contract was read from; raise ConfigurationError where it is gone since."""
    files = [folder / f"{contract.name}.toml" for folder in folders]
    for file in files:
        if file.exists() and parse_table(file).get("resource") == contract.resource:
            return file.read_text(encoding="utf-8")
    what, hint = f"no file of the contract of {contract.resource}", "put it back, then try again"
    raise ConfigurationError((Problem(label_of(files[-1]), "file", what, hint),))
