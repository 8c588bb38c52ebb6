"""Owns the pages of the journal: its latest lines, narrowed; whether it is whole; its heads; receipts."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

from flask import Response
from flask_wtf.csrf import generate_csrf

from broker.console.review.home_page import ROLES, Section
from broker.console.review.short_check import ShortCheck
from broker.core.journal.act import KIND_TITLES, ActKind, Line
from broker.core.journal.finding import Verdict
from broker.core.journal.receipt import Receipt, write_receipt
from broker.core.journal.search import ActSearch
from broker.core.refusals.journal import LineUnknown
from broker.core.sentence import Sentence
from broker.flows.journal_review import JournalReview
from broker.web.rendering import read_again_at, render
from broker.web.routes import Routes
from broker.web.single_values import read_query

PATH = "/review/journal"
_SHOWN = 50
_FILTERS = ("act", "contract", "from", "to")
_MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class _LineView:
    position: int
    at: str
    kind: Sentence
    what: str
    issuer: str
    actor: str
    contract: str
    released: tuple[str, ...]
    withheld: tuple[tuple[str, str], ...]
    receipt_url: str


@dataclass(frozen=True, slots=True)
class JournalPages:
    """Show the journal to reviewers."""

    journal: JournalReview
    short_check: ShortCheck

    def section(self) -> Section:
        """Make the pages, as a part of the review."""
        blueprint = Routes("journal", __name__, ROLES)
        blueprint.add_url_rule(PATH, "show", self._show, methods=["GET"])
        blueprint.add_url_rule(f"{PATH}/check", "check", self._check, methods=["POST"])
        blueprint.add_url_rule(f"{PATH}/<position>.json", "receipt", self._give_receipt, methods=["GET"])
        return Section(
            blueprint,
            PATH,
            Sentence("Qu’est-ce qui est sorti, et le journal est-il entier ?", "What left, and is the journal whole?"),
            Sentence(
                "Chaque transmission, refus et changement, sans aucune valeur, chaîné et scellé ; le reçu de chaque "
                "ligne.",
                "Each release, refusal and change, without any value, chained and sealed; the receipt of each line.",
            ),
        )

    def _check(self) -> Response:
        verdict = self.short_check.run()
        read_again_at(PATH)
        return self._show(verdict)

    def _show(self, verdict: Verdict | None = None) -> Response:
        asked = {name: (read_query(name) or "")[:64] for name in _FILTERS}
        lines = self.journal.search(_search(asked, _number(read_query("before"))))
        latest, end = self.journal.heads.latest(), self.journal.acts.end
        older = {**_given(asked), "before": str(lines[-1].position)} if len(lines) == _SHOWN else None
        return render(
            "console/review/journal.html",
            action=PATH,
            asked=asked,
            kinds=[(kind.value, title) for kind, title in KIND_TITLES.items()],
            lines=[_view(line) for line in lines],
            end=end,
            head=latest.head if latest else None,
            verdict=verdict,
            check_url=f"{PATH}/check",
            may_check=self.short_check.is_possible,
            csrf_token=generate_csrf(),
            older_url=f"{PATH}?{urlencode(older)}" if older else None,
        )

    def _give_receipt(self, position: str) -> Response:
        if not (position.isascii() and position.isdecimal() and len(position) <= _MOST_DIGITS):
            raise LineUnknown(received=position[:20])
        return give_receipts([self.journal.find_receipt(int(position))], f"recu-{position}")


def give_receipts(receipts: list[Receipt], name: str) -> Response:
    """Answer with receipts, as JSON: one document of one, a line each of several."""
    text = "".join(f"{json.dumps(write_receipt(receipt), ensure_ascii=False)}\n" for receipt in receipts)
    disposition = {"Content-Disposition": f'attachment; filename="{name}.json"', "Cache-Control": "no-store"}
    return Response(text, content_type="application/json", headers=disposition)


def _view(line: Line) -> _LineView:
    act = line.act
    contract = f"{act.contract.name} ({act.contract.version})" if act.contract.name else ""
    return _LineView(
        position=line.position,
        at=f"{act.at:%Y-%m-%d %H:%M:%S}",
        kind=KIND_TITLES[act.kind],
        what=act.what,
        issuer=act.issuer,
        actor=act.actor,
        contract=contract,
        released=act.released,
        withheld=act.withheld,
        receipt_url=f"{PATH}/{line.position}.json",
    )


def _search(asked: dict[str, str], before: int | None) -> ActSearch:
    first, last = _day(asked["from"]), _day(asked["to"])
    return ActSearch(
        kind=ActKind(asked["act"]) if asked["act"] in set(ActKind) else None,
        contract=asked["contract"] or None,
        since=_midnight(first) if first else None,
        until=_midnight(last + timedelta(1)) if last else None,
        before=before,
        limit=_SHOWN,
    )


def _given(asked: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in asked.items() if value}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None
