"""Owns the second factor of a guichet: the one-time password asked after the password, where a service wants both."""

from dataclasses import replace
from urllib.parse import urlencode

from flask import Blueprint, request
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from broker.core.journey import Authentication, Journey, Step, next_step
from broker.core.refusals.journey import ContextUnavailable, JourneyUnknown
from broker.core.roles import ANYBODY
from broker.core.sentence import Sentence
from broker.core.session import Session
from broker.core.sign_in_methods import ONE_TIME_PASSWORD
from broker.flows.back_off import check_waiting, count_failure_of, end_waiting
from broker.login.attempts import check_attempts, count_failure
from broker.login.guichet_session import current_session, open_session
from broker.login.one_time_passwords import OneTimePasswords
from broker.web.choice_pages import cancel_url, resume_journey, service_title
from broker.web.journey_runner import run
from broker.web.parts import parts
from broker.web.rendering import render
from broker.web.routes import Routes
from broker.web.single_values import read_form
from broker.web.trace_notes import note

_CODE = "/sign-in/code"
_WRONG = Sentence("Code incorrect, passé ou déjà utilisé.", "This code is wrong, over or already used.")


def refuse_second_factor(journey: Journey) -> Response:
    """Refuse where nobody is asked for a second factor here, and the guichet above gave none."""
    received = journey.authentication.method if journey.authentication else "none"
    raise ContextUnavailable(expected=f"two factors, such as {ONE_TIME_PASSWORD}", received=received)


def make_second_factor_pages() -> Blueprint:
    """Make the blueprint that takes the codes."""
    blueprint = Routes("second_factor", __name__, ANYBODY)
    blueprint.add_url_rule(_CODE, "take", _take, methods=["POST"])
    return blueprint


def ask_second_factor(journey: Journey) -> Response:
    """Ask for the code; with a session opened meanwhile by two factors in another tab, go on at once."""
    if journey.guichet != parts().issuer.name:
        return refuse_second_factor(journey)
    session = _own_session(journey)
    if session.authentication.method == ONE_TIME_PASSWORD:
        return run(parts().sign_on.authenticate(journey, session))
    return _form(journey, session)


def own_codes() -> OneTimePasswords:
    """Return what makes and checks the codes of this issuer's people."""
    return OneTimePasswords(parts().second_factor_secret, parts().issuer.name)


def person_of(session: Session) -> str:
    """Return what names the person of a session to their authenticator application."""
    found = session.authentication
    return f"{found.key}@{found.project}" if found.project else found.key


def _form(journey: Journey, session: Session, *, error: Sentence | None = None) -> Response:
    found = parts()
    shown = own_codes().code_at(person_of(session), found.clock.now()) if found.demo_password else None
    return render(
        "web/one_time_password.html",
        action=f"{_CODE}?{urlencode({'journey': journey.id})}",
        csrf_token=generate_csrf(),
        service_title=service_title(journey),
        error=error,
        demo_code=shown,
        cancel_url=cancel_url(journey),
    )


def _take() -> Response:
    """Check a code: each serves once, and too many wrong ones close the door for a minute (J206).

    Whoever guesses codes has the password: the person waits too, longer each time, from wherever the guesses come
    (RFC 4226 7.3). The invented people, whose password everybody has, do not.
    """
    found, journey = parts(), resume_journey()
    if next_step(journey) is not Step.SECOND_FACTOR:  # sent twice, or from an old page
        return run(journey)
    session = _own_session(journey)
    person, address = person_of(session), request.remote_addr or ""
    check_attempts(found.store, found.issuer.name, address, f"code {person}")
    place, may_wait = f"{found.issuer.name}/code", found.demo_password is None
    if may_wait:
        check_waiting(found.store, place, person)
    if not own_codes().accept(person, read_form("code", 40) or "", found.clock.now(), found.journeys):
        count_failure(found.store, found.issuer.name, address, f"code {person}")
        if may_wait:
            count_failure_of(found.store, place, person)
        return _form(journey, session, error=_WRONG)
    end_waiting(found.store, place, person)
    authentication = replace(session.authentication, method=ONE_TIME_PASSWORD)
    opened = open_session(session.guichet, authentication, session.upstream, session.profile)
    note(journey, "second_factor", method="one-time password", guichet=found.issuer.name)
    return run(found.sign_on.authenticate(journey, opened))


def _own_session(journey: Journey) -> Session:
    """Return this browser's session, which must be of whoever signed in for this journey."""
    session, known = current_session(), journey.authentication
    if session is None or known is None or _named(session.authentication) != _named(known):
        raise JourneyUnknown(expected=f"the person who signed in, at {Step.SECOND_FACTOR}")
    return session


def _named(found: Authentication) -> tuple[str, str, str | None]:
    return found.key_kind, found.key, found.project
