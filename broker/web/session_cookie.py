"""Owns a browser's session at an issuer that asks other guichets: a random cookie and what it stands for."""

import re
import secrets
from dataclasses import replace

from flask import after_this_request, current_app, g, request
from werkzeug.wrappers import Response

from broker.core.journey import Authentication
from broker.core.profile import Profile
from broker.core.session import Participant, Session
from broker.flows.sign_on import browser_digest
from broker.web.browser import browser_secret
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


def open_session(
    guichet: str, authentication: Authentication, upstream: Participant | None = None, profile: Profile | None = None
) -> Session:
    """Open a session under a new secret (J193); what was opened in the same person's former one goes on in it.

    Somebody else's former session is ended, and the services opened in it are told.
    """
    secret, former = secrets.token_urlsafe(24), find_session()
    session = Session(
        id=browser_digest(secret),
        issuer=parts().issuer.name,
        guichet=guichet,
        authentication=authentication,
        profile=profile,
        upstream=upstream,
        browser=browser_digest(browser_secret()),
    )
    enter(session, former)
    _give(secret)
    g.issuer_session = session
    return session


def enter(session: Session, former: Session | None) -> None:
    """Open a session in the place of the browser's former one, if any; what was opened in that is told, or goes on."""
    found = parts()
    if former is not None and _person(former.authentication) != _person(session.authentication):
        found.sign_out.conclude(found.sign_out.begin(former))  # first: it ends whatever is open in this browser
        former = None
    found.sessions.open(session)
    if former is not None:
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
