"""Owns a browser's session at an issuer that asks other guichets: a random cookie and what it stands for."""

import re
import secrets
from dataclasses import replace

from flask import after_this_request, current_app, g, request
from werkzeug.wrappers import Response

from broker.core.journey import Authentication
from broker.core.session import Participant, Session
from broker.flows.sign_on import browser_digest
from broker.web.parts import parts

_SECRET = re.compile(r"[A-Za-z0-9_-]{32}")


def find_session() -> Session | None:
    """Return this browser's session here, or None; asked of the store once per request."""
    if "issuer_session" not in g:
        came = request.cookies.get(_name(), "")
        known = _SECRET.fullmatch(came) is not None
        g.issuer_session = parts().sessions.find(parts().issuer.name, browser_digest(came)) if known else None
    found: Session | None = g.issuer_session
    return found


def open_session(guichet: str, authentication: Authentication, upstream: Participant | None) -> Session:
    """Open a session under a new secret (J193); what was opened in the same person's former one goes on in it.

    Somebody else's former session is ended, and the services opened in it are told.
    """
    found, former, secret = parts(), find_session(), secrets.token_urlsafe(24)
    session = Session(browser_digest(secret), found.issuer.name, guichet, authentication, upstream=upstream)
    found.sessions.open(session)
    if former is not None:
        succeed(former, session)
    _give(secret)
    g.issuer_session = session
    return session


def succeed(former: Session, session: Session) -> None:
    """End a former session for another, in which goes on what was opened in it, if it is the same person's."""
    found = parts()
    if _person(former.authentication) != _person(session.authentication):
        found.sign_out.conclude(found.sign_out.begin(former))
        return
    found.sessions.succeed(former, session)


def forget_session() -> None:
    """Make the browser forget its session here; the store is the sign-out's to clear."""
    name = _name()
    g.issuer_session = None
    if name not in request.cookies:
        return

    @after_this_request
    def forget(response: Response) -> Response:
        config = current_app.config
        response.delete_cookie(
            name, secure=config["SESSION_COOKIE_SECURE"], httponly=True, samesite=config["SESSION_COOKIE_SAMESITE"]
        )
        return response


def _person(authentication: Authentication) -> Authentication:
    """Return what names the person, whenever and however they signed in."""
    return replace(authentication, at=authentication.at.min, method="", ends=None)


def _give(secret: str) -> None:
    @after_this_request
    def keep(response: Response) -> Response:
        config = current_app.config
        response.set_cookie(
            _name(),
            secret,
            httponly=True,
            secure=config["SESSION_COOKIE_SECURE"],
            samesite=config["SESSION_COOKIE_SAMESITE"],
        )
        return response


def _name() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}_session"
