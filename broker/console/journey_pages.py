"""Owns the pages of journeys: what happened, leg by leg, and what was decided."""

from dataclasses import dataclass

from flask import Blueprint, Response, current_app

from broker.console.leg_titles import LEG_TITLES
from broker.console.review.journal_pages import give_receipts
from broker.console.statistics_pages import scope_of
from broker.console.views import JourneyRow
from broker.core.catalogue import CATALOGUE
from broker.core.errors import Refusal
from broker.core.profile import TITLES
from broker.core.refusals.journey import JourneyUnknown
from broker.core.refusals.listing import find_refusal
from broker.core.release import REASONS, Withholding
from broker.core.rights.door_words import describe_door
from broker.core.roles import Role
from broker.core.sentence import Sentence
from broker.core.trace import Leg, Outcome, Sent, TraceSummary
from broker.flows.journal_review import JournalReview
from broker.flows.sign_out import SIGNED_OUT, SIGNED_OUT_PARTLY
from broker.saml.decoded import read_facts
from broker.saml.travelled import readable_message
from broker.web.parts import parts
from broker.web.rendering import render
from broker.web.routes import Routes, roles_at
from broker.web.sign_out_pages import ClosingView, view_closings

_LISTED_AT = "journeys.list"
_LATEST = "a journey of the last hour"
_OK = Sentence("données transmises", "data released")
_RESULTS = {
    SIGNED_OUT: Sentence("session fermée partout", "session closed everywhere"),
    SIGNED_OUT_PARTLY: Sentence("session fermée, mais pas partout", "session closed, but not everywhere"),
}


@dataclass(frozen=True, slots=True)
class _Row:
    code: str
    meaning: Sentence
    reason: Sentence | None = None
    sent: Sent | None = None

    def __getattr__(self, name: str) -> object:
        return getattr(self.sent, name)


@dataclass(frozen=True, slots=True)
class _OutcomeView:
    released: tuple[_Row, ...]
    withheld: tuple[_Row, ...]
    contract: str
    uai: str
    profile_title: Sentence
    opened_by: Sentence | None
    refusal: Refusal | None
    closings: list[ClosingView] | None
    whole: bool


@dataclass(frozen=True, slots=True)
class _LegView:
    name: str
    at: str
    direction: str
    title: Sentence
    peer: str
    facts: tuple[tuple[str, str], ...]
    message: str


@dataclass(frozen=True, slots=True)
class _JourneyView:
    id: str
    issuer: str
    service: str
    started: str


def make_journey_pages(roles: frozenset[Role], journal: JournalReview) -> Blueprint:
    """Make the blueprint of the journeys, for these roles: a trace holds the values that were released."""

    def give(journey_id: str) -> Response:
        _find_summary(journey_id)
        return give_receipts(list(journal.find_receipts(journey_id)), "recus")

    blueprint = Routes("journeys", __name__, roles)
    blueprint.add_url_rule("/journeys", "list", _list, methods=["GET"])
    blueprint.add_url_rule("/journeys/<journey_id>", "show", _show, methods=["GET"])
    blueprint.add_url_rule("/journeys/<journey_id>/receipts", "receipts", give, methods=["GET"])
    return blueprint


def latest_journeys(most: int) -> tuple[JourneyRow, ...]:
    """Return the latest journeys that whoever asks may read, newest first."""
    return tuple(_row(summary) for summary in _find_readable()[:most])


def _find_readable() -> list[TraceSummary]:
    publisher = _find_only_publisher()
    return [found for found in parts().traces.latest() if publisher is None or _is_of(publisher, found)]


def _find_only_publisher() -> str | None:
    """Return the publisher who reads those of their own resources only, None for whoever reads all (J219).

    That is anybody, where only this machine reaches the console.
    """
    return None if Role.VISITOR in roles_at(current_app, _LISTED_AT) else scope_of(parts().find_holders())


def _is_of(publisher: str, summary: TraceSummary) -> bool:
    """Tell whether a journey led to what a publisher provides, by its contract or by its notice."""
    access = parts().sign_on.access
    for contract in parts().contracts.by_entity(summary.issuer, summary.service):
        notice = access.notices.find(contract.resource) if access else None
        if publisher in {contract.provider.identifier, notice.publisher.identifier if notice else None}:
            return True
    return False


def _row(summary: TraceSummary) -> JourneyRow:
    refusal = find_refusal(summary.result)
    is_good = refusal is None and summary.result != SIGNED_OUT_PARTLY
    title = _RESULTS.get(summary.result, _OK) if refusal is None else refusal.sentence
    return JourneyRow(
        url=f"/journeys/{summary.journey}",
        at=f"{summary.at:%Y-%m-%d %H:%M:%S} UTC",
        service=summary.service,
        issuer=summary.issuer,
        result="ok" if is_good else summary.result,
        result_title=title,
    )


def _list() -> Response:
    return render("console/journeys.html", journeys=latest_journeys(200))


def _show(journey_id: str) -> Response:
    legs = parts().traces.read(journey_id)
    outcome = parts().traces.find_outcome(journey_id)
    summary = _find_summary(journey_id)
    if not legs and outcome is None:
        raise JourneyUnknown(expected=_LATEST)
    view = _JourneyView(
        journey_id,
        summary.issuer if summary else parts().issuer.name,
        summary.service if summary else "",
        f"{legs[0].at:%Y-%m-%d %H:%M:%S} UTC" if legs else "",
    )
    return render(
        "console/journey.html",
        journey=view,
        journeys_url="/journeys",
        outcome=_outcome(outcome) if outcome else None,
        receipts_url=f"/journeys/{journey_id}/receipts" if outcome and outcome.released else None,
        legs=[_leg(leg) for leg in legs],
    )


def _find_summary(journey_id: str) -> TraceSummary | None:
    """Return a journey among the latest that whoever asks may read; refuse to tell a publisher of another."""
    summary = next((found for found in _find_readable() if found.journey == journey_id), None)
    if summary is None and _find_only_publisher() is not None:
        raise JourneyUnknown(expected=_LATEST)
    return summary


def _outcome(outcome: Outcome) -> _OutcomeView:
    kind = find_refusal(outcome.refusal)
    return _OutcomeView(
        released=tuple(_Row(sent.code, _meaning_of(sent.code), sent=sent) for sent in outcome.released),
        withheld=tuple(
            _Row(code, CATALOGUE[code].meaning, REASONS[Withholding(reason)]) for code, reason in outcome.withheld
        ),
        contract=outcome.contract,
        uai=outcome.uai,
        profile_title=TITLES[outcome.profile] if outcome.profile else Sentence("", ""),
        opened_by=describe_door(outcome.door) if outcome.door else None,
        refusal=kind(expected=outcome.expected, received=outcome.received) if kind else None,
        closings=None if outcome.closings is None else view_closings(outcome.closings),
        whole=all(closing.is_good for closing in outcome.closings or ()),
    )


def _meaning_of(code: str) -> Sentence:
    """Return what an attribute means; one that was renamed on purpose says so itself."""
    known = CATALOGUE.get(code)
    return known.meaning if known else Sentence("nom inventé pour un essai", "a name invented for a trial")


def _leg(leg: Leg) -> _LegView:
    title = LEG_TITLES.get(leg.title, Sentence(leg.title, leg.title))
    message = readable_message(leg.message)
    facts = leg.facts or read_facts(message.encode())
    peer = leg.peer or "?"  # a message that was refused before its sender was known
    return _LegView(leg.title, f"{leg.at:%H:%M:%S.%f}"[:-3], leg.direction, title, peer, facts, message)
