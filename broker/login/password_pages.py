"""Owns the password form of a guichet, and the profile asked before it where the guichet does so."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, redirect, request
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from broker.core.identity import Identity
from broker.core.journey import Journey, Step
from broker.core.oidc_upstream import direct_path
from broker.core.profile import TITLES, Profile
from broker.core.refusals.journey import MalformedParameter, PassiveImpossible
from broker.core.roles import ANYBODY
from broker.core.sentence import Sentence
from broker.core.session import Session
from broker.login.account_addresses import account_links
from broker.login.attempts import check_attempts, count_failure
from broker.login.guichet_session import current_session, sign_in_here
from broker.web.browser import browser_secret
from broker.web.choice_pages import GuichetLink, cancel_url, guichet_url, resume_journey, service_title
from broker.web.journey_runner import run
from broker.web.parts import parts
from broker.web.rendering import render
from broker.web.routes import Routes
from broker.web.single_values import read_form, read_query
from broker.web.trace_notes import note

SIGN_IN = "/sign-in"
ACCOUNT = "/account"
_PROFILE = "/sign-in/profile"
_WRONG = Sentence("Identifiant ou mot de passe incorrect.", "Wrong login or password.")
_BUTTONS = {Profile.PUPIL: "bouton_eleve", Profile.GUARDIAN: "bouton_responsable"}


@dataclass(frozen=True, slots=True)
class _ProfileButton:
    value: str
    title: Sentence
    id: str


def make_password_pages() -> Blueprint:
    """Make the blueprint of the password form."""
    blueprint = Routes("password", __name__, ANYBODY)
    blueprint.add_url_rule(SIGN_IN, "show", _show, methods=["GET"])
    blueprint.add_url_rule(SIGN_IN, "take", _take, methods=["POST"])
    blueprint.add_url_rule(_PROFILE, "profiles", _show_profiles, methods=["GET"])
    blueprint.add_url_rule(_PROFILE, "profile", _take_profile, methods=["POST"])
    return blueprint


def show_profiles(journey: Journey | None) -> Response:
    """Ask pupil or guardian first; a person already signed in has chosen."""
    session = current_session()
    if journey and session and session.profile and _is_young(session, journey):
        return run(parts().sign_on.choose_profile(journey, session.profile))
    if journey and journey.request.passive:
        raise PassiveImpossible(received=Step.CHOOSE_PROFILE)
    return _choice(journey)


def _choice(journey: Journey | None) -> Response:
    way = parts().issuer.password
    assert way is not None
    buttons = [
        _ProfileButton(profile.value, TITLES[profile], _BUTTONS.get(profile, profile.value))
        for profile in way.profile_choices
    ]
    return render(
        "web/profile_choice.html",
        action=_address(_PROFILE, journey),
        csrf_token=generate_csrf(),
        service_title=_service(journey),
        options=buttons,
    )


def authenticate_by_password(journey: Journey) -> Response:
    """Go on at once with a session of this guichet, or ask for the password."""
    session = current_session()
    if session is not None and session.profile in {journey.profile, None} and _is_young(session, journey):
        return _go_on(journey, session)
    if journey.request.passive:
        raise PassiveImpossible(received=Step.AUTHENTICATE)
    return show_form(journey, journey.profile, login=journey.request.detail("login_hint"))


def show_form(
    journey: Journey | None, profile: Profile | None, *, login: str = "", error: Sentence | None = None
) -> Response:
    """Ask for login and password, beside the other ways in; `error` says why nobody is signed in yet."""
    issuer = parts().issuer
    assert issuer.password is not None
    return render(
        "web/password.html",
        action=_form_address(journey, profile),
        submit_field=issuer.password.submit_field,
        other_profile_url=_address(_PROFILE, journey) if profile is not None else None,
        csrf_token=generate_csrf(),
        service_title=_service(journey),
        login=login,
        error=error,
        username_field=issuer.password.username_field,
        password_field=issuer.password.password_field,
        demo_password=parts().demo_password,
        assumption=issuer.assumption,
        cancel_url=cancel_url(journey) if journey else None,
        ways=_other_ways(journey, profile),
        account_links=account_links(journey),
    )


def _other_ways(journey: Journey | None, profile: Profile | None) -> list[GuichetLink]:
    """Return the other guichets that vouch for people of this profile; without a service, those that can do without."""
    found = parts().sign_on
    offered = found.guichets_for(journey.hint) if journey else found.find_guichets()
    return [
        GuichetLink(one.title, one.description, guichet_url(journey, one) if journey else direct_path(one.name))
        for one in offered
        if (profile is None or profile in one.vouched) and (journey or one.oidc)
    ]


def _show() -> Response:
    if read_query("journey"):
        return run(resume_journey())
    profile = _read_profile(read_query("profile"))
    return show_profiles(None) if _asks_profile() and profile is None else show_form(None, profile)


def _show_profiles() -> Response:
    """Ask again who signs in: what a service preselected may be wrong."""
    if not _asks_profile():
        raise MalformedParameter(expected="a guichet that asks who signs in", received=parts().issuer.name)
    return _choice(resume_journey() if read_query("journey") else None)


def _take_profile() -> Response:
    profile = _read_profile(read_form("profile"))
    if profile is None:
        raise MalformedParameter(expected="profile: one of those offered", received="another")
    if not read_query("journey"):
        return show_form(None, profile)
    return run(parts().sign_on.choose_profile(resume_journey(), profile))


def _take() -> Response:
    """Check login and password; the same answer and time for an unknown login (J205)."""
    found, issuer = parts(), parts().issuer
    assert issuer.password is not None
    journey = resume_journey() if read_query("journey") else None
    profile = journey.profile if journey else _read_profile(read_query("profile"))
    if _asks_profile() and profile is None:
        return show_profiles(journey)
    login = (read_form(issuer.password.username_field, 255) or "").strip()
    password = read_form(issuer.password.password_field, 1024) or ""
    address = request.remote_addr or ""
    check_attempts(found.store, issuer.name, address, login)
    project = issuer.password.project
    identity = found.directory.check_password(login, password, project) if login and password else None
    if identity is None or not _may_sign_in(identity, profile):
        count_failure(found.store, issuer.name, address, login)
        return show_form(journey, profile, login=login, error=_WRONG)
    session = sign_in_here(identity.login, identity.key.project, profile)
    return _go_on(journey, session) if journey else redirect(ACCOUNT, 303)


def _asks_profile() -> bool:
    way = parts().issuer.password
    return way is not None and bool(way.profile_choices)


def _may_sign_in(identity: Identity, profile: Profile | None) -> bool:
    """Tell whether this guichet serves this person under this profile."""
    way = parts().issuer.password
    assert way is not None
    wanted = way.profiles if profile is None else way.profiles & {profile}
    return any(membership.profile in wanted for membership in identity.memberships)


def _go_on(journey: Journey, session: Session) -> Response:
    note(journey, "signed_in", method="password", guichet=parts().issuer.name)
    return run(parts().sign_on.authenticate(journey, session))


def _is_young(session: Session, journey: Journey) -> bool:
    """Tell whether the session here is as fresh as the service asks (SAML core 3.4.1, OpenID Connect core 3.1.2.1)."""
    age = (parts().clock.now() - session.authentication.at).total_seconds()
    most = journey.request.max_age
    return not journey.request.fresh and (most is None or age <= most)


def _read_profile(name: str | None) -> Profile | None:
    """Return the profile named, if it is one that this guichet asks about."""
    way = parts().issuer.password
    return next((profile for profile in (way.profile_choices if way else ()) if profile == name), None)


def _service(journey: Journey | None) -> Sentence:
    return service_title(journey) if journey else parts().issuer.title


def _form_address(journey: Journey | None, profile: Profile | None) -> str:
    """Return where the form goes; with the number of its showing where the guichet counts (`e1s1`, `e1s2`…)."""
    address, way = _address(SIGN_IN, journey, profile), parts().issuer.password
    if way is None or not way.counts_steps:
        return address
    shown = re.fullmatch(r"e1s([0-9]{1,3})", read_query("execution") or "")
    number = int(shown[1]) + 1 if shown and request.method == "POST" else 1
    return f"{address}{'&' if '?' in address else '?'}execution=e1s{number}"


def _address(path: str, journey: Journey | None, profile: Profile | None = None) -> str:
    browser_secret()
    values = {"journey": journey.id} if journey else {"profile": profile.value} if profile else {}
    return f"{path}?{urlencode(values)}" if values else path
