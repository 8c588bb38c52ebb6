"""Owns which pages a review has, and puts each together."""

from flask import Blueprint

from broker.console.lab.trial_pages import PATH as STARVATION
from broker.console.review.home_page import Section, make_review_home
from broker.console.statistics_pages import PATH as STATISTICS
from broker.console.statistics_pages import StatisticsPages
from broker.core.sentence import Sentence
from broker.lab_pages import make_trial_pages
from broker.shared import Shared


def make_review_pages(shared: Shared, statistics: StatisticsPages) -> list[Blueprint]:
    """Make the first page of a review and the pages it leads to."""
    sections = [_statistics(statistics), *_sections(shared)]
    return [make_review_home(sections), *(section.pages for section in sections)]


def _sections(shared: Shared) -> list[Section]:
    return [_starvation(shared)]


def _starvation(shared: Shared) -> Section:
    return Section(
        make_trial_pages(shared).pages(),
        STARVATION,
        Sentence("Qu’est-ce qui est vraiment nécessaire ?", "What is really needed?"),
        Sentence(
            "Chaque attribut d’un contrat est retenu, vidé, renommé, multiplié : la ressource s’en passe-t-elle ?",
            "Each attribute of a contract is withheld, emptied, renamed, multiplied: does the resource do without it?",
        ),
    )


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
