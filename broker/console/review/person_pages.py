"""Owns the page of a person's rights: what was transmitted about them, what is kept, and its erasure.

What is asked comes by a form that is sent, so that no address, log or journal names anybody.
"""

from dataclasses import dataclass

from flask import Response
from flask_wtf.csrf import generate_csrf

from broker.console.review.home_page import ROLES, Section
from broker.core.errors import Refusal
from broker.core.sentence import Sentence
from broker.flows.person_ports import Erasure, Held
from broker.flows.person_rights import Named, PersonRights, Transmission
from broker.web.parts import parts
from broker.web.rendering import render
from broker.web.routes import Routes
from broker.web.single_values import read_form

PATH = "/review/person"
_FIELDS = ("project", "person", "login")
_SHOWN, _UNSURE = 200, 422


@dataclass(frozen=True, slots=True)
class _Answer:
    """Hold what is shown about a person."""

    held: Held
    transmitted: tuple[Transmission, ...]
    count: int


@dataclass(frozen=True, slots=True)
class PersonPages:
    """Answer for a person, before reviewers and operators."""

    rights: PersonRights

    def section(self) -> Section:
        """Make the page, as a part of the review."""
        blueprint = Routes("person", __name__, ROLES)
        blueprint.add_url_rule(PATH, "form", lambda: _show({}), methods=["GET"])
        blueprint.add_url_rule(PATH, "ask", self._ask, methods=["POST"])
        blueprint.add_url_rule(f"{PATH}/erase", "erase", self._erase, methods=["POST"])
        return Section(
            blueprint,
            PATH,
            Sentence("Qu’a-t-on transmis au sujet de cette personne ?", "What was transmitted about this person?"),
            Sentence(
                "Les droits d’une personne : ce qui est parti, à qui, quand, sous quel contrat ; ce qui est gardé ; "
                "l’effacement.",
                "A person's rights: what left, to whom, when, under which contract; what is kept; erasure.",
            ),
        )

    def _ask(self) -> Response:
        asked = _read()
        try:
            person = self._find(asked)
        except Refusal as refusal:
            return _show(asked, refusal=refusal)
        transmitted = self.rights.transmitted(person)
        answer = _Answer(self.rights.held(person), transmitted[:_SHOWN], len(transmitted))
        return _show(asked, answer=answer)

    def _erase(self) -> Response:
        asked = _read()
        if read_form("sure") is None:
            return _show(asked, unsure=True)
        try:
            person = self._find(asked)
        except Refusal as refusal:
            return _show(asked, refusal=refusal)
        roles = sorted({holder.role.value for holder in parts().find_holders() if holder.role in ROLES})
        accounts = read_form("accounts") is not None
        return _show({}, erased=self.rights.erase(person, actor=",".join(roles), accounts=accounts))

    def _find(self, asked: dict[str, str]) -> Named:
        return self.rights.find(asked["project"] or None, asked["person"] or None, asked["login"] or None)


def _read() -> dict[str, str]:
    return {name: (read_form(name) or "").strip() for name in _FIELDS}


def _show(
    asked: dict[str, str],
    *,
    answer: _Answer | None = None,
    refusal: Refusal | None = None,
    erased: Erasure | None = None,
    unsure: bool = False,
) -> Response:
    return render(
        "console/review/person.html",
        _UNSURE if unsure else refusal.status if refusal else 200,
        action=PATH,
        asked=asked,
        answer=answer,
        refusal=refusal,
        erased=erased,
        unsure=unsure,
        csrf_token=generate_csrf(),
    )
