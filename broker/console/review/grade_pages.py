"""Owns the pages of grades: every contract's, and one with its reasons; a publisher sees those of its own."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response

from broker.console.review.grade_desk import GradeDesk
from broker.console.review.home_page import ROLES, Section
from broker.core.contract import Contract
from broker.core.refusals.decision import UnknownResource
from broker.core.review.deductions import DEDUCTIONS, LETTERS, WEAKNESSES, Letter
from broker.core.review.grade import Grade, Reason, Source
from broker.core.roles import Role
from broker.core.sentence import Sentence
from broker.web.rendering import render
from broker.web.role_check import find_holder
from broker.web.routes import Routes
from broker.web.single_values import read_query

PATH, OWN_PATH = "/review/grade", "/publisher/grade"
_GOOD = frozenset({Letter.A, Letter.B})
SOURCES = {
    Source.RISK: Sentence("combien de personnes seraient reconnues", "how many people would be recognised"),
    Source.NEED: Sentence(
        "de quoi le service a vraiment besoin (aucun essai)", "what the service really needs (no trial)"
    ),
    Source.ACCESSES: Sentence(
        "si quelqu’un l’ouvre (comptes trop récents)", "whether anybody opens it (counts too recent)"
    ),
}


@dataclass(frozen=True, slots=True)
class GradeView:
    """Show one grade: its letter and points in words, and what weighs."""

    contract: Contract
    letter: str
    is_good: bool
    points: int
    url: str
    weaknesses: tuple[Sentence, ...]
    reasons: tuple[tuple[Reason, Sentence], ...]
    unknown: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class GradePages:
    """Show the grades of the hub's contracts."""

    desk: GradeDesk

    def section(self) -> Section:
        """Return this part of a review."""
        return Section(
            self.pages(),
            PATH,
            Sentence("Que vaut chaque contrat\u00a0?", "What is each contract worth?"),
            Sentence(
                "Une note de A à F, et chaque raison\u00a0: ce qui manque, ce qui est de trop, trop précis, "
                "recoupable, périmé, sans approbation.",
                "A grade from A to F, and each reason: what is missing, superfluous, over-precise, linkable, stale, "
                "not approved.",
            ),
        )

    def pages(self) -> Routes:
        """Make the pages; a publisher may come to the one of its own resources."""
        blueprint = Routes("grade", __name__, ROLES)
        blueprint.add_url_rule(PATH, "show", self._show, methods=["GET"])
        blueprint.add_url_rule(f"{PATH}/contract", "one", self._show_one, methods=["GET"])
        blueprint.add_url_rule(OWN_PATH, "own", self._show_own, methods=["GET"], roles=frozenset({Role.PUBLISHER}))
        return blueprint

    def _show(self) -> Response:
        graded = self.desk.grade_all()
        views = sorted((view_grade(*one) for one in graded.grades), key=lambda view: (-view.points, view.contract.name))
        return render(
            "console/review/grades.html",
            views=views,
            is_counting=graded.is_counting,
            problems=graded.problems,
            deductions=[(one, WEAKNESSES[one.weakness]) for one in DEDUCTIONS],
            letters=[(letter.value, most) for letter, most in LETTERS.items()],
        )

    def _show_one(self) -> Response:
        return self._render_one(_find(self.desk.risk.find_contracts()), PATH)

    def _show_own(self) -> Response:
        """Show a publisher one of its own: the publisher is whose role the browser holds, never a parameter."""
        publisher = find_holder(Role.PUBLISHER).name
        own = tuple(one for one in self.desk.risk.find_contracts() if one.provider.identifier == publisher)
        return self._render_one(_find(own), "/publisher")

    def _render_one(self, contract: Contract, back: str) -> Response:
        graded = self.desk.grade_one(contract)
        return render(
            "console/review/grade.html",
            view=view_grade(*graded.grades[0]),
            versions=[view_grade(*one) for one in self.desk.compare_versions(contract)],
            is_counting=graded.is_counting,
            back=back,
        )


def _find(contracts: tuple[Contract, ...]) -> Contract:
    ark = read_query("id") or ""
    found = next((contract for contract in contracts if contract.resource == ark), None)
    if found is None:
        raise UnknownResource(expected="a resource with a contract here", received=ark[:100])
    return found


def view_grade(contract: Contract, found: Grade) -> GradeView:
    """Return a grade as it is shown."""
    return GradeView(
        contract,
        found.letter.value,
        found.letter in _GOOD,
        found.points,
        f"{PATH}/contract?{urlencode({'id': contract.resource})}",
        tuple(WEAKNESSES[one] for one in dict.fromkeys(reason.deduction.weakness for reason in found.reasons)),
        tuple((reason, WEAKNESSES[reason.deduction.weakness]) for reason in found.reasons),
        tuple(SOURCES[source] for source in found.unknown),
    )
