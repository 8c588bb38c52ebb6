"""Owns the page that says who is signed in here, for whoever comes without a service."""

from werkzeug.wrappers import Response

from broker.core.sentence import Sentence
from broker.core.session import Session
from broker.web.parts import parts
from broker.web.rendering import render
from broker.web.sign_out_pages import SIGN_OUT


def show_session() -> Response:
    """Say by which guichet this browser is signed in and until when, or that it is not; name nobody."""
    session = parts().find_session()
    return render(
        "web/session.html",
        guichet=_title(session) if session else None,
        since=f"{session.authentication.at:%H:%M}" if session else "",
        until=f"{session.ends:%H:%M}" if session else "",
        sign_out_url=SIGN_OUT,
    )


def _title(session: Session) -> Sentence | str:
    guichets = parts().sign_on.find_guichets()
    return next((one.title for one in guichets if one.name == session.guichet), session.guichet)
