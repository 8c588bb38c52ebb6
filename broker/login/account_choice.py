"""Owns the entering of whom a guichet vouches for, and the choice among several accounts that its answer matches."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from broker.core.identity import Identity
from broker.core.journey import Authentication, Journey, Step, next_step
from broker.core.profile import TITLES
from broker.core.refusals.journey import JourneyUnknown, MalformedParameter
from broker.core.roles import ANYBODY
from broker.core.session import Participant
from broker.flows.matching import find_accounts, settle
from broker.flows.sign_on import JOURNEY_SECONDS
from broker.stores.json_codec import decode, encode
from broker.stores.keys import name_key
from broker.web.choice_pages import cancel_url, resume_journey, service_title
from broker.web.journey_runner import run
from broker.web.parts import parts
from broker.web.rendering import render, say
from broker.web.routes import Routes
from broker.web.single_values import read_form
from broker.web.trace_notes import note

_ACCOUNT = "/journey/account"


@dataclass(frozen=True, slots=True)
class Vouched:
    """Hold what a guichet said: who signed in there, and its own session as a sign-out must address it."""

    guichet: str
    authentication: Authentication
    above: Participant


@dataclass(frozen=True, slots=True)
class _Account:
    value: str
    title: str
    schools: tuple[str, ...]


def make_account_choice() -> Blueprint:
    """Make the blueprint that takes the choice."""
    blueprint = Routes("account_choice", __name__, ANYBODY)
    blueprint.add_url_rule(_ACCOUNT, "take", _take, methods=["POST"])
    return blueprint


def enter_by(journey: Journey, vouched: Vouched) -> Response:
    """Open the session of the person whom a guichet named; of several who match, nobody is in before the choice."""
    found, said = parts(), vouched.authentication
    if said.other_keys:
        accounts = tuple(find_accounts(said, found.directory))
        if len(accounts) > 1:
            found.store.put(_kept(journey), encode(vouched), JOURNEY_SECONDS)
            return run(found.sign_on.offer_accounts(journey, accounts))
        said = settle(said, accounts[0] if accounts else said.key)
    return _enter(journey, vouched, said)


def show_accounts(journey: Journey) -> Response:
    """Ask which of the accounts."""
    said = _find(journey).authentication
    people = find_accounts(said, parts().directory)
    accounts = [
        _Account(str(number), _name(people[key]), _schools(people[key], said))
        for number, key in enumerate(journey.accounts)
        if key in people
    ]
    return render(
        "web/account_choice.html",
        service_title=service_title(journey),
        action=f"{_ACCOUNT}?{urlencode({'journey': journey.id})}",
        csrf_token=generate_csrf(),
        accounts=accounts,
        cancel_url=cancel_url(journey),
    )


def _take() -> Response:
    journey = resume_journey()
    if next_step(journey) is not Step.CHOOSE_ACCOUNT:  # sent twice, or from an old page
        return run(journey)
    chosen, vouched = read_form("account", 4) or "", _find(journey)
    numbers = {str(number): key for number, key in enumerate(journey.accounts)}
    if chosen not in numbers:
        raise MalformedParameter(expected="account: one of those offered", received=chosen or "nothing")
    parts().store.forget(_kept(journey))
    note(journey, "account_chosen", offered=str(len(numbers)))
    return _enter(journey, vouched, settle(vouched.authentication, numbers[chosen]))


def _enter(journey: Journey, vouched: Vouched, settled: Authentication) -> Response:
    session = parts().open_session(vouched.guichet, settled, vouched.above, journey.profile)
    return run(parts().sign_on.authenticate(journey, session))


def _find(journey: Journey) -> Vouched:
    kept = parts().store.find(_kept(journey))
    if kept is None:
        raise JourneyUnknown(expected=f"an answer of a guichet younger than {JOURNEY_SECONDS} s")
    return decode(kept, Vouched)


def _kept(journey: Journey) -> str:
    return name_key("vouched", journey.id)


def _name(person: Identity) -> str:
    return " ".join([*person.given_name.values[:1], *person.family_name.values[:1]]) or person.login


def _schools(person: Identity, said: Authentication) -> tuple[str, ...]:
    ties = [tie for tie in person.memberships if tie.profile in said.vouched]
    return tuple(dict.fromkeys(f"{tie.school_name} ({tie.uai}) — {say(TITLES[tie.profile])}" for tie in ties))
