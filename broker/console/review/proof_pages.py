"""Owns the page of the proof: the last one and what it found, those before, the verifying and the running of one."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, redirect, request
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as AnyResponse

from broker.console.review.home_page import ROLES, Section
from broker.core.refusals.journey import PageUnknown
from broker.core.sentence import Sentence
from broker.proof.desk import ProofDesk, ProofView
from broker.proof.marks import ValueClass
from broker.web.rendering import read_again_at, render
from broker.web.routes import Routes

PATH = "/review/proof"
_MOST_SHOWN, _SECONDS = 10, 5
_STARTED = "started"
CLASS_TITLES = {
    ValueClass.ABSENT: Sentence("absente", "absent"),
    ValueClass.EMPTY: Sentence("vide", "empty"),
    ValueClass.ONE: Sentence("une valeur", "one value"),
    ValueClass.MANY: Sentence("plusieurs valeurs", "several values"),
    ValueClass.MALFORMED: Sentence("mal formée", "malformed"),
    ValueClass.HOSTILE: Sentence("hostile", "hostile"),
}
CHANGES = {
    "code": Sentence("le code", "the code"),
    "contracts": Sentence("les contrats", "the contracts"),
    "catalogue": Sentence("le catalogue", "the catalogue"),
}


@dataclass(frozen=True, slots=True)
class ProofPages:
    """Show proofs, have one run, verify one that somebody hands in."""

    desk: ProofDesk

    def section(self) -> Section:
        """Make the pages, as a part of the review."""
        blueprint = Routes("proof", __name__, ROLES)
        blueprint.add_url_rule(PATH, "show", self._show, methods=["GET"])
        blueprint.add_url_rule(PATH, "start", self._start, methods=["POST"])
        blueprint.add_url_rule(f"{PATH}/verify", "verify", self._verify, methods=["POST"])
        blueprint.add_url_rule(f"{PATH}/key.pem", "key", self._give_key, methods=["GET"])
        blueprint.add_url_rule(f"{PATH}/<name>", "give", self._give, methods=["GET"])
        return Section(
            blueprint,
            PATH,
            Sentence("Qu’est-ce qui sort vraiment, octet par octet\u00a0?", "What really leaves, byte by byte?"),
            Sentence(
                "Chaque contrat essayé avec toutes les sortes de valeurs, jusqu’au message signé\u00a0; "
                "le constat est signé et se vérifie sans nous.",
                "Every contract tried with every kind of value, down to the signed message; "
                "what was found is signed, and verified without us.",
            ),
        )

    def _show(self) -> Response:
        names = self.desk.kept.names()
        return self._render(self._view(names[0]) if names else None, is_given=False)

    def _start(self) -> AnyResponse:
        self.desk.start()
        return redirect(f"{PATH}?{_STARTED}=1", 303)

    def _verify(self) -> Response:
        read_again_at(PATH)
        sent = request.files.get("proof")
        text = sent.read().decode("utf-8", "replace") if sent is not None else ""
        return self._render(self.desk.view(sent.filename or "" if sent else "", text), is_given=True)

    def _give(self, name: str) -> Response:
        """Hand out a proof as it was signed."""
        text = self.desk.kept.read(name)
        if text is None:
            raise PageUnknown(received=f"GET {PATH}/{name[:50]}")
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(text, content_type="application/json", headers=headers)

    def _give_key(self) -> Response:
        headers = {"Content-Disposition": 'attachment; filename="preau-proofs.pem"'}
        return Response(self.desk.public_key, content_type="application/x-pem-file", headers=headers)

    def _view(self, name: str) -> ProofView:
        return self.desk.view(name, self.desk.kept.read(name) or "")

    def _render(self, view: ProofView | None, *, is_given: bool) -> Response:
        progress = self.desk.kept.find_progress()
        is_starting = progress is None and not is_given and _STARTED in request.args
        response = render(
            "console/review/proof.html",
            action=PATH,
            csrf_token=generate_csrf(),
            view=view,
            proof=summarise(view.stated) if view is not None and view.stated else None,
            changed=[CHANGES[name] for name in view.changed] if view is not None else [],
            is_given=is_given,
            progress=progress,
            is_starting=is_starting,
            names=self.desk.kept.names()[:_MOST_SHOWN],
        )
        if progress is not None or is_starting:
            response.headers["Refresh"] = f"{_SECONDS}; url={PATH}"
        return response


def summarise(stated: Mapping[str, object]) -> dict[str, object]:
    """Return what the page shows of a statement, whose signature was right."""
    by_class = _table(stated, "cells_by_class")
    seeded = stated.get("seeded_faults")
    return {
        **{name: stated.get(name, "") for name in ("made_at", "preau", "cells", "messages", "hashes")},
        "classes": [(title, by_class.get(one.value, 0)) for one, title in CLASS_TITLES.items()],
        "refusals": sorted(_table(stated, "refusals").items()),
        **{name: _rows(stated, name) for name in ("violations", "contracts", "skipped", "not_asked", "unreadable")},
        "seeded": seeded if isinstance(seeded, dict) else None,
    }


def _table(stated: Mapping[str, object], name: str) -> dict[str, object]:
    found = stated.get(name)
    return found if isinstance(found, dict) else {}


def _rows(stated: Mapping[str, object], name: str) -> list[object]:
    found = stated.get(name)
    return found if isinstance(found, list) else []
