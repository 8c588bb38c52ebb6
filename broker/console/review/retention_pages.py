"""Owns the page of retention: how long each kind of data is kept, where it stands today, and the applying of it."""

from dataclasses import dataclass

from flask import Response, redirect
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as AnyResponse

from broker.console.review.home_page import ROLES, Section
from broker.core.retention import FATES, KIND_TITLES
from broker.core.roles import Role
from broker.core.sentence import Sentence
from broker.flows.retaining import RetentionDesk
from broker.web.parts import parts
from broker.web.rendering import render
from broker.web.routes import Routes

PATH = "/review/retention"


@dataclass(frozen=True, slots=True)
class RetentionPages:
    """Show what the periods ask for today; an operator may apply them."""

    desk: RetentionDesk

    def section(self) -> Section:
        """Make the page, as a part of the review."""
        blueprint = Routes("retention", __name__, ROLES)
        blueprint.add_url_rule(PATH, "show", self._show, methods=["GET"])
        blueprint.add_url_rule(PATH, "apply", self._apply, methods=["POST"], roles=frozenset({Role.OPERATOR}))
        return Section(
            blueprint,
            PATH,
            Sentence("Combien de temps garde-t-on quoi\u00a0?", "How long is what kept?"),
            Sentence(
                "Les durées de chaque sorte de données, en usage puis en archive, et ce qui est échu aujourd’hui.",
                "The periods of each kind of data, in use then in an archive, and what is over today.",
            ),
        )

    def _show(self) -> Response:
        report = self.desk.plan()
        return render(
            "console/review/retention.html",
            action=PATH,
            csrf_token=generate_csrf(),
            day=report.day,
            lines=[(line, KIND_TITLES[line.kind], FATES[line.keeping.fate]) for line in report.lines],
            is_due=any(line.over or line.archives_over for line in report.lines),
            may_apply=any(holder.role is Role.OPERATOR for holder in parts().find_holders()),
        )

    def _apply(self) -> AnyResponse:
        self.desk.apply()
        return redirect(PATH, 303)
