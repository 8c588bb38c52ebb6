"""Owns a person's session at a guichet: kept on the server, found by an opaque identifier through flask-login."""

import secrets
from datetime import timedelta

from flask import Flask
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from broker.core.identity import Identity
from broker.core.journey import Authentication
from broker.core.profile import Profile
from broker.core.session import Participant, Session
from broker.core.sign_in_methods import PASSWORD
from broker.flows.sign_on import browser_digest
from broker.web.browser import browser_secret
from broker.web.parts import parts
from broker.web.session_cookie import enter


class SignedIn(UserMixin):  # type: ignore[misc]  # flask-login ships no types
    """Stand for the signed-in person towards flask-login."""

    def __init__(self, secret: str, session: Session) -> None:
        """Keep the secret that the signed cookie carries, and what the store holds."""
        self.id = secret
        self.session = session


def prepare_sessions(app: Flask) -> None:
    """Give an application its guichet sessions."""
    manager = LoginManager()
    manager.session_protection = "strong"
    # Without its context processor: a page that says the store is unavailable must not ask the store (J214).
    manager.init_app(app, add_context_processor=False)
    manager.user_loader(_load)


def sign_in_here(login: str, project: str, profile: Profile | None, method: str = PASSWORD) -> Session:
    """Sign a person in whom this very guichet knows, under the profile that they chose."""
    found = parts()
    way = found.issuer.password
    assert way is not None, "only an issuer that asks for passwords signs people in itself"
    vouched = way.profiles if profile is None else way.profiles & {profile}
    now = found.clock.now()
    ends = now + timedelta(seconds=way.session_seconds) if way.session_seconds else None
    authentication = Authentication("login", login, project, now, method, vouched, ends)
    return open_session(found.issuer.name, authentication, profile=profile)


def open_session(
    guichet: str, authentication: Authentication, upstream: Participant | None = None, profile: Profile | None = None
) -> Session:
    """Open a session under a new secret (J193); whoever else was signed in here is so no more."""
    found, former, secret = parts(), current_session(), secrets.token_urlsafe(24)
    session = Session(
        id=browser_digest(secret),
        issuer=found.issuer.name,
        guichet=guichet,
        authentication=authentication,
        profile=profile,
        upstream=upstream,
        browser=browser_digest(browser_secret()),
    )
    enter(session, former)
    login_user(SignedIn(secret, session))
    return session


def forget_session() -> None:
    """Make the browser forget its session here; the store is the sign-out's to clear."""
    logout_user()


def current_session() -> Session | None:
    """Return the session of this browser at this guichet, if any."""
    return current_user.session if current_user.is_authenticated else None


def current_person() -> Identity | None:
    """Return the person signed in here, freshly read from the directory."""
    session = current_session()
    if session is None:
        return None
    return parts().sign_on.find_person(session.authentication)


def _load(secret: str) -> SignedIn | None:
    session = parts().sessions.find(parts().issuer.name, browser_digest(secret))
    return None if session is None else SignedIn(secret, session)
