"""Owns an inquiry: the two worlds that a change lies between, and the people that each issuer's contracts are about."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from broker.core.contract import Contract
from broker.core.errors import ConfigurationError, Problem
from broker.core.impact.world import Pair, World, pair_contracts
from broker.core.issuer import PEOPLE, Issuer
from broker.core.said_identity import knows_people_by_hearsay
from broker.core.sign_on_facts import SignOnFacts
from broker.definitions.contract_folder import ContractFolder
from broker.definitions.contract_register import ContractRegister
from broker.definitions.installed_issuers import find_issuers
from broker.definitions.settings import Settings
from broker.definitions.workspace import DATA, Workspace
from broker.directories.directory_settings import SHIPPED_LAYOUTS, DirectorySettings
from broker.directories.layout import Layout
from broker.directories.layouts import LAYOUTS, SDET
from broker.directories.mapped_layout import map_layout
from broker.directories.opening import SHIPPED_FILES
from broker.directories.snapshot import Snapshot
from broker.flows.contract_notes import NoContractNotes
from broker.impact.change import Change, contracts_of


@dataclass(frozen=True, slots=True)
class Installed:
    """Name what is changed: an installation, by its settings, its workspace and its addresses.

    `folder` holds its contracts where they are read already.
    """

    settings: Settings
    workspace: Workspace
    urls: Mapping[str, str]
    folder: ContractFolder | None = None

    def issuers(self) -> tuple[Issuer, ...]:
        """Return the issuers, by name."""
        return find_issuers(self.settings, self.workspace, self.urls)

    def contracts(self) -> tuple[Contract, ...]:
        """Return the contracts in force; those whose file is wrong are none."""
        names = [issuer.name for issuer in self.issuers()]
        if self.folder is not None:
            return contracts_of(self.folder, names)
        own = self.workspace.contracts
        folder = ContractFolder((DATA / "contracts", *((own,) if own.exists() else ())), self.urls)
        register = ContractRegister(self.workspace.contract_versions, self.urls, NoContractNotes())
        standings = folder.standings()
        assessed = [register.assess(standings[one.name].working) for one in contracts_of(folder, names)]
        return tuple(standing.in_force for standing in assessed if standing.in_force is not None)


@dataclass(frozen=True, slots=True)
class Ground:
    """Hold the people of one directory, before and after, and the resources whose contracts are about them."""

    directory: str
    before: Snapshot
    after: Snapshot
    pairs: tuple[Pair, ...]

    def close(self) -> None:
        """Let go of the files."""
        for one in {self.before, self.after}:
            one.close()


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Hold the worlds before and after, the resources by directory, and the moment at which everybody signs on.

    `unjudged` are resources of hubs that no directory serves: whom their guichets say, nobody knows beforehand.
    """

    installed: Installed
    change: Change
    worlds: tuple[World, World]
    by_directory: Mapping[str, tuple[Pair, ...]]
    unjudged: tuple[Pair, ...]
    present: Mapping[str, Path]
    now: datetime

    @property
    def files(self) -> tuple[Path, ...]:
        """Return the files of people that are gone through."""
        present = (self._file_of(name) for name in self.by_directory)
        return (*present, *self.change.snapshots.values())

    def grounds(self) -> Iterator[Ground]:
        """Open one directory after another."""
        for name, pairs in self.by_directory.items():
            layout = _find_directory(self.installed.settings, name)[1]
            before = self._file_of(name)
            after = self.change.snapshots.get(name)
            mapped = map_layout(layout, self.change.proposal.mappings.get(name, {}))
            if after is None:
                snapshot = Snapshot(before, layout, *(() if mapped is layout else (mapped,)))
                yield Ground(name, snapshot, snapshot, pairs)
            else:
                yield Ground(name, Snapshot(before, layout), Snapshot(after, mapped), pairs)

    def _file_of(self, name: str) -> Path:
        settings = _find_directory(self.installed.settings, name)[0]
        return self.present.get(name) or _file_of(name, settings)


