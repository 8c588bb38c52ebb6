"""Owns the reading of one contract file: a whole contract, or every problem of the file together."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from broker.core.contract import Contract
from broker.core.errors import ConfigurationError, Problem
from broker.definitions.contract_file import (
    AccessTable,
    ApprovalRow,
    AttributeRow,
    ContractFile,
    ProviderTable,
    TextTable,
)
from broker.definitions.contract_fingerprint import fingerprint_of
from broker.definitions.contract_rules import nearest
from broker.definitions.contract_terms import CasTable, OidcTable, SamlTable
from broker.definitions.placeholders import replace_placeholders
from broker.definitions.table_reader import find_misname, keys_of, label_of, parse_table, tell

_KEYS = keys_of(
    (ContractFile, AccessTable, ApprovalRow, AttributeRow, ProviderTable, SamlTable, CasTable, OidcTable, TextTable)
)


def read_contract(file: Path, urls: Mapping[str, str]) -> Contract:
    """Return the contract of a file; raise ConfigurationError with all that is wrong in it.

    `urls` gives the base URL of each `{name}` placeholder; its names are the issuers that exist.
    """
    data = parse_table(file)
    misname = tuple(find_misname(file, "contract"))
    return read_contract_table(data, urls, file.stem, label_of(file), misname)


def read_contract_table(
    data: dict[str, object], urls: Mapping[str, str], name: str, label: str, known: tuple[Problem, ...] = ()
) -> Contract:
    """Return the contract of a table, under a name; `known` are problems to tell with those that it has."""
    fingerprint = fingerprint_of(data)
    problems = list(known)
    try:
        data = replace_placeholders(data, urls, label)
    except ConfigurationError as error:
        problems += error.problems
    problems += _find_unknown_issuer(data, urls, label)
    try:
        read = ContractFile.read(data)
    except ValidationError as error:
        raise ConfigurationError((*problems, *tell(error, label, _KEYS))) from None
    if problems:
        raise ConfigurationError(tuple(problems))
    return read.contract(name, fingerprint)


def _find_unknown_issuer(data: Mapping[str, object], urls: Mapping[str, str], label: str) -> Iterator[Problem]:
    issuer = data.get("issuer")
    if isinstance(issuer, str) and issuer not in urls:
        yield Problem(label, "issuer", f"no issuer is called {issuer}", nearest(issuer, urls))
