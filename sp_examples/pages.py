"""Owns the web pages of the example resources: the list, and under each resource's prefix its own pages."""

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, current_app, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from sp_examples.desk import Desk
from sp_examples.hub import HubUnavailable
from sp_examples.metadata import describe_resource
from sp_examples.received import Received
from sp_examples.refusals import NotAccepted, Why
from sp_examples.visits import Waiting

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


@views.get("/<slug>/")
def show() -> AnyResponse | str | tuple[str, int]:
    """Show what was received, or sign on."""
    session = g.desk.session()
    if session is not None and not _asks_anew():
        return render_template("received.html", session=session)
    if _ARRIVED in request.args:
        return render_template("no_session.html"), 400
    return _sign_on(g.desk)


def _asks_anew() -> bool:
    """Tell whether to ask the hub although there is a session: on demand, or on arriving from another site.

    Whoever comes by the médiacentre may be somebody else than last time. Browsers say where a navigation comes
    from (Fetch Metadata, Sec-Fetch-Site), and every port of this machine is another origin of the same site.
    """
    from_elsewhere = request.headers.get("Sec-Fetch-Site") in {"same-site", "cross-site"}
    return _AGAIN in request.args or (from_elsewhere and _ARRIVED not in request.args)


def _sign_on(desk: Desk) -> AnyResponse:
    request_id, location = desk.saml.ask()
    browser = desk.cookie("browser") or secrets.token_urlsafe(32)
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in {_AGAIN, _ARRIVED}]
    query = urlencode([*kept, (_ARRIVED, "1")])
    came_from = f"{_own_path(desk)}?{query}" if len(query) <= _LONGEST_QUERY else f"{_own_path(desk)}?{_ARRIVED}=1"
    desk.visits.wait(request_id, Waiting(browser, came_from))
    response = redirect(location)
    desk.set_cookie(response, "browser", browser)
    return response


@views.post("/<slug>/saml/acs")
def consume() -> AnyResponse | tuple[str, int]:
    """Receive the hub's answer (SAML bindings 3.5, HTTP-POST)."""
    desk: Desk = g.desk
    try:
        received, waiting = _accept_once(desk)
    except NotAccepted as refusal:
        # Only its words go to the template: the exception holds on to what pysaml2 had in hand.
        why, detail, came = refusal.why, refusal.detail, refusal.came
        return render_template("refused.html", why=why, detail=detail, came=came), why.status
    response = redirect(waiting.came_from, code=303)
    desk.set_cookie(response, "session", desk.visits.begin(waiting.browser, received))
    return response


def _accept_once(desk: Desk) -> tuple[Received, Waiting]:
    message, relay_state = request.form.get("SAMLResponse", ""), request.form.get("RelayState", "")
    try:
        received = desk.saml.accept(message, relay_state, desk.visits.pending())
    except NotAccepted as refusal:
        if refusal.why is Why.UNSOLICITED and desk.visits.was_answered(refusal.came.get("InResponseTo", "")):
            raise NotAccepted(Why.REPLAYED, refusal.detail, refusal.came) from refusal
        raise
    waiting = desk.visits.take(received.in_response_to)
    if waiting is None:  # two copies came at the same moment, and the other was first
        raise NotAccepted(Why.REPLAYED, "", {"InResponseTo": received.in_response_to})
    return received, waiting


@views.get("/<slug>/saml/metadata")
def metadata() -> Response:
    """Serve the resource's metadata, at the URL that is its entityID."""
    text = describe_resource(g.desk.resource, g.desk.keys)
    return Response(text, content_type="application/samlmetadata+xml; charset=utf-8")


@views.get("/<slug>/received.json")
def received_json() -> tuple[dict[str, object], int]:
    """Give what was received to scripts; 401 without a session."""
    session = g.desk.session()
    return (session.received.as_json(), 200) if session else ({"error": "no session"}, 401)


@views.post("/<slug>/sign-out")
def sign_out() -> AnyResponse:
    """End the session here, and only here; the form's token shows that this page sent the form."""
    session = g.desk.session()
    if session is None or not secrets.compare_digest(session.form_token, request.form.get("form_token", "")):
        abort(403)
    g.desk.visits.end(g.desk.cookie("session"))
    return redirect(url_for("pages.index"), code=303)


@views.app_errorhandler(HubUnavailable)
def show_unavailable(error: HubUnavailable) -> tuple[str, int]:
    """Say that the hub cannot be reached, and what to change."""
    return render_template("unavailable.html", url=error.url, reason=error.reason), 502


def _own_path(desk: Desk) -> str:
    return url_for("pages.show", slug=desk.resource.slug)
