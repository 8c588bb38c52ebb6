"""Owns the shapes that the pages of contracts show, and how they are drawn from where contracts stand."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from broker.console.resource_pages import status_of
from broker.core.catalogue import CATALOGUE
from broker.core.contract import RULINGS, STATUSES, Clause, Contract, Ruling
from broker.core.errors import ConfigurationError
from broker.core.profile import TITLES, Profile
from broker.core.review.contract_change import Change, as_if_approved, compare
from broker.core.review.contract_lint import SEVERITIES, Finding, Severity
from broker.core.review.weighing import DIRECTIONS, Direction
from broker.core.roles import TITLES as ROLE_TITLES
from broker.core.sentence import Sentence
from broker.definitions.contract_register import ContractRegister, Standing

PATH = "/review/contracts"
Lint = Callable[[Contract], tuple[Finding, ...]]
NOTHING_IN_FORCE = Sentence("rien n’est en vigueur", "nothing is in force")


@dataclass(frozen=True, slots=True)
class ContractRow:
    """Show one contract in the list."""

    url: str
    name: str
    title: Sentence
    issuer: str
    provider: str
    status: Sentence
    version: int
    in_force: Sentence
    holds: bool
    waits: bool
    asked: int
    approved: int
    errors: int
    warnings: int


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """Show one attribute of a working copy."""

    code: str
    meaning: Sentence
    purpose: str
    necessity: str
    basis: str
    precision: Sentence
    retention: str
    profiles: tuple[Sentence, ...]
    required: bool
    ruling: Sentence
    because: str
    is_approved: bool
    is_pending: bool


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """Show one change, and what it does to what leaves."""

    direction: Sentence
    widens: bool
    narrows: bool
    said: Sentence
    where: str


@dataclass(frozen=True, slots=True)
class FindingRow:
    """Show one finding of the lint."""

    severity: Sentence
    grave: bool
    title: Sentence
    said: Sentence
    hint: Sentence
    code: str


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """Show who approved, in which role, on which day."""

    by: str
    role: Sentence
    on: str


@dataclass(frozen=True, slots=True)
class VersionRow:
    """Show one version: `diff_url` compares it to the one before, empty for the first."""

    number: int
    kept_at: str
    fingerprint: str
    signatures: tuple[SignatureRow, ...]
    approved_by: str
    is_in_force: bool
    diff_url: str
    export_url: str


def contract_row(standing: Standing, lint: Lint, today: date) -> ContractRow:
    """Return one line of the list: the working copy, and what is in force of it."""
    working, held = standing.working.contract, standing.in_force
    findings = [finding.check.severity for finding in lint(working)]
    return ContractRow(
        url=f"{PATH}/{working.name}",
        name=working.name,
        title=working.title,
        issuer=working.issuer,
        provider=working.provider.name,
        status=STATUSES[working.status],
        version=held.version if held else 0,
        in_force=status_of(held, today) if held else NOTHING_IN_FORCE,
        holds=held is not None and held.status is working.status and held.fingerprint == working.fingerprint,
        waits=bool(standing.problems),
        asked=len(working.clauses),
        approved=sum(clause.ruling is Ruling.APPROVED for clause in held.clauses) if held else 0,
        errors=findings.count(Severity.ERROR),
        warnings=findings.count(Severity.WARNING),
    )


def clause_row(clause: Clause, contract: Contract) -> ClauseRow:
    """Return one attribute; profiles and legal basis where they are its own, not its contract's."""
    return ClauseRow(
        code=clause.code,
        meaning=CATALOGUE[clause.code].meaning,
        purpose=clause.purpose,
        necessity=clause.necessity,
        basis=clause.legal_basis,
        precision=clause.transformation.title,
        retention=clause.retention or contract.retention,
        profiles=profile_titles(clause.profiles or frozenset()),
        required=clause.required,
        ruling=RULINGS[clause.ruling],
        because=clause.ruled_because,
        is_approved=clause.ruling is Ruling.APPROVED,
        is_pending=clause.ruling is Ruling.PENDING,
    )


def profile_titles(profiles: frozenset[Profile]) -> tuple[Sentence, ...]:
    """Return profiles in words, in a stable order."""
    return tuple(TITLES[profile] for profile in sorted(profiles))


def proposed_changes(standing: Standing) -> list[ChangeRow]:
    """Return what a working copy would change of what is in force, were it approved whole."""
    held, working = standing.in_force, standing.working.contract
    if held is not None and held.fingerprint == working.fingerprint and held.status is working.status:
        return []
    if held is None or not held.version or held.fingerprint == working.fingerprint:
        return change_rows(standing.judgement.changes if standing.judgement else ())
    baseline = standing.judgement.baseline if standing.judgement else None
    return change_rows(compare(baseline or held, as_if_approved(working)))


def change_rows(changes: tuple[Change, ...]) -> list[ChangeRow]:
    """Return changes, those that widen first."""
    rows = [
        ChangeRow(
            DIRECTIONS[one.direction],
            one.direction is Direction.WIDENING,
            one.direction is Direction.NARROWING,
            one.said,
            one.where,
        )
        for one in changes
    ]
    return sorted(rows, key=lambda row: not row.widens)


def finding_rows(findings: tuple[Finding, ...]) -> list[FindingRow]:
    """Return findings, the gravest first."""
    order = list(Severity)
    ordered = sorted(findings, key=lambda one: order.index(one.check.severity))
    return [
        FindingRow(
            SEVERITIES[one.check.severity],
            one.check.severity is Severity.ERROR,
            one.check.title,
            one.said,
            one.hint,
            one.check.code,
        )
        for one in ordered
    ]


def signature_rows(contract: Contract) -> tuple[SignatureRow, ...]:
    """Return who approved a contract, in order."""
    return tuple(SignatureRow(one.by, ROLE_TITLES[one.role], one.on.isoformat()) for one in contract.approvals)


def version_rows(register: ContractRegister, name: str, held: int) -> list[VersionRow]:
    """Return the versions of a contract, the newest first."""
    versions = register.versions_of(name)
    numbers = versions.numbers()
    rows = []
    for former, number in zip((0, *numbers), numbers, strict=False):
        kept = datetime.fromtimestamp(versions.file_of(number).stat().st_mtime, UTC)
        contract = find_version(register, name, number)
        rows.append(
            VersionRow(
                number=number,
                kept_at=kept.strftime("%Y-%m-%d %H:%M"),
                fingerprint=contract.fingerprint[:12] if contract else "",
                signatures=signature_rows(contract) if contract else (),
                approved_by=contract.approved_by if contract else "",
                is_in_force=number == held,
                diff_url=f"{PATH}/{name}/diff?from={former}&to={number}" if former else "",
                export_url=f"{PATH}/{name}.toml?version={number}",
            )
        )
    return rows[::-1]


def find_version(register: ContractRegister, name: str, number: int) -> Contract | None:
    """Return a version, None where it can be read no more (an address that is gone, a word of the catalogue)."""
    try:
        return register.read_version(name, number)
    except ConfigurationError:
        return None


def compare_versions(former: Contract, latter: Contract) -> list[ChangeRow]:
    """Return what changed between two versions."""
    return change_rows(compare(former, latter))
