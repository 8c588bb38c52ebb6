"""Owns the page that says who is signed in here, for whoever comes without a service."""

from dataclasses import dataclass

from werkzeug.wrappers import Response

from broker.core.sentence import Sentence
from broker.core.session import Session
from broker.web.parts import parts
from broker.web.rendering import render
from broker.web.sign_out_pages import SIGN_OUT


@dataclass(frozen=True, slots=True)
class _SignedIn:
    guichet: Sentence | str
    since: str
    until: str
    sign_out_url: str


def show_session() -> Response:
    """Say by which guichet this browser is signed in and until when, or that it is not; name nobody."""
    session = parts().find_session()
    return render("web/session.html", signed_in=_view(session) if session else None)


def _view(session: Session) -> _SignedIn:
    guichets = parts().sign_on.find_guichets()
    title = next((one.title for one in guichets if one.name == session.guichet), session.guichet)
    return _SignedIn(title, f"{session.authentication.at:%H:%M}", f"{session.ends:%H:%M}", SIGN_OUT)
