"""Owns the web pages of the example resources: the list, and under each resource's prefix its own pages."""

import secrets
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, current_app, g, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from sp_examples import journeys
from sp_examples.desk import Desk
from sp_examples.hub import HubUnavailable
from sp_examples.journeys import AGAIN, ARRIVED
from sp_examples.language import Message, Word
from sp_examples.refusals import NotAccepted
from sp_examples.saml_metadata import describe_resource

Page = AnyResponse | str | tuple[str, int]

views = Blueprint("pages", __name__)


def desks() -> Mapping[str, Desk]:
    """Return the desks of the running application, by slug."""
    found: Mapping[str, Desk] = current_app.extensions["desks"]
    return found


@views.url_value_preprocessor
def _find_desk(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    slug = (values or {}).pop("slug", None)
    g.desk = desks().get(slug) if slug else None
    if slug and g.desk is None:
        abort(404)


@views.get("/")
def index() -> str:
    """Show which resources there are."""
    return render_template("index.html", resources=[desk.resource for desk in desks().values()])


@views.get("/favicon.ico")
def no_icon() -> tuple[str, int]:
    """Answer browsers that ask for an icon."""
    return "", 204


@views.route("/<slug>/", defaults={"place": ""}, methods=["GET", "POST"], endpoint="show")
@views.route("/<slug>/<path:place>", methods=["GET", "POST"])
def reach(place: str) -> Page:
    """Hear the hub, in the resource's language; whoever else comes to the resource's own URL visits it."""
    desk: Desk = g.desk
    message = _read_message(place)
    word = desk.language.word(message)
    if word is Word.ANSWER:
        return journeys.welcome(desk, message)
    if word is Word.SIGNED_OUT:
        return desk.language.be_signed_out(message, desk.visits.end_all)
    if word is Word.CAME_BACK:
        return journeys.part(desk, message)
    if place or request.method == "POST":
        abort(404)
    return _visit(desk)


def _read_message(place: str) -> Message:
    body = request.get_data()
    came: MultiDict[str, str] = request.form if request.method == "POST" else request.args
    once = {name: values[0] for name, values in came.lists() if len(values) == 1}
    return Message(request.method, place, once, body)


def _visit(desk: Desk) -> Page:
    session = desk.session()
    if session is not None and not _asks_anew():
        return render_template("received.html", session=session)
    if desk.visits.take_leaving(desk.browser):  # who has just signed out is not signed on again at once
        return render_template("signed_out.html", everywhere=None)
    if ARRIVED in request.args:
        return render_template("no_session.html"), 400
    return journeys.sign_on(desk)


def _asks_anew() -> bool:
    """Tell whether to ask the hub although there is a session: on demand, or on arriving from another site.

    Whoever comes by the médiacentre may be somebody else than last time. Browsers say where a navigation comes
    from (Fetch Metadata, Sec-Fetch-Site), and every port of this machine is another origin of the same site.
    """
    from_elsewhere = request.headers.get("Sec-Fetch-Site") in {"same-site", "cross-site"}
    return AGAIN in request.args or (from_elsewhere and ARRIVED not in request.args)


@views.get("/<slug>/saml/metadata")
def metadata() -> Response:
    """Serve a SAML resource's metadata, at the URL that is its entityID."""
    if g.desk.keys is None:
        abort(404)
    text = describe_resource(g.desk.resource, g.desk.keys)
    return Response(text, content_type="application/samlmetadata+xml; charset=utf-8")


@views.get("/<slug>/received.json")
def received_json() -> tuple[dict[str, object], int]:
    """Give what was received to scripts; 401 without a session."""
    session = g.desk.session()
    return (session.received.as_json(), 200) if session else ({"error": "no session"}, 401)


@views.post("/<slug>/sign-out")
def sign_out() -> Page:
    """End the session; the form's token shows that this page sent the form."""
    session = g.desk.session()
    if session is None or not secrets.compare_digest(session.form_token, request.form.get("form_token", "")):
        abort(403)
    return journeys.sign_out(g.desk, session)


@views.app_errorhandler(NotAccepted)
def show_refused(refusal: NotAccepted) -> tuple[str, int]:
    """Explain why a message of the hub was not accepted."""
    # Only its words go to the template: the exception holds on to what the library had in hand.
    words = {"why": refusal.why, "detail": refusal.detail, "came": refusal.came}
    return render_template("refused.html", **words, expects=g.desk.language.expects()), refusal.why.status


@views.app_errorhandler(HubUnavailable)
def show_unavailable(error: HubUnavailable) -> tuple[str, int]:
    """Say that the hub cannot be reached, and what to change."""
    return render_template("unavailable.html", url=error.url, reason=error.reason), 502
