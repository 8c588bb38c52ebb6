"""Owns a proposed change, gathered from files: contracts, words, mappings, a key, other snapshots of directories."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from broker.core.contract import Contract, Ruling, Status
from broker.core.errors import ConfigurationError, Problem
from broker.core.impact.proposal import Proposal
from broker.core.pseudonym import PseudonymKey
from broker.definitions.contract_folder import ContractFolder
from broker.definitions.contract_reader import read_contract

_FEWEST_BYTES, _NEW_BYTES = 32, 64
_SUPPOSED = "supposed"


@dataclass(frozen=True, slots=True)
class Change:
    """Hold what would change; what is absent stays. Contracts replace those of the same resource.

    `all_contracts` says that they replace every one, `removed` names resources that would have none. `snapshots` are
    LDIF files by the name of the directory that they take the place of. `supposed_approved` says that contracts are
    taken as they would be in force.
    """

    contracts: tuple[Contract, ...] = ()
    all_contracts: bool = False
    supposed_approved: bool = False
    removed: tuple[str, ...] = ()
    proposal: Proposal = field(default_factory=Proposal)
    key: PseudonymKey | None = None
    snapshots: Mapping[str, Path] = field(default_factory=dict)

    @property
    def is_nothing(self) -> bool:
        """Tell whether nothing would change."""
        return self == Change()


def read_contracts(files: Iterable[Path], urls: Mapping[str, str]) -> tuple[Contract, ...]:
    """Return the contracts of files; raise ConfigurationError with all that is wrong in all of them."""
    found: list[Contract] = []
    problems: list[Problem] = []
    for file in files:
        try:
            found.append(read_contract(file, urls))
        except ConfigurationError as error:
            problems += error.problems
    places = [(one.issuer, one.resource) for one in found]
    doubled = {place for place in places if places.count(place) > 1}
    problems += [Problem(one, "resource", "two contracts are given for it", "give one") for _, one in sorted(doubled)]
    if problems:
        raise ConfigurationError(tuple(problems))
    return tuple(found)


def read_folder(folder: Path, urls: Mapping[str, str], issuers: Iterable[str]) -> tuple[Contract, ...]:
    """Return every contract of a folder; raise ConfigurationError with all that is wrong there."""
    found = ContractFolder((folder,), urls)
    found.check()
    return contracts_of(found, issuers)


def contracts_of(folder: ContractFolder, issuers: Iterable[str]) -> tuple[Contract, ...]:
    """Return the contracts of services and pages of these issuers."""
    return tuple(one for name in issuers for one in (*folder.all(name), *folder.pages(name)))


def suppose_approved(contract: Contract) -> Contract:
    """Return a contract as it would be in force: active, approved, and with it what awaits a ruling."""
    clauses = tuple(
        replace(one, ruling=Ruling.APPROVED) if one.ruling is Ruling.PENDING else one for one in contract.clauses
    )
    approved_by = contract.approved_by.strip() or _SUPPOSED
    return replace(contract, status=Status.ACTIVE, approved_by=approved_by, clauses=clauses)


def read_key(file: Path, before: PseudonymKey) -> PseudonymKey:
    """Return the key that a file holds, as the version after the present one."""
    try:
        secret = file.read_bytes()
    except OSError as error:
        raise ConfigurationError((Problem(str(file), "file", error.strerror or "unreadable"),)) from None
    if len(secret) < _FEWEST_BYTES:
        what = f"a key has {_FEWEST_BYTES} bytes at least"
        raise ConfigurationError((Problem(str(file), "file", what, "make one: head -c 64 /dev/urandom"),))
    return PseudonymKey(secret, before.version + 1)


def make_key(before: PseudonymKey) -> PseudonymKey:
    """Return a key that nobody has, as the version after the present one; it is forgotten afterwards."""
    return PseudonymKey(secrets.token_bytes(_NEW_BYTES), before.version + 1)
