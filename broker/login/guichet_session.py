"""Owns a person's session at a guichet: kept on the server, found by an opaque identifier through flask-login."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from broker.core.identity import Identity
from broker.core.profile import Profile
from broker.stores.json_codec import decode, encode
from broker.web.parts import parts

LIFETIME = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """Hold who signed in, when, and under which profile where the guichet asks first."""

    login: str
    project: str
    at: datetime
    profile: Profile | None = None

    def __repr__(self) -> str:
        """Show nothing of the person."""
        return "SessionRecord(…)"


class SignedIn(UserMixin):  # type: ignore[misc]  # flask-login ships no types
    """Stand for the signed-in person towards flask-login."""

    def __init__(self, session_id: str, record: SessionRecord) -> None:
        """Keep the opaque identifier and what the store holds."""
        self.id = session_id
        self.record = record


def prepare_sessions(app: Flask) -> None:
    """Give an application its guichet sessions."""
    manager = LoginManager()
    manager.session_protection = "strong"
    # Without its context processor: a page that says the store is unavailable must not ask the store (J214).
    manager.init_app(app, add_context_processor=False)
    manager.user_loader(_load)


def open_session(login: str, project: str, profile: Profile | None) -> SessionRecord:
    """Sign a person in under a new session identifier (J193); whoever was signed in here is so no more."""
    close_session()
    record = SessionRecord(login, project, parts().clock.now(), profile)
    session_id = secrets.token_urlsafe(24)
    parts().store.put(_key(session_id), encode(record), int(LIFETIME.total_seconds()))
    login_user(SignedIn(session_id, record))
    return record


def close_session() -> None:
    """Sign the person out, on the server and in the browser."""
    if current_user.is_authenticated:
        parts().store.forget(_key(current_user.id))
    logout_user()


def current_record() -> SessionRecord | None:
    """Return the session of this browser at this guichet, if any."""
    return current_user.record if current_user.is_authenticated else None


def current_person() -> Identity | None:
    """Return the person signed in here, freshly read from the directory."""
    record = current_record()
    return None if record is None else parts().directory.find_person("login", record.login, record.project)


def _load(session_id: str) -> SignedIn | None:
    found = parts().store.find(_key(session_id))
    return None if found is None else SignedIn(session_id, decode(found, SessionRecord))


def _key(session_id: str) -> str:
    return f"session:{parts().issuer.name}:{session_id}"
