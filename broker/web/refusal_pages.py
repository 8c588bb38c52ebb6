"""Owns the one place where a refusal becomes a page: a sentence for the person, the reason for the publisher."""

import logging
import secrets
from pathlib import Path
from traceback import extract_tb

from flask import Flask, g, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from broker.core.errors import Refusal
from broker.core.journey import Journey
from broker.core.refusals.journey import FormForged, InternalFailure, PageUnknown, StoreUnavailable
from broker.core.trace import Leg, Outcome, TraceSummary
from broker.web.acts_at_end import journey_refusal_at_end
from broker.web.parts import ReturnForm, parts
from broker.web.rendering import read_again_at, render
from broker.web.security_headers import allow_form_to
from broker.web.self_post import hand_over
from broker.web.trace_notes import flush_notes, note_end, note_leg_of

_log = logging.getLogger("preau.refusals")


def prepare_refusals(app: Flask) -> None:
    """Answer every refusal, and every unforeseen failure, with its page."""
    app.register_error_handler(Refusal, answer_refusal)
    app.register_error_handler(CSRFError, lambda _error: answer_refusal(FormForged()))
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, _answer_failure)


def answer_refusal(refusal: Refusal) -> Response:
    """Make the page of a refusal, and record it in the journey's trace."""
    journey: Journey | None = g.get("journey")
    trace_url = note_refusal(refusal)
    if trace_url:
        read_again_at(trace_url)
    form = _return_form(refusal, journey)
    if form and journey and journey.request.passive:  # SAML core 3.4.1: nothing visible for who asked silently
        return hand_over(form, journey.request.entity_id)
    if form:
        allow_form_to(form.action)
    return render(
        "web/refusal.html",
        http_status=refusal.status,
        refusal=refusal,
        own_code=_own_code(refusal),
        journey_url=trace_url,
        return_form=form,
    )


def _own_code(refusal: Refusal) -> str:
    """Return the code by which the imitated issuer itself names this refusal, empty where it has none."""
    paths = parts().issuer.oidc
    return paths.dialect.code_of(refusal.code) if paths else ""


def note_refusal(refusal: Refusal) -> str | None:
    """Log a refusal, record it in the trace of its journey, and return the trace's address."""
    g.refused = True
    _log.warning("refused code=%s issuer=%s cause=%s", refusal.code, parts().issuer.name, refusal.cause or "-")
    journey: Journey | None = g.get("journey")
    if journey is not None:
        journey_refusal_at_end(refusal.code, journey)
    trace = _record(refusal, journey)
    return f"{parts().home_url}/journeys/{trace}" if trace else None


def _return_form(refusal: Refusal, journey: Journey | None) -> ReturnForm | None:
    if journey is None or not refusal.may_return:
        return None
    language = parts().languages.get(journey.request.protocol)
    try:
        return language.refuse(journey, refusal) if language else None
    except Refusal as second:  # the service's metadata or the store went away: the person still gets the page
        _log.warning("not returned code=%s", second.code)
        return None


def _record(refusal: Refusal, journey: Journey | None) -> str | None:
    """Return the trace's name; a stray message gets a trace of its own, a lost page none."""
    leg: Leg | None = g.get("message_leg")
    if isinstance(refusal, StoreUnavailable) or (journey is None and leg is None):
        return None
    found = parts()
    trace = journey.id if journey else f"stray-{secrets.token_urlsafe(12)}"
    if leg is not None:
        note_leg_of(trace, leg)
    outcome = Outcome(refusal=refusal.code, expected=refusal.expected, received=refusal.received)
    service = journey.request.entity_id if journey else (leg.peer if leg else "")
    summary = TraceSummary(trace, found.issuer.name, found.clock.now(), service, refusal.code)
    note_end(summary, outcome)
    return trace if flush_notes() else None


def _answer_http(error: HTTPException) -> Response:
    """Answer an address, a method or a size that is not served, with that status."""
    response = answer_refusal(PageUnknown(received=f"{request.method} {request.path[:200]}"))
    response.status_code = error.code or PageUnknown.status
    return response


def _answer_failure(error: Exception) -> Response:
    """Answer what nobody foresaw without a word of it."""
    return answer_refusal(explain_failure(error))


def explain_failure(error: Exception) -> Refusal:
    """Return the refusal for what nobody foresaw; the log gets its kind and place, no value."""
    place = extract_tb(error.__traceback__)[-1]
    _log.error("unforeseen kind=%s at=%s:%s", type(error).__name__, Path(place.filename).name, place.lineno)
    return InternalFailure(cause=type(error).__name__)