def prepare(installed: Installed, change: Change, now: datetime, present: Mapping[str, Path] | None = None) -> Inquiry:
    """Put the two worlds side by side; `present` are snapshots of what directories hold now.

    Raises ConfigurationError where the change names what is not there.
    """
    issuers = {issuer.name: issuer for issuer in installed.issuers()}
    known = installed.contracts()
    sign_ons = {name: SignOnFacts(now, name, issuer.return_address) for name, issuer in issuers.items()}
    before = World(known, installed.workspace.read_pseudonym_key(), sign_ons=sign_ons)
    after = replace(
        before,
        contracts=_apply(change, known),
        key=change.key or before.key,
        vocabularies=change.proposal.apply(before.vocabularies),
    )
    by_directory: dict[str, list[Pair]] = {}
    unjudged = []
    for pair in pair_contracts(before, after):
        issuer = issuers.get(pair.present.issuer)
        if issuer is not None and knows_people_by_hearsay(issuer):
            unjudged.append(pair)
        elif issuer is not None:
            by_directory.setdefault(issuer.directory, []).append(pair)
    _check(change, present or {}, known, issuers, by_directory)
    pairs = {name: tuple(found) for name, found in by_directory.items()}
    return Inquiry(installed, change, (before, after), pairs, tuple(unjudged), present or {}, now)


def _apply(change: Change, known: tuple[Contract, ...]) -> tuple[Contract, ...]:
    if change.all_contracts:
        return change.contracts
    replaced = {(one.issuer, one.resource) for one in change.contracts}
    kept = (one for one in known if (one.issuer, one.resource) not in replaced)
    return (*(one for one in kept if not {one.name, one.resource} & set(change.removed)), *change.contracts)


def _check(
    change: Change,
    present: Mapping[str, Path],
    known: tuple[Contract, ...],
    issuers: Mapping[str, Issuer],
    by_directory: Mapping[str, object],
) -> None:
    names = {name for one in known for name in (one.name, one.resource)}
    problems = [
        Problem("--without", "", f"no contract is called {name}", "preau resources lists them")
        for name in change.removed
        if name not in names
    ]
    given = () if change.all_contracts else change.contracts
    problems += [problem for one in given for problem in _find_issuer_fault(one, issuers)]
    asked = (*change.snapshots, *change.proposal.mappings, *present)
    problems += [
        Problem(name, "", "no contract is about people of that directory", f"one of {', '.join(by_directory)}")
        for name in dict.fromkeys(asked)
        if name not in by_directory
    ]
    if problems:
        raise ConfigurationError(tuple(problems))


def _find_issuer_fault(contract: Contract, issuers: Mapping[str, Issuer]) -> Iterator[Problem]:
    issuer = issuers.get(contract.issuer)
    if issuer is None:
        hint = "switch it on, or give another contract"
        yield Problem(contract.name, "issuer", f"{contract.issuer} is switched off", hint)
    elif knows_people_by_hearsay(issuer):
        what = f"no directory serves {contract.issuer}: its people are whom its guichets say at the sign-on"
        hint = f"study the contract of {contract.issuer} at a guichet instead"
        yield Problem(contract.name, "issuer", what, hint)


def _find_directory(settings: Settings, name: str) -> tuple[DirectorySettings, Layout]:
    if name == PEOPLE:
        found = settings.directory
        return found, LAYOUTS[found.layout] if found.layout else SDET
    found = settings.directories.get(name, DirectorySettings())
    return found, LAYOUTS[found.layout or SHIPPED_LAYOUTS[name]]


def _file_of(name: str, settings: DirectorySettings) -> Path:
    """Return the LDIF file of a directory; what a server holds must be given as a file."""
    if settings.kind == "none":
        return Path("/dev/null")
    file = settings.ldif_file or SHIPPED_FILES.get(name)
    if settings.kind == "ldap" or file is None:
        what = f"the directory {name} is a server, and an impact is studied on snapshots"
        hint = f"write what it holds to a file (slapcat, ldapsearch) and name it: --present {name}=FILE"
        raise ConfigurationError((Problem("preau.toml", name, what, hint),))
    return file
