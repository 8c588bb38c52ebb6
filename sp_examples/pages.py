"""Owns the web pages of the example resources: the list, and under each resource's prefix its own pages."""

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, current_app, g, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from sp_examples.desk import Desk
from sp_examples.hub import HubUnavailable
from sp_examples.language import Message, Word
from sp_examples.received import Received
from sp_examples.refusals import NotAccepted, Why
from sp_examples.saml_metadata import describe_resource
from sp_examples.visits import Waiting

Page = AnyResponse | str | tuple[str, int]

views = Blueprint("pages", __name__)
_ARRIVED = "arrived"  # marks the first page after a sign-on, so that a browser without cookies does not go in circles
_AGAIN = "again"  # asks for a new sign-on although there is a session, as after somebody else signed on at the hub
_LONGEST_QUERY = 1000


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
        return _welcome(desk, message)
    if word is Word.SIGNED_OUT:
        return desk.language.be_signed_out(message, desk.visits.end_all)
    if word is Word.CAME_BACK:
        return _part(desk, message)
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
    if _ARRIVED in request.args:
        return render_template("no_session.html"), 400
    return _sign_on(desk)


def _asks_anew() -> bool:
    """Tell whether to ask the hub although there is a session: on demand, or on arriving from another site.

    Whoever comes by the médiacentre may be somebody else than last time. Browsers say where a navigation comes
    from (Fetch Metadata, Sec-Fetch-Site), and every port of this machine is another origin of the same site.
    """
    from_elsewhere = request.headers.get("Sec-Fetch-Site") in {"same-site", "cross-site"}
    return _AGAIN in request.args or (from_elsewhere and _ARRIVED not in request.args)


def _sign_on(desk: Desk) -> AnyResponse:
    question = desk.language.ask()
    browser = desk.browser or secrets.token_urlsafe(32)
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in {_AGAIN, _ARRIVED}]
    query = urlencode([*kept, (_ARRIVED, "1")])
    came_from = f"{_own_path(desk)}?{query}" if len(query) <= _LONGEST_QUERY else f"{_own_path(desk)}?{_ARRIVED}=1"
    desk.visits.wait(Waiting(question, browser, came_from))
    response = redirect(question.location)
    desk.set_cookie(response, "browser", browser)
    return response


def _welcome(desk: Desk, message: Message) -> AnyResponse:
    received, waiting = _accept_once(desk, message)
    response = redirect(waiting.came_from, code=303)  # an address that no longer carries the answer
    desk.set_cookie(response, "session", desk.visits.begin(waiting.browser, received))
    return response


def _accept_once(desk: Desk, message: Message) -> tuple[Received, Waiting]:
    # A POST from another site brings no cookie: which browser it is shows at the next GET (see Visits).
    browser = desk.browser if message.method == "GET" else None
    try:
        received = desk.language.accept(message, desk.visits.pending(browser))
    except NotAccepted as refusal:
        if refusal.why is Why.UNSOLICITED and desk.visits.was_used(refusal.once):
            raise NotAccepted(Why.REPLAYED, refusal.detail, refusal.came) from refusal
        raise
    waiting = desk.visits.take(received)
    if waiting is None:  # two copies came at the same moment, and the other was first
        raise NotAccepted(Why.REPLAYED, "", {})
    return received, waiting


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
    """End the session here, then send the browser to end it everywhere.

    The form's token shows that this page sent the form. The next address is a link that follows itself and not a
    redirect: `form-action` would hold for every redirect after a form, and only the hub knows where its own lead.
    """
    desk: Desk = g.desk
    session = desk.session()
    if session is None or not secrets.compare_digest(session.form_token, request.form.get("form_token", "")):
        abort(403)
    desk.visits.end(desk.cookie("session"))
    question = desk.language.sign_out(session.received)
    if question is None:
        return render_template("signed_out.html", everywhere=False)
    desk.visits.leave(desk.browser, question)
    return render_template("leaving.html", location=question.location)


def _part(desk: Desk, message: Message) -> Page:
    if message.method == "POST":  # without the cookie that tells who comes back; the page has it
        return redirect(_own_path(desk), code=303)
    left = desk.visits.take_leaving(desk.browser)
    if left is None:
        raise NotAccepted(Why.UNSOLICITED, "", {})
    return render_template("signed_out.html", everywhere=desk.language.confirm(message, left))


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


def _own_path(desk: Desk) -> str:
    return url_for("pages.show", slug=desk.resource.slug)
