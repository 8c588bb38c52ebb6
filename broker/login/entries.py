"""Owns the last step of a sign-in by another guichet: opening the session, at once or once the person has confirmed."""

import secrets
from dataclasses import dataclass, field

from flask import redirect
from werkzeug.wrappers import Response

from broker.core.journey import Authentication
from broker.core.profile import Profile
from broker.core.refusals.journey import JourneyUnknown
from broker.core.session import Participant
from broker.flows.sign_on import JOURNEY_SECONDS, browser_digest
from broker.login.password_pages import ACCOUNT
from broker.stores.json_codec import decode, encode
from broker.stores.keys import name_key
from broker.web.browser import browser_secret
from broker.web.journey_runner import follow, run
from broker.web.parts import parts
from broker.web.trace_notes import note

_RANDOM_BYTES = 24


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold who comes in by which guichet; `link` is what the guichet calls them, `journey` empty without a service."""

    guichet: str
    authentication: Authentication
    above: Participant
    profile: Profile | None
    journey: str
    link: str = field(repr=False)


def let_in(entry: Entry) -> Response:
    """Open the session, and go on: to the service, or to the account."""
    found = parts()
    journey = found.sign_on.resume(entry.journey, browser_secret()) if entry.journey else None
    if journey is not None:
        follow(journey)
        note(journey, "signed_in", guichet=entry.guichet, method=entry.authentication.method)
    session = found.open_session(entry.guichet, entry.authentication, entry.above, entry.profile)
    return redirect(ACCOUNT, 303) if journey is None else run(found.sign_on.authenticate(journey, session))


def keep_entry(entry: Entry) -> str:
    """Keep an entry for this browser until the person has confirmed; return its ticket. No session is open yet."""
    ticket = secrets.token_urlsafe(_RANDOM_BYTES)
    parts().store.put(_key(ticket), encode(entry), JOURNEY_SECONDS)
    return ticket


def find_entry(ticket: str) -> Entry:
    """Return the entry that waits under a ticket of this browser."""
    return _read(parts().store.find(_key(ticket)))


def take_entry(ticket: str) -> Entry:
    """Return it for the last time."""
    return _read(parts().store.take(_key(ticket)))


def _read(stored: bytes | None) -> Entry:
    if stored is None:
        raise JourneyUnknown(expected="a sign-in by another guichet that waits in this browser")
    return decode(stored, Entry)


def _key(ticket: str) -> str:
    return name_key("entry", parts().issuer.name, browser_digest(browser_secret()), ticket)
