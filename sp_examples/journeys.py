"""Owns how a browser is sent to the hub with a question, and how it comes back with the answer."""

import secrets
from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from sp_examples.desk import Desk
from sp_examples.language import Message
from sp_examples.received import Received
from sp_examples.refusals import NotAccepted, Why
from sp_examples.visits import Session, Waiting

ARRIVED = "arrived"  # marks the first page after a sign-on, so that a browser without cookies does not go in circles
AGAIN = "again"  # asks for a new sign-on although there is a session, as after somebody else signed on at the hub
_LONGEST_QUERY = 1000


def sign_on(desk: Desk) -> Response:
    """Send the browser to the hub, and remember which page it wanted."""
    question = desk.language.ask()
    browser = desk.browser or secrets.token_urlsafe(32)
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in {AGAIN, ARRIVED}]
    query = urlencode([*kept, (ARRIVED, "1")])
    came_from = f"{_own_path(desk)}?{query}" if len(query) <= _LONGEST_QUERY else f"{_own_path(desk)}?{ARRIVED}=1"
    desk.visits.wait(Waiting(question, browser, came_from))
    response = redirect(question.location)
    desk.set_cookie(response, "browser", browser)
    return response


def welcome(desk: Desk, message: Message) -> Response:
    """Begin a session with the hub's answer, at an address that no longer carries it. Raises NotAccepted."""
    received, waiting = _accept_once(desk, message)
    response = redirect(waiting.came_from, code=303)
    desk.set_cookie(response, "session", desk.visits.begin(waiting.browser, received))
    return response


def _accept_once(desk: Desk, message: Message) -> tuple[Received, Waiting]:
    # A POST from another site brings no cookie: which browser it is shows at the next GET (see Visits).
    browser = None if message.method == "POST" else desk.browser
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


def sign_out(desk: Desk, session: Session) -> str:
    """End the session here, then send the browser to end it everywhere.

    The next address is a link that follows itself and not a redirect: the policy's `form-action` would hold for every
    redirect after a form, and only the hub knows where its own lead.
    """
    desk.visits.end(desk.cookie("session"))
    question = desk.language.sign_out(session.received)
    if question is None:
        return render_template("signed_out.html", everywhere=False)
    desk.visits.leave(desk.browser, question)
    return render_template("leaving.html", location=question.location)


def part(desk: Desk, message: Message) -> Response | str:
    """Receive whoever comes back from the hub signed out. Raises NotAccepted."""
    if message.method == "POST":  # without the cookie that tells who comes back; the page has it
        return redirect(_own_path(desk), code=303)
    left = desk.visits.take_leaving(desk.browser)
    if left is None:
        raise NotAccepted(Why.UNSOLICITED, "", {})
    return render_template("signed_out.html", everywhere=desk.language.confirm(message, left))


def _own_path(desk: Desk) -> str:
    return url_for("pages.show", slug=desk.resource.slug)
