"""Owns the choices a person makes during a sign-on: by which guichet, for which school and profile."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, redirect
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from broker.core.issuer import Guichet
from broker.core.journey import Journey, Step
from broker.core.profile import TITLES, Profile
from broker.core.refusals.journey import MalformedParameter, SignOnCancelled
from broker.core.roles import ANYBODY
from broker.core.sentence import Sentence
from broker.web.browser import browser_secret
from broker.web.journey_runner import RESUME, follow, resume_url, run
from broker.web.parts import parts
from broker.web.remembered_guichet import find_remembered, forget, remember
from broker.web.rendering import render
from broker.web.routes import Routes
from broker.web.single_values import read_form, read_query
from broker.web.trace_notes import note

_GUICHET, _MEMBERSHIP, _CANCEL = "/journey/guichet", "/journey/membership", "/journey/cancel"
_FORGET = "/journey/guichet/forget"


@dataclass(frozen=True, slots=True)
class GuichetLink:
    """Show one way in."""

    title: Sentence
    description: Sentence
    url: str


@dataclass(frozen=True, slots=True)
class _MembershipOption:
    value: str
    school_name: str
    uai: str
    profile_title: Sentence


def make_choice_pages() -> Blueprint:
    """Make the blueprint that takes the choices."""
    blueprint = Routes("choices", __name__, ANYBODY)
    blueprint.add_url_rule(RESUME, "resume", lambda: run(resume_journey()), methods=["GET"])
    blueprint.add_url_rule(_GUICHET, "guichet", _take_guichet, methods=["GET"])
    blueprint.add_url_rule(_FORGET, "forget", _forget_guichet, methods=["POST"])
    blueprint.add_url_rule(_MEMBERSHIP, "membership", _take_membership, methods=["POST"])
    blueprint.add_url_rule(_CANCEL, "cancel", _cancel, methods=["GET"])
    return blueprint


def show_guichets(journey: Journey) -> Response:
    """Ask by which door; the one chosen last is offered first, where the issuer remembers it."""
    offered = parts().sign_on.guichets_for(journey.hint)
    remembered = find_remembered(offered)
    return render(
        "web/guichet_choice.html",
        service_title=service_title(journey),
        guichets=[_link(journey, guichet) for guichet in offered if guichet is not remembered],
        remembered=_link(journey, remembered) if remembered else None,
        forget_action=f"{_FORGET}?{urlencode({'journey': journey.id})}",
        csrf_token=generate_csrf() if remembered else "",
    )


def _link(journey: Journey, guichet: Guichet) -> GuichetLink:
    return GuichetLink(guichet.title, guichet.description, guichet_url(journey, guichet))


def show_memberships(journey: Journey) -> Response:
    """Ask for which school and as whom."""
    options = [
        _MembershipOption(f"{found.uai}|{found.profile}", found.school_name, found.uai, TITLES[found.profile])
        for found in parts().sign_on.memberships_for(journey)
    ]
    return render(
        "web/membership_choice.html",
        service_title=service_title(journey),
        action=f"{_MEMBERSHIP}?{urlencode({'journey': journey.id})}",
        csrf_token=generate_csrf(),
        options=options,
        cancel_url=cancel_url(journey),
    )


def guichet_url(journey: Journey, guichet: Guichet) -> str:
    """Return the address at which a guichet is chosen."""
    return f"{_GUICHET}?{urlencode({'journey': journey.id, 'name': guichet.name})}"


def cancel_url(journey: Journey) -> str:
    """Return the address at which the person gives up."""
    return f"{_CANCEL}?{urlencode({'journey': journey.id})}"


STEPS = {Step.CHOOSE_GUICHET: show_guichets, Step.CHOOSE_MEMBERSHIP: show_memberships}


def resume_journey() -> Journey:
    """Return the journey that the address names, to its own browser; what is refused from here on is of it."""
    journey = parts().sign_on.resume(read_query("journey") or "", browser_secret())
    follow(journey)
    return journey


def _take_guichet() -> Response:
    journey = parts().sign_on.choose_guichet(resume_journey(), read_query("name") or "")
    note(journey, "guichet_chosen", guichet=journey.guichet or "")
    remember(journey.guichet or "")
    return run(journey)


def _forget_guichet() -> Response:
    journey = resume_journey()
    forget()
    return redirect(resume_url(journey), 303)


def _take_membership() -> Response:
    journey = resume_journey()
    uai, _, name = (read_form("membership") or "").partition("|")
    if name not in set(Profile):
        raise MalformedParameter(expected="membership: UAI|profile", received=name[:40] or "nothing")
    journey = parts().sign_on.choose_membership(journey, uai, Profile(name))
    note(journey, "membership_chosen", uai=uai, profile=name)
    return run(journey)


def _cancel() -> Response:
    parts().sign_on.end(resume_journey())
    raise SignOnCancelled


def service_title(journey: Journey) -> Sentence:
    """Return the title of the resource being opened."""
    return parts().sign_on.contract_of(journey).title
