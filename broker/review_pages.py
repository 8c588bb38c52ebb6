"""Owns which pages a review has, and puts each together."""

from flask import Blueprint

from broker.console.review.home_page import Section, make_review_home
from broker.console.statistics_pages import PATH as STATISTICS
from broker.console.statistics_pages import StatisticsPages
from broker.core.sentence import Sentence
from broker.shared import Shared


def make_review_pages(shared: Shared, statistics: StatisticsPages) -> list[Blueprint]:
    """Make the first page of a review and the pages it leads to."""
    sections = [_statistics(statistics), *_sections(shared)]
    return [make_review_home(sections), *(section.pages for section in sections)]


def _sections(shared: Shared) -> list[Section]:
    del shared
    return []


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
