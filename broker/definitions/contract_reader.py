"""Owns the reading of one contract file: a whole contract, or every problem of the file together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
from broker.definitions.contract_fingerprint import asked_fingerprint_of, fingerprint_of
from broker.definitions.contract_rules import nearest
from broker.definitions.contract_terms import CasTable, OidcTable, SamlTable
from broker.definitions.placeholders import replace_placeholders
from broker.definitions.table_reader import find_misname, keys_of, label_of, parse_text, read_text, tell

_KEYS = keys_of(
    (ContractFile, AccessTable, ApprovalRow, AttributeRow, ProviderTable, SamlTable, CasTable, OidcTable, TextTable)
)


@dataclass(frozen=True, slots=True)
class WorkingCopy:
    """Hold a contract as its file says it now, whether that is in force or not.

    `asked` is the fingerprint of what it asks for, whatever was ruled; `stated` the version that it says it is.
    """

    label: str
    text: str
    contract: Contract
    asked: str
    stated: int | None


def read_contract(file: Path, urls: Mapping[str, str]) -> Contract:
    """Return the contract of a file; raise ConfigurationError with all that is wrong in it.

    `urls` gives the base URL of each `{name}` placeholder; its names are the issuers that exist.
    """
    return read_working_copy(file, urls).contract


def read_working_copy(file: Path, urls: Mapping[str, str]) -> WorkingCopy:
    """Return what a file says, whole; raise ConfigurationError with all that is wrong in it."""
    return read_contract_text(read_text(file), file, urls)


def read_contract_text(text: str, file: Path, urls: Mapping[str, str], name: str = "") -> WorkingCopy:
    """Return what a text says as if it stood in a file; `name` is the contract's where that is not the file's."""
    label = label_of(file)
    data = parse_text(text, label)
    asked, stated = asked_fingerprint_of(data), data.get("version")
    misname = tuple(find_misname(file, "contract")) if not name else ()
    contract = read_contract_table(data, urls, name or file.stem, label, misname)
    return WorkingCopy(label, text, contract, asked, stated if isinstance(stated, int) else None)


def read_contract_table(
    data: dict[str, object], urls: Mapping[str, str], name: str, label: str, known: tuple[Problem, ...] = ()
) -> Contract:
    """Return the contract of a table, under a name; `known` are problems to tell with those that it has."""
    fingerprint, problems = fingerprint_of(data), list(known)
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
