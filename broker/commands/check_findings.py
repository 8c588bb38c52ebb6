"""Owns what `preau contract check` finds, file by file: problems, widenings that nobody approved, lint."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from broker.clock import SystemClock
from broker.commands.installation import Installation
from broker.core.contract import Contract
from broker.core.errors import ConfigurationError, Problem
from broker.core.issuer import Issuer
from broker.core.review.contract_agreement import find_contradictions
from broker.core.review.contract_lint import Finding, Severity, lint
from broker.core.review.contract_standing import PROPOSED, judge
from broker.definitions.contract_folder import ContractFolder
from broker.definitions.contract_reach import find_profiles_with
from broker.definitions.contract_reader import WorkingCopy, read_contract_text, read_working_copy
from broker.definitions.contract_register import ContractRegister
from broker.definitions.installed_issuers import find_issuers
from broker.definitions.toml_lines import line_of
from broker.definitions.workspace import DATA
from broker.flows.contract_notes import NoContractNotes
from broker.kits.asked_attributes import find_asking
from broker.saml.metadata_index import MetadataIndex

Base = Callable[[Path], str | None]


@dataclass(frozen=True, slots=True)
class Found:
    """Hold one thing found: a stable code, how grave, and where; `label` names the file as problems do."""

    code: str
    severity: Severity
    label: str
    file: Path | None
    line: int
    where: str
    what: str
    hint: str

    def __str__(self) -> str:
        """Write it as one line; a problem as every command writes one."""
        grave = "" if self.code.startswith("contract.") else f" [{self.severity} {self.code}]"
        return f"{Problem(self.label, self.where, self.what, self.hint)}{grave}"


def find_in_files(files: Iterable[Path], installation: Installation, base: Base | None) -> Iterator[Found]:
    """Yield what is found in these files, each by itself."""
    copies: list[tuple[Path, WorkingCopy]] = []
    for file in files:
        try:
            copies.append((file, read_working_copy(file, installation.urls)))
        except ConfigurationError as error:
            yield from (_of_problem(problem, file) for problem in error.problems)
    yield from _find_in_copies(copies, installation, base)


def find_in_folders(installation: Installation, base: Base | None) -> Iterator[Found]:
    """Yield what is found in the installation's contracts, and between them."""
    own = installation.workspace.contracts
    folders = [DATA / "contracts", *([own] if own.exists() else [])]
    contracts = ContractFolder(folders, installation.urls)
    by_label = {"/".join(file.parts[-3:]): file for folder in folders for file in folder.glob("*.toml")}
    yield from (_of_problem(problem, by_label.get(problem.file)) for problem in contracts.problems)
    copies = [standing.working for standing in contracts.standings().values()]
    yield from _find_in_copies([(by_label[copy.label], copy) for copy in copies], installation, base)


def _find_in_copies(
    copies: list[tuple[Path, WorkingCopy]], installation: Installation, base: Base | None
) -> Iterator[Found]:
    register = ContractRegister(installation.workspace.contract_versions, installation.urls, NoContractNotes())
    linted = _make_lint(installation)
    for file, copy in copies:
        for problem in _find_widening(file, copy, register, base, installation):
            yield _of_problem(problem, file, "contract.widening")
        yield from (_of_finding(finding, file, copy) for finding in linted(copy.contract))
    by_name = {copy.contract.name: (file, copy) for file, copy in copies}
    for finding in find_contradictions(copy.contract for _, copy in copies):
        yield _of_finding(finding, *by_name[finding.contract])


def _find_widening(
    file: Path, copy: WorkingCopy, register: ContractRegister, base: Base | None, installation: Installation
) -> Iterator[Problem]:
    """Yield what is missing for a copy to come in force: by the register, and by the base where one is given."""
    try:
        yield from register.assess(copy).problems
    except ConfigurationError as error:
        yield from error.problems
    text = base(file) if base else None
    if text is None or copy.contract.status in PROPOSED:
        return
    former = read_contract_text(text, file, installation.urls, copy.contract.name).contract
    judgement = judge(former, copy.contract, copy.asked, former.approvals)
    if not judgement.takes_effect:
        widened = "; ".join(change.said.en for change in judgement.widens)
        signed = ", ".join(sorted(judgement.signed)) or "nobody"
        hint = f'[[approvals]] of two roles with content = "{copy.contract.fingerprint}"'
        yield Problem(copy.label, "approvals", f"it widens its base ({widened}) and is approved by {signed}", hint)


def _make_lint(installation: Installation) -> Callable[[Contract], tuple[Finding, ...]]:
    workspace = installation.workspace
    issuers: tuple[Issuer, ...] = find_issuers(installation.settings, workspace, installation.urls)
    folders = tuple(one for one in (workspace.services, workspace.guichets) if one.exists())
    index = MetadataIndex(folders, SystemClock())
    return lambda contract: lint(contract, find_asking(contract, issuers, index.find), find_profiles_with)


def _of_problem(problem: Problem, file: Path | None, code: str = "contract.problem") -> Found:
    text = _text_of(file)
    line = line_of(text, problem.where)
    return Found(code, Severity.ERROR, problem.file, file, line, problem.where, problem.what, problem.hint)


def _of_finding(finding: Finding, file: Path, copy: WorkingCopy) -> Found:
    line = line_of(copy.text, finding.where)
    said = f"{finding.check.title.en}: {finding.said.en}"
    severity = finding.check.severity
    return Found(finding.check.code, severity, copy.label, file, line, finding.where, said, finding.hint.en)


def _text_of(file: Path | None) -> str:
    try:
        return file.read_text(encoding="utf-8") if file else ""
    except (OSError, UnicodeDecodeError):
        return ""
