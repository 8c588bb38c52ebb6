"""Owns which pages a review has, and puts each together."""

from flask import Blueprint

from broker.attribute_flows import make_lineage_desk, make_matrix_desk
from broker.console.review.contract_views import Lint
from broker.console.review.contracts_pages import ContractsPages
from broker.console.review.grade_desk import GradeDesk
from broker.console.review.grade_pages import GradePages
from broker.console.review.home_page import Section, make_review_home
from broker.console.review.impact_pages import ImpactPages
from broker.console.review.impact_runs import ImpactRuns
from broker.console.review.journal_pages import JournalPages
from broker.console.review.lineage_page import lineage_section
from broker.console.review.matrix_page import matrix_section
from broker.console.review.person_pages import PersonPages
from broker.console.review.proof_pages import ProofPages
from broker.console.review.register_pages import RegisterPages
from broker.console.review.retention_pages import RetentionPages
from broker.console.review.risk_desk import RiskDesk
from broker.console.review.risk_pages import RiskPages
from broker.console.review.short_check import ShortCheck
from broker.console.statistics_pages import PATH as STATISTICS
from broker.console.statistics_pages import StatisticsPages
from broker.core.contract import Contract
from broker.core.review.contract_lint import Finding, lint
from broker.core.review.register_writing import Controller
from broker.core.sentence import Sentence
from broker.definitions.contract_reach import find_profiles_with
from broker.definitions.need_evidence import read_needs
from broker.flows.retaining import RetentionDesk
from broker.flows.risk_review import RiskReview
from broker.impact.inquiry import Installed
from broker.kits.asked_attributes import find_asking
from broker.lab_pages import make_trial_pages
from broker.person_desk import make_person_rights
from broker.proving import make_proof_desk
from broker.records.archives import ArchiveFolder
from broker.shared import Shared


def make_review_pages(shared: Shared, statistics: StatisticsPages) -> list[Blueprint]:
    """Make the first page of a review and the pages it leads to."""
    sections = [_statistics(statistics), *_sections(shared)]
    return [make_review_home(sections), *(section.pages for section in sections)]


def controller_of(shared: Shared) -> Controller:
    """Return who answers for the processing here."""
    settings = shared.settings.processing
    return Controller(settings.controller, settings.contact)


def make_retention_desk(shared: Shared) -> RetentionDesk:
    """Put together what applies the retention periods."""
    archives, periods = ArchiveFolder(shared.workspace.archives), shared.settings.retention.periods()
    return RetentionDesk(shared.clock, shared.records.ageing, archives, periods)


def make_lint(shared: Shared) -> Lint:
    """Put together what lints a contract, with what its service asks for."""

    def find(contract: Contract) -> tuple[Finding, ...]:
        asking = find_asking(contract, shared.issuers, shared.peers.find)
        return lint(contract, asking, find_profiles_with)

    return find


def _sections(shared: Shared) -> list[Section]:
    risk = make_risk_desk(shared)
    titles = tuple((issuer.name, issuer.title) for issuer in shared.issuers)
    return [
        ProofPages(make_proof_desk(shared)).section(),
        ContractsPages(shared.contract_desk, make_lint(shared)).section(),
        matrix_section(make_matrix_desk(shared)),
        lineage_section(make_lineage_desk(shared)),
        RegisterPages(controller_of(shared), titles, shared.contracts.all).section(),
        _journal(shared).section(),
        PersonPages(make_person_rights(shared)).section(),
        RetentionPages(make_retention_desk(shared)).section(),
        RiskPages(risk).section(),
        GradePages(make_grade_desk(shared, risk)).section(),
        make_trial_pages(shared).section(),
        _impact(shared).section(),
    ]


def make_risk_desk(shared: Shared) -> RiskDesk:
    """Put together what finds the risk of the hub's resources."""
    hub = shared.hub
    review = RiskReview(hub, shared.clock, shared.contracts, shared.directories[hub.directory])
    return RiskDesk(shared.clock, lambda: shared.contracts.all(hub.name), review.review)


def make_grade_desk(shared: Shared, risk: RiskDesk) -> GradeDesk:
    """Put together what grades the hub's contracts, with the trials whose documents lie in the workspace."""
    counts = shared.records.access_counts if shared.access_of(shared.hub) else None
    folder = shared.workspace.needs
    return GradeDesk(
        shared.clock,
        counts,
        risk,
        lambda: read_needs(sorted(folder.glob("*.json"))),
        lambda contract: shared.register.readable_versions(contract.name),
    )


def _journal(shared: Shared) -> JournalPages:
    review = shared.journal.make_review()
    return JournalPages(review, ShortCheck(lambda: review.acts.end.position, review.check))


def _impact(shared: Shared) -> ImpactPages:
    runs = ImpactRuns(shared.store, shared.settings.statistics.smallest_shown)
    return ImpactPages(Installed(shared.settings, shared.workspace, shared.urls, shared.contracts), runs)


def _statistics(statistics: StatisticsPages) -> Section:
    return Section(
        statistics.pages(),
        STATISTICS,
        Sentence("Qui ouvre quoi ?", "Who opens what?"),
        Sentence(
            "Les accès, comptés par période, établissement, public et ressource ; jamais par personne.",
            "Accesses, counted by period, school, public and resource; never by person.",
        ),
    )
