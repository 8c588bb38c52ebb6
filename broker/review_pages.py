"""Owns which pages a review has, and puts each together."""

from flask import Blueprint

from broker.console.review.home_page import Section, make_review_home
from broker.console.review.proof_pages import ProofPages
from broker.console.review.register_pages import RegisterPages
from broker.console.review.retention_pages import RetentionPages
from broker.console.statistics_pages import PATH as STATISTICS
from broker.console.statistics_pages import StatisticsPages
from broker.core.review.register_writing import Controller
from broker.core.sentence import Sentence
from broker.flows.retaining import RetentionDesk
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


def _sections(shared: Shared) -> list[Section]:
    titles = tuple((issuer.name, issuer.title) for issuer in shared.issuers)
    return [
        ProofPages(make_proof_desk(shared)).section(),
        RegisterPages(controller_of(shared), titles, shared.contracts.all).section(),
        RetentionPages(make_retention_desk(shared)).section(),
    ]


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
