"""Owns which pages a review has, and puts each together."""

from flask import Blueprint

from broker.attribute_flows import make_lineage_desk, make_matrix_desk
from broker.console.review.home_page import Section, make_review_home
from broker.console.review.lineage_page import PATH as LINEAGE
from broker.console.review.lineage_page import make_lineage_pages
from broker.console.review.matrix_page import PATH as MATRIX
from broker.console.review.matrix_page import make_matrix_pages
from broker.console.statistics_pages import PATH as STATISTICS
from broker.console.statistics_pages import StatisticsPages
from broker.core.sentence import Sentence
from broker.shared import Shared


def make_review_pages(shared: Shared, statistics: StatisticsPages) -> list[Blueprint]:
    """Make the first page of a review and the pages it leads to."""
    sections = [_statistics(statistics), *_sections(shared)]
    return [make_review_home(sections), *(section.pages for section in sections)]


def _sections(shared: Shared) -> list[Section]:
    return [_matrix(shared), _lineage(shared)]


def _matrix(shared: Shared) -> Section:
    return Section(
        make_matrix_pages(make_matrix_desk(shared)),
        MATRIX,
        Sentence("À qui dit-on quoi ?", "Who is told what?"),
        Sentence(
            "Chaque ressource, chaque profil, chaque attribut : ce qui part ou reste, et pourquoi ; en CSV et en JSON.",
            "Each resource, each profile, each attribute: what leaves or stays, and why. As CSV and JSON too.",
        ),
    )


def _lineage(shared: Shared) -> Section:
    return Section(
        make_lineage_pages(make_lineage_desk(shared)),
        LINEAGE,
        Sentence("D’où vient ce qui part, et où va ce qu’on sait ?", "Where does it come from, and where does it go?"),
        Sentence(
            "De l’attribut de l’annuaire au nom que lit le service, et le chemin inverse, en schéma et en données.",
            "From the directory's attribute to the name that the service reads, and back, as a drawing and as data.",
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
