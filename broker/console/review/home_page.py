"""Owns the first page of a review: each question it can answer, and where."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response

from broker.core.roles import Role
from broker.core.sentence import Sentence
from broker.web.rendering import render
from broker.web.routes import Routes

PATH = "/review"
ROLES = frozenset({Role.REVIEWER, Role.OPERATOR})


@dataclass(frozen=True, slots=True)
class Section:
    """Describe one part of a review: its pages, the question it answers, and how."""

    pages: Routes
    path: str
    question: Sentence
    how: Sentence


def make_review_home(sections: Sequence[Section]) -> Routes:
    """Make the page that lists the parts of a review."""
    blueprint = Routes("review", __name__, ROLES)

    def show() -> Response:
        return render("console/review/home.html", sections=sections)

    blueprint.add_url_rule(PATH, "show", show, methods=["GET"])
    return blueprint
